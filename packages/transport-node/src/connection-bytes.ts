import type { OnReadOpts, Socket } from "node:net";

/** Takes bytes that have arrived, which are overwritten once it returns. False where no more are wanted for now. */
export type TakeBytes = (bytes: Buffer) => boolean;

/**
 * What sockets read into: one buffer for all, since Node hands over what it has read before it reads again. A buffer for each
 * record of TLS takes longer than its bytes do.
 */
const arriving = Buffer.allocUnsafeSlow(64 * 1024);

/** Who takes the bytes of a connection; undefined: the readers of its socket. */
interface Taker {
  take: TakeBytes | undefined;
}

const takers = new WeakMap<Socket, Taker>();

/**
 * Opens a connection whose bytes can be diverted. `connect` hands what it is given to Node, which ignores it for TLS through
 * a tunnel: such a connection is as any other.
 */
export function openDivertible(connect: (reading: { readonly onread: OnReadOpts }) => Socket): Socket {
  const taker: Taker = { take: undefined };
  const callback = (length: number): boolean => {
    const bytes = arriving.subarray(0, length);
    return taker.take ? taker.take(bytes) : pass(socket, bytes);
  };
  const socket = connect({ onread: { buffer: arriving, callback } });
  takers.set(socket, taker);
  return socket;
}

/** From now on the bytes of a connection go to `take`, where they can be diverted; undefined: to the socket's readers again. */
export function divert(socket: Socket, take: TakeBytes | undefined): void {
  const taker = takers.get(socket);
  if (taker) taker.take = take;
}

/** Gives bytes to the readers of a socket, where they go while nobody diverts them. */
export function pass(socket: Socket, bytes: Uint8Array): boolean {
  return socket.push(Buffer.from(bytes));
}
