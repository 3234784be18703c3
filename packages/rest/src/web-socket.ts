import { KubernetesError } from "@kubets/apimachinery";
import { abortedError } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** Headers without which the server would see somebody else, or nobody. */
const identity = /^(authorization|impersonate-.*)$/i;

/**
 * Opens WebSockets of the platform, for {@link createFetchTransport}. No program may set headers there in a browser:
 * where a request has credentials or impersonation, it is Unsupported and nothing is sent; other headers are left out.
 * Why a handshake failed, the platform does not say: UpgradeFailed has no code.
 */
export const openPlatformWebSocket: Transport["openWebSocket"] = async ({ url, headers, signal }, protocols) => {
  const blocked = headers.find(([name]) => identity.test(name));
  if (blocked) {
    throw new KubernetesError(
      `this platform's WebSockets cannot send the header ${blocked[0]}: use another transport`,
      {
        reason: "Unsupported",
      },
    );
  }
  if (signal?.aborted) throw abortedError(signal);

  const socket = new WebSocket(url.replace(/^http/, "ws"), [...protocols]);
  socket.binaryType = "arraybuffer";
  const waiting: (Uint8Array | string)[] = [];
  let clean: boolean | undefined;
  let wake = (): void => undefined;
  const broken = (what: string, reason: "Network" | "UpgradeFailed"): KubernetesError =>
    signal?.aborted ? abortedError(signal) : new KubernetesError(what, { reason });

  const { promise: opened, resolve, reject } = Promise.withResolvers<void>();
  const close = (): void => socket.close();
  signal?.addEventListener("abort", close);
  socket.addEventListener("open", () => resolve());
  socket.addEventListener("message", ({ data }) => {
    waiting.push(typeof data === "string" ? data : new Uint8Array(data as ArrayBuffer));
    wake();
  });
  socket.addEventListener("close", ({ wasClean, code }) => {
    signal?.removeEventListener("abort", close);
    reject(broken(`no WebSocket could be opened (close code ${code})`, "UpgradeFailed"));
    clean = wasClean;
    wake();
  });
  await opened;

  return {
    protocol: socket.protocol,
    messages: (async function* () {
      for (;;) {
        const message = waiting.shift();
        if (message !== undefined) yield message;
        else if (signal?.aborted || clean === false) throw broken("the WebSocket broke", "Network");
        else if (clean) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    })(),
    async send(message) {
      if (socket.readyState !== WebSocket.OPEN) throw broken("the WebSocket is closed", "Network");
      socket.send(message as Uint8Array<ArrayBuffer> | string);
    },
    close: (code, reason) => socket.close(code, reason),
    async [Symbol.asyncDispose]() {
      socket.close();
    },
  };
};
