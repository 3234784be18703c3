// In workerd, whose WebSockets are opened by fetch.
import { createFetchTransport, openWebSocketByFetch } from "@kubets/rest";
import { report } from "./report.ts";

export default {
  async fetch(request: Request): Promise<Response> {
    const { url, unreachableUrl } = (await request.json()) as { url: string; unreachableUrl: string };
    await report(() => createFetchTransport({ openWebSocket: openWebSocketByFetch() }), url, unreachableUrl);
    return new Response();
  },
};
