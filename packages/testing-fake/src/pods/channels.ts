import type { MessageSocket } from "../http/upgrade-seam.ts";
import { createPipe, type Pipe } from "./pipe.ts";

/** How messages of a subprotocol carry channels: a byte or an ASCII digit in front, the rest as it is or in base64. */
export interface ChannelFormat {
  readonly base64: boolean;
  /** Whether the channel 255 closes another one. */
  readonly closes: boolean;
}

/** Several streams of bytes on one WebSocket, each under a number. */
export interface Channels {
  send(channel: number, bytes: Uint8Array): Promise<void>;
  /** What comes in on these channels, until the peer closes one or all of them. */
  readonly incoming: ReadonlyMap<number, Pipe>;
}

const closeChannel = 255;

/** Takes a socket's messages apart by channel; what comes on others than those wanted is left out. */
export function openChannels(socket: MessageSocket, wanted: readonly number[], format: ChannelFormat): Channels {
  const incoming = new Map(wanted.map((channel) => [channel, createPipe()]));
  const endAll = (): void => {
    for (const pipe of incoming.values()) pipe.end();
  };
  socket.signal.addEventListener("abort", endAll, { once: true });

  const read = async (): Promise<void> => {
    for await (const message of socket.messages) {
      const { channel, bytes } = decode(message, format);
      if (format.closes && channel === closeChannel) incoming.get(bytes[0] ?? -1)?.end();
      else await incoming.get(channel)?.write(bytes);
    }
  };
  read().then(endAll, endAll);

  return {
    incoming,
    send: (channel, bytes) => socket.send(encode(channel, bytes, format)),
  };
}

function decode(message: string | Uint8Array, { base64 }: ChannelFormat): { channel: number; bytes: Uint8Array } {
  if (base64) {
    const text = typeof message === "string" ? message : new TextDecoder().decode(message);
    return { channel: Number(text.slice(0, 1)), bytes: fromBase64(text.slice(1)) };
  }
  const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message;
  return { channel: bytes[0] ?? -1, bytes: bytes.subarray(1) };
}

function encode(channel: number, bytes: Uint8Array, { base64 }: ChannelFormat): string | Uint8Array {
  if (base64) {
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return `${channel}${btoa(binary)}`;
  }
  const message = new Uint8Array(bytes.length + 1);
  message[0] = channel;
  message.set(bytes, 1);
  return message;
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
