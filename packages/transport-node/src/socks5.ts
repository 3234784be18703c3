import { isIPv4, isIPv6, SocketAddress, type Socket } from "node:net";
import type { Target } from "./no-proxy.ts";

const version = 5;
const noLogin = 0;
const passwordLogin = 2;

/** What a proxy's reply code stands for (RFC 1928, section 6). */
const refusals = [
  "",
  "general failure",
  "not allowed by its rules",
  "network unreachable",
  "host unreachable",
  "connection refused",
  "time to live expired",
  "command not supported",
  "address type not supported",
];

/**
 * Asks a SOCKS5 proxy for a connection to `target` (RFC 1928, and RFC 1929 for the password). Names are looked up by the
 * proxy. Nothing behind the proxy's reply is read. Rejects where it refuses, or is no such proxy.
 */
export async function socks5Handshake(
  socket: Socket,
  target: Target,
  login?: { readonly username: string; readonly password: string },
): Promise<void> {
  const read = createReader(socket);
  const methods = login ? [noLogin, passwordLogin] : [noLogin];
  socket.write(Uint8Array.of(version, methods.length, ...methods));
  const [spoken, method] = await read(2);
  if (spoken !== version) throw new Error("it does not speak SOCKS5");
  if (method === passwordLogin && login) {
    socket.write(Buffer.concat([Uint8Array.of(1), counted(login.username), counted(login.password)]));
    const [, failed] = await read(2);
    if (failed !== 0) throw new Error("it refused user and password");
  } else if (method !== noLogin) throw new Error("it asks for a login that is not given");

  const port = Uint8Array.of(target.port >> 8, target.port & 0xff);
  socket.write(Buffer.concat([Uint8Array.of(version, 1, 0), addressBytes(target.host), port]));
  const [, reply = -1, , kind, first = 0] = await read(5);
  if (reply !== 0) {
    throw new Error(`it refused to connect to ${target.host}:${target.port}: ${refusals[reply] ?? `code ${reply}`}`);
  }
  // The address from which the proxy connects, without its first byte, and a port: of no use, but to be read.
  await read((kind === 1 ? 4 : kind === 4 ? 16 : first + 1) - 1 + 2);
}

/** Reads so many bytes of a socket that is in no other hands yet. */
function createReader(socket: Socket): (length: number) => Promise<Buffer> {
  return (length) => {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const tryRead = (): void => {
      const bytes = socket.read(length) as Buffer | null;
      // At its end, a socket gives what is left, however short.
      if (bytes?.length === length) resolve(bytes);
    };
    const onClose = (): void => reject(Object.assign(new Error("it closed the connection"), { code: "ECONNRESET" }));
    socket.on("readable", tryRead).on("error", reject).on("end", onClose).on("close", onClose);
    tryRead();
    return promise.finally(() =>
      socket.off("readable", tryRead).off("error", reject).off("end", onClose).off("close", onClose),
    );
  };
}

/** An address as SOCKS5 writes it: its kind, then 4 or 16 bytes, or a name with its length. */
function addressBytes(host: string): Uint8Array {
  if (isIPv4(host)) return Uint8Array.of(1, ...host.split(".").map(Number));
  if (isIPv6(host)) return Uint8Array.of(4, ...ipv6Bytes(host));
  return Buffer.concat([Uint8Array.of(3), counted(host)]);
}

function ipv6Bytes(host: string): number[] {
  // Written as the system does: without a dotted tail, but still shortened.
  const { address } = new SocketAddress({ address: host.replace(/%.*/, ""), family: "ipv6" });
  const [head = [], tail = []] = address.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const groups = address.includes("::")
    ? [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail]
    : head;
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
}

function counted(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  if (bytes.length > 255) throw new Error("a name or a password is longer than SOCKS5 allows");
  return Buffer.concat([Uint8Array.of(bytes.length), bytes]);
}
