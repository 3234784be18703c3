import { KubernetesError } from "@kubets/apimachinery";
import { askedOf } from "./asked-request.ts";
import { responseError } from "./response.ts";
import type { Header, Transport } from "./transport.ts";
import { createWebSocketOpener, type PlatformWebSocket } from "./web-socket.ts";

/** What fetch gives in workers where the server takes the upgrade. */
type Upgraded = Response & { readonly webSocket?: (PlatformWebSocket & { accept(): void }) | null };

/**
 * Opens WebSockets by fetch, as workers of Cloudflare's kind do: with headers, and where the server refuses, with its
 * Status as the cause of UpgradeFailed. For {@link createFetchTransport}; a `fetch` of your own may be a binding.
 */
export function openWebSocketByFetch(
  fetch: (url: string, init: RequestInit) => Promise<Response> = (url, init) => globalThis.fetch(url, init),
): Transport["openWebSocket"] {
  const openOne = createWebSocketOpener({
    async create(url, { protocols, headers: given, signal }) {
      const address = url.replace(/^ws/, "http");
      const headers = new Headers(given.map(([name, value]): [string, string] => [name, value]));
      headers.set("upgrade", "websocket");
      if (protocols.length > 0) headers.set("sec-websocket-protocol", protocols.join(", "));
      const response = (await fetch(address, { headers, signal: signal ?? null })) as Upgraded;
      const { webSocket } = response;
      if (!webSocket) throw await refusal(address, response);
      webSocket.accept();
      return withProtocol(webSocket, response.headers.get("sec-websocket-protocol") ?? "");
    },
  });
  return openOne;
}

async function refusal(url: string, response: Response): Promise<KubernetesError> {
  const headers: Header[] = [...response.headers];
  const body = (async function* () {
    yield new Uint8Array(await response.arrayBuffer());
  })();
  const cause = await responseError({ status: response.status, headers, body }, askedOf({ method: "GET", url }));
  const message = `the server did not open a WebSocket: ${cause.message}`;
  return new KubernetesError(message, { reason: "UpgradeFailed", code: response.status, cause });
}

/** Such a WebSocket does not know its subprotocol; the answer's head does. */
function withProtocol(socket: PlatformWebSocket, protocol: string): PlatformWebSocket {
  return {
    protocol,
    get readyState() {
      return socket.readyState;
    },
    get binaryType() {
      return socket.binaryType;
    },
    set binaryType(type) {
      socket.binaryType = type;
    },
    send: (message) => socket.send(message),
    close: (code, reason) => socket.close(code, reason),
    addEventListener: (type, listener) => socket.addEventListener(type, listener),
  };
}
