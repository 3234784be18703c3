import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP proxy on loopback in front of a server, which does to its connections what networks do. */
export interface FaultProxy extends AsyncDisposable {
  /** The server's base URL, through the proxy. */
  readonly url: string;
  readonly connections: number;
  /** Ends all connections in good order, wherever they are: in the middle of a line too. */
  cut(): void;
  /** Ends all connections with a reset. */
  reset(): void;
  /** From now on no byte gets through, in no direction, and nothing ends; until {@link flow}. */
  stall(): void;
  /** From now on what clients send gets through and what servers answer does not, and nothing ends; until {@link flow}. */
  stallAnswers(): void;
  /** New connections are refused by a reset, until {@link flow}. */
  refuse(): void;
  /** After so many further bytes from the server, the connection that brought them is reset. */
  resetAfter(bytes: number): void;
  /** All is well again. */
  flow(): void;
}

/** Starts a proxy to the server of a base URL. TLS goes through it untouched. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const { protocol, hostname, port } = new URL(target);
  const pairs = new Set<readonly [Socket, Socket]>();
  let stalled: "no" | "answers" | "all" = "no";
  let refusing = false;
  let bytesLeft = Infinity;

  const proxy = createServer((client) => {
    client.on("error", () => {});
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: hostname, port: Number(port) });
    const pair = [client, server] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const [from, to] of [pair, [server, client] as const]) {
      from.setNoDelay(true);
      from.on("error", end).on("close", end);
      from.on("data", (chunk: Buffer) => {
        if (from === server && (bytesLeft -= chunk.length) <= 0) {
          bytesLeft = Infinity;
          client.resetAndDestroy();
          return;
        }
        to.write(chunk);
      });
    }
    if (stalled !== "no") server.pause();
    if (stalled === "all") client.pause();
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");

  function forAll(action: (client: Socket, server: Socket) => void): void {
    for (const [client, server] of pairs) action(client, server);
  }

  return {
    url: `${protocol}//127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    get connections() {
      return pairs.size;
    },
    cut: () => forAll((client) => client.end()),
    reset: () => forAll((client) => client.resetAndDestroy()),
    stall() {
      stalled = "all";
      forAll((client, server) => [client, server].forEach((socket) => socket.pause()));
    },
    stallAnswers() {
      stalled = "answers";
      forAll((_, server) => server.pause());
    },
    refuse() {
      refusing = true;
    },
    resetAfter(bytes) {
      bytesLeft = bytes;
    },
    flow() {
      stalled = "no";
      refusing = false;
      bytesLeft = Infinity;
      forAll((client, server) => [client, server].forEach((socket) => socket.resume()));
    },
    async [Symbol.asyncDispose]() {
      const closed = once(proxy, "close");
      proxy.close();
      forAll((client, server) => [client, server].forEach((socket) => socket.destroy()));
      await closed;
    },
  };
}
