import type { MessageSocket, PeerStream, StreamConnection, Upgraded, UpgradeRequest } from "../http/upgrade-seam.ts";
import { badRequest } from "../http/status.ts";
import { openChannels } from "./channels.ts";
import type { Output, PortForwardSession } from "./pod-handlers.ts";

/** Plays the program at a port for one connection; resolves with what went wrong, in words. */
export type PortRun = (
  port: number,
  readable: AsyncIterable<Uint8Array>,
  output: Output,
  signal: AbortSignal,
) => Promise<string | undefined>;

/** Makes the run of a handler. */
export function portRun(
  context: Omit<PortForwardSession, "port" | "readable" | "write" | "signal">,
  handler: (session: PortForwardSession) => void | Promise<void>,
): PortRun {
  return async (port, readable, output, signal) => {
    try {
      await handler({ ...context, port, readable, signal, write: (data) => output.write(data) });
      return undefined;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return `an error occurred forwarding ${port} -> ${port}: ${message}`;
    }
  };
}

/** SPDY within a WebSocket, as kubectl has it from 1.31 on. */
const tunnel = "SPDY/3.1+portforward.k8s.io";
const messageProtocols = ["v4.channel.k8s.io", "v4.base64.channel.k8s.io", "portforward.k8s.io"];
const streamProtocol = "portforward.k8s.io";

/** How port-forward goes on over what the client speaks; undefined where it offers nothing that is known. */
export function upgradePortForward(
  { upgrade, protocols }: UpgradeRequest,
  query: URLSearchParams,
  run: PortRun,
): Upgraded | undefined {
  const streams = (protocol: string): Upgraded => ({
    framing: "streams",
    protocol,
    serve: (connection) => serveStreams(connection, run),
  });
  if (upgrade === "spdy") {
    return protocols.length === 0 || protocols.includes(streamProtocol) ? streams(streamProtocol) : undefined;
  }
  if (protocols.includes(tunnel)) return streams(tunnel);
  const protocol = protocols.find((offered) => messageProtocols.includes(offered));
  if (protocol === undefined && protocols.length > 0) return undefined;
  const ports = portsOf(query);
  const base64 = protocol?.includes("base64") ?? false;
  return {
    framing: "messages",
    protocol: protocol ?? "",
    serve: (socket) => serveMessages(socket, ports, base64, run),
  };
}

function portsOf(query: URLSearchParams): number[] {
  const ports = query.getAll("ports").flatMap((text) => text.split(","));
  if (ports.length === 0) throw badRequest('query parameter "port" is required');
  return ports.map((text) => {
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      throw badRequest(`port ${JSON.stringify(text)} is no port`);
    return port;
  });
}

/** Two channels a port, data and errors, each beginning with the port's number. */
async function serveMessages(
  socket: MessageSocket,
  ports: readonly number[],
  base64: boolean,
  run: PortRun,
): Promise<void> {
  const data = ports.map((_, index) => index * 2);
  const channels = openChannels(socket, data, { base64, closes: false });
  const encoder = new TextEncoder();
  const bytesOf = (value: string | Uint8Array): Uint8Array =>
    typeof value === "string" ? encoder.encode(value) : value;
  await Promise.all(
    ports.map(async (port, index) => {
      const number = Uint8Array.of(port & 0xff, port >> 8);
      await channels.send(index * 2, number);
      await channels.send(index * 2 + 1, number);
      const readable = channels.incoming.get(index * 2);
      if (!readable) return;
      const output = { write: (value: string | Uint8Array) => channels.send(index * 2, bytesOf(value)) };
      const problem = await run(port, readable, output, socket.signal);
      if (problem !== undefined) await channels.send(index * 2 + 1, encoder.encode(problem));
    }),
  );
  socket.close(1000);
}

/** A pair of streams a connection, under one request id: one for errors, one for data. */
async function serveStreams(connection: StreamConnection, run: PortRun): Promise<void> {
  const waiting = new Map<string, Partial<Record<"data" | "error", PeerStream>>>();
  const encoder = new TextEncoder();
  for await (const stream of connection.streams) {
    const id = stream.headers.get("requestid") ?? "";
    const type = stream.headers.get("streamtype") === "error" ? "error" : "data";
    const pair = { ...waiting.get(id), [type]: stream };
    const { data, error } = pair;
    if (!data || !error) {
      waiting.set(id, pair);
      continue;
    }
    waiting.delete(id);
    const output = {
      write: (value: string | Uint8Array) => data.write(typeof value === "string" ? encoder.encode(value) : value),
    };
    const port = Number(data.headers.get("port"));
    const serve = async (): Promise<void> => {
      const problem = await run(port, data.readable, output, connection.signal);
      if (problem !== undefined) await error.write(encoder.encode(problem));
      error.end();
      data.end();
    };
    void serve();
  }
}
