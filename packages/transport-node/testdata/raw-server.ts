import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { createOpenSockets } from "./open-sockets.ts";
import { pem } from "./server.ts";

/** A server that answers with whatever bytes a test likes. */
export interface RawServer extends AsyncDisposable {
  readonly url: string;
  /** Connections accepted so far. */
  readonly accepted: number;
}

/** Starts one; `answer` writes the answer to each request, whose body it does not wait for. Over TLS where `secure`. */
export async function startRawServer(
  answer: (socket: Socket) => unknown,
  { secure = false }: { readonly secure?: boolean } = {},
): Promise<RawServer> {
  const open = createOpenSockets();
  let accepted = 0;
  const serve = (socket: Socket): void => {
    accepted++;
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", () => void answer(socket));
  };
  const server: Server = secure
    ? createTlsServer({ cert: pem("server"), key: pem("server-key") }, serve)
    : createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${secure ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get accepted() {
      return accepted;
    },
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.close(resolve);
        open.destroy();
      });
    },
  };
}
