import { type AddressInfo, connect, createServer } from "node:net";
import { createOpenSockets } from "./open-sockets.ts";

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
  const open = createOpenSockets();
  let silent = false;
  const server = createServer((client) => {
    const onward = connect(targetPort, "127.0.0.1");
    open.add(client);
    for (const [from, to] of [[client, onward] as const, [onward, client] as const]) {
      from.on("error", () => undefined).on("close", () => to.destroy());
      from.on("data", (chunk: Buffer) => {
        if (!silent) to.write(chunk);
      });
    }
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
    untilOpen: (count) => open.untilOpen(count),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        open.destroy();
      });
    },
  };
}
