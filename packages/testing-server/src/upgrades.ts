import { STATUS_CODES, type IncomingMessage } from "node:http";
import type { Http2SecureServer } from "node:http2";
import type { Duplex } from "node:stream";
import { brokenConnection, type ApiServer, type ApiServerResponse, type Upgraded } from "@kubets/testing-fake";
import { WebSocketServer } from "ws";
import { channelOfMessages, channelOfSocket } from "./byte-channel.ts";
import { headersOf, valuesOf, type Header } from "./headers.ts";
import { messageSocketOf } from "./message-socket.ts";
import { createSpdyConnection } from "./spdy/connection.ts";
import { refusalAnswer, statusAnswer } from "./write-answer.ts";
import type { Identify } from "./identify.ts";

/** Browsers cannot send a header with a WebSocket, and say who they are by a subprotocol. */
const bearerProtocol = "base64url.bearer.authorization.k8s.io.";

/** Answers the requests of HTTP/1.1 to go on as a WebSocket or as SPDY. */
export function serveUpgrades(server: Http2SecureServer, cluster: ApiServer, identify: Identify): void {
  // Subprotocols are agreed on here: kubectl's have names that are no tokens, which the library would refuse.
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
  const agreed = new WeakMap<IncomingMessage, string>();
  webSockets.on("headers", (headers, request) => {
    const protocol = agreed.get(request);
    if (protocol) headers.push(`Sec-WebSocket-Protocol: ${protocol}`);
  });

  const serve = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const gone = new AbortController();
    socket.once("close", () => gone.abort());
    let headers: readonly Header[] = headersOf(request.rawHeaders);
    const upgrade = { websocket: "websocket", "spdy/3.1": "spdy" }[request.headers.upgrade?.toLowerCase() ?? ""] as
      | "websocket"
      | "spdy"
      | undefined;
    if (!upgrade) return refuse(socket, statusAnswer(400, "BadRequest", "unable to upgrade: unknown protocol"));
    const offered = valuesOf(headers, upgrade === "spdy" ? "x-stream-protocol-version" : "sec-websocket-protocol")
      .flatMap((value) => value.split(","))
      .map((value) => value.trim());
    const bearer = offered.find((protocol) => protocol.startsWith(bearerProtocol));
    if (bearer !== undefined) {
      const token = Buffer.from(bearer.slice(bearerProtocol.length), "base64url").toString("utf8");
      headers = [...headers, ["authorization", `Bearer ${token}`]];
    }
    const identified = await identify(headers, request);
    if (!("user" in identified)) return refuse(socket, refusalAnswer(identified));
    const upgraded = await cluster.upgrade({
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers,
      user: identified.user,
      signal: gone.signal,
      upgrade,
      protocols: offered.filter((protocol) => protocol !== bearer),
    });
    if (!("framing" in upgraded)) return refuse(socket, upgraded);
    if (upgrade === "spdy") return goOnAsSpdy(socket, head, upgraded);
    agreed.set(request, upgraded.protocol);
    delete request.headers["sec-websocket-protocol"];
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const messages = messageSocketOf(webSocket);
      const served =
        upgraded.framing === "messages"
          ? upgraded.serve(messages)
          : upgraded.serve(createSpdyConnection(channelOfMessages(messages)));
      served.catch(() => webSocket.terminate());
    });
  };

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    serve(request, socket, head).catch(() => socket.destroy());
  });
}

async function goOnAsSpdy(socket: Duplex, head: Buffer, upgraded: Upgraded): Promise<void> {
  if (upgraded.framing !== "streams") return refuse(socket, statusAnswer(400, "BadRequest", "SPDY needs streams"));
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${upgraded.protocol}\r\n\r\n`,
  );
  await upgraded.serve(createSpdyConnection(channelOfSocket(socket, head)));
}

/** An answer in plain HTTP, after which the connection ends. */
async function refuse(socket: Duplex, { status, headers, body }: ApiServerResponse): Promise<void> {
  if (status === brokenConnection) return void socket.destroy();
  const whole: Buffer[] = [];
  if (typeof body === "string" || body instanceof Uint8Array) whole.push(Buffer.from(body));
  // An answer that goes on for long is none to a request that wanted something else; what it has said by now will do.
  else await body[Symbol.asyncIterator]().return?.();
  const bytes = Buffer.concat(whole);
  const lines = [...headers, ["content-length", String(bytes.length)], ["connection", "close"]] as const;
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
  socket.end(Buffer.concat([Buffer.from(head), bytes]));
}
