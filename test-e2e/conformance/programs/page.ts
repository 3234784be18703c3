// In a page of a browser, served by the conformance server itself.
import { createFetchTransport, openPlatformWebSocket } from "@kubets/rest";
import { report } from "./report.ts";

await report(
  () => createFetchTransport({ openWebSocket: openPlatformWebSocket }),
  location.origin,
  new URLSearchParams(location.search).get("unreachable") ?? "",
);
