import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A TCP proxy in front of a server of this machine, which can go silent: both its ends stay up, and nothing gets through. */
export interface SilentProxy extends AsyncDisposable {
  readonly port: number;
  /** From now on no byte gets through, in no direction, on connections that are there and on new ones. */
  goSilent(): void;
  /** From now on bytes get through again; those that came meanwhile are lost. */
  speakAgain(): void;
  /** Resolves once so many are connected to it. */
  untilOpen(count: number): Promise<void>;
}

/** Starts a proxy to a port of this machine. TLS goes through it untouched. */
export async function startSilentProxy(targetPort: number): Promise<SilentProxy> {
  const open = new Set<Socket>();
  const waiting = new Set<() => void>();
  const changed = (): void => waiting.forEach((check) => check());
  let silent = false;
  const server = createServer((client) => {
    const onward = connect(targetPort, "127.0.0.1");
    open.add(client);
    changed();
    for (const [from, to] of [[client, onward] as const, [onward, client] as const]) {
      from.on("error", () => undefined).on("close", () => to.destroy());
      from.on("data", (chunk: Buffer) => {
        if (!silent) to.write(chunk);
      });
    }
    client.on("close", () => {
      open.delete(client);
      changed();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    goSilent() {
      silent = true;
    },
    speakAgain() {
      silent = false;
    },
    untilOpen: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (open.size !== count) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        for (const socket of open) socket.destroy();
      });
    },
  };
}
