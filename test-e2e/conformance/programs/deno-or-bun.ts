// In Deno and in Bun, whose WebSockets take headers beside what browsers let them take.
import { createFetchTransport, createWebSocketOpener, type PlatformWebSocket } from "@kubets/rest";
import { report } from "./report.ts";

declare const process: { readonly argv: readonly string[]; exit(): never };

type WithHeaders = new (url: string, options: { protocols: string[]; headers: Record<string, string> }) => WebSocket;

const openWebSocket = createWebSocketOpener({
  create: async (url, { protocols, headers }): Promise<PlatformWebSocket> =>
    new (WebSocket as unknown as WithHeaders)(url, {
      protocols: [...protocols],
      headers: Object.fromEntries(headers),
    }),
});

const [url = "", unreachableUrl = ""] = process.argv.slice(2);
await report(() => createFetchTransport({ openWebSocket }), url, unreachableUrl);
process.exit();
