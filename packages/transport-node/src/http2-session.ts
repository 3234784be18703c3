import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from "node:http2";
import type { TLSSocket } from "node:tls";
import type { Clock, Timer } from "@kubets/wait";
import type { Http2Health } from "./http2-options.ts";

/** One connection of HTTP/2, which many calls share. */
export interface Http2Session {
  /** Resolves once the server has said how many calls at once it takes. */
  readonly ready: Promise<void>;
  /** Whether a call may begin on it: it is up, not asked to go away, and has a place left. */
  readonly free: boolean;
  /** Whether an answer has come on it before. */
  used: boolean;
  request(headers: OutgoingHttpHeaders, endStream: boolean): ClientHttp2Stream;
  /** Ends it with its last call. */
  retire(): void;
  /** Ends it and its calls. */
  close(): void;
}

/** What may be under way to us, for a call and for all of them, as much as client-go: a list is not to wait for each 64 KiB. */
const streamWindow = 4 * 2 ** 20;
const connectionWindow = 2 ** 30;

/** Without a call it is kept as long as an idle connection of HTTP/1.1. */
const idleMs = 55_000;

/**
 * Speaks HTTP/2 on a connection. A server that is silent for `readIdleMs` is asked for a sign of life, and is given up with
 * all calls where it gives none within `pingTimeoutMs`; silence is noticed by at most a quarter of the time late. `ended` is
 * called once it is gone.
 */
export function createHttp2Session(
  origin: string,
  socket: TLSSocket,
  { readIdleMs, pingTimeoutMs }: Http2Health,
  clock: Clock,
  ended: () => void,
): Http2Session {
  const session: ClientHttp2Session = connect(origin, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: streamWindow },
  });
  let active = 0;
  let usedAt = clock.monotonicNow();
  let bytesSeen = 0;
  let heardAt = usedAt;
  let timer: Timer | undefined;
  let awaitingPing: Timer | undefined;

  const hear = (): boolean => {
    const heard = socket.bytesRead !== bytesSeen;
    bytesSeen = socket.bytesRead;
    if (heard) heardAt = clock.monotonicNow();
    return heard;
  };
  const ping = (): void => {
    awaitingPing = clock.setTimer(pingTimeoutMs, () => {
      awaitingPing = undefined;
      // Bytes on the way here may hold up the answer.
      if (!hear()) session.destroy(silent(pingTimeoutMs));
    });
    session.ping(() => {
      awaitingPing?.[Symbol.dispose]();
      awaitingPing = undefined;
      hear();
    });
  };
  const lookEveryMs = (readIdleMs || idleMs) / 4;
  const look = (): void => {
    if (session.destroyed) return;
    timer = clock.setTimer(lookEveryMs, look);
    const now = clock.monotonicNow();
    hear();
    if (active === 0 && now - usedAt >= idleMs) session.close();
    else if (readIdleMs > 0 && !awaitingPing && now - heardAt >= readIdleMs) ping();
  };
  timer = clock.setTimer(lookEveryMs, look);

  const { promise: ready, resolve: isReady, reject: isBroken } = Promise.withResolvers<void>();
  let settled = false;
  let maxStreams = Infinity;
  session.on("remoteSettings", ({ maxConcurrentStreams = Infinity }) => {
    settled = true;
    maxStreams = maxConcurrentStreams;
    isReady();
  });
  session.once("connect", () => session.setLocalWindowSize(connectionWindow));
  // Each call is told by its own stream.
  session.on("error", isBroken);
  session.once("close", () => {
    timer?.[Symbol.dispose]();
    awaitingPing?.[Symbol.dispose]();
    isBroken(closed());
    ended();
  });

  return {
    ready,
    get free() {
      return settled && !session.closed && !session.destroyed && active < maxStreams;
    },
    used: false,
    request(headers, endStream) {
      const stream = session.request(headers, { endStream });
      if (active++ === 0) session.ref();
      stream.once("close", () => {
        usedAt = clock.monotonicNow();
        // A program may end while a connection idles.
        if (--active === 0 && !session.destroyed) session.unref();
      });
      return stream;
    },
    retire: () => session.close(),
    // Without an error, its calls would take what has come for all.
    close: () => session.destroy(closed()),
  };
}

function closed(): Error {
  return Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" });
}

function silent(pingTimeoutMs: number): Error {
  return Object.assign(new Error(`the server gave no sign of life within ${pingTimeoutMs / 1000} s`), {
    // To the calls on it the connection is lost, and they may be tried again as such (F019).
    code: "ECONNRESET",
  });
}
