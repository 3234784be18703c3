import type { TLSSocket } from "node:tls";
import type { Clock } from "@kubets/wait";
import type { Http2Health } from "./http2-options.ts";
import { createHttp2Session, type Http2Session } from "./http2-session.ts";

/** The connections of HTTP/2 of a pool. */
export interface Http2Sessions {
  readonly empty: boolean;
  /**
   * Begins a call on one that has a place for it, in the same turn, so that nobody else takes that place; opens one if need
   * be. Undefined where the server speaks no HTTP/2, and the signal's reason where nobody waits any more.
   */
  begin<C>(url: URL, call: (session: Http2Session) => C, signal: AbortSignal | undefined): Promise<C | undefined>;
  /** Ends each with its last call. */
  retire(): void;
  /** Ends all and their calls. */
  close(): void;
}

export interface Http2SessionsOptions {
  readonly health: Http2Health;
  readonly clock: Clock;
  /** Opens a connection that offers these protocols. */
  readonly dial: (url: URL, protocols: readonly string[]) => Promise<TLSSocket>;
}

/** So many connections are opened for a call, one after the other, that none of them has a place for. */
const maxInVain = 3;

/**
 * One connection to each server, and further ones only while a server takes no more calls at once on those that are there.
 * Calls that come while one is being opened wait for it.
 */
export function createHttp2Sessions({ health, clock, dial }: Http2SessionsOptions): Http2Sessions {
  const sessions = new Map<string, Set<Http2Session>>();
  const opening = new Map<string, Promise<void>>();
  /** Servers that chose HTTP/1.1. */
  const withoutHttp2 = new Set<string>();
  let closed = false;

  const open = async (url: URL): Promise<void> => {
    const socket = await dial(url, ["h2", "http/1.1"]);
    if (closed || socket.alpnProtocol !== "h2") {
      socket.destroy();
      if (!closed) withoutHttp2.add(url.origin);
      return;
    }
    const session = createHttp2Session(url.origin, socket, health, clock, () => {
      sessions.get(url.origin)?.delete(session);
    });
    const known = sessions.get(url.origin) ?? new Set();
    sessions.set(url.origin, known.add(session));
    await session.ready;
  };
  const all = (): Http2Session[] => [...sessions.values()].flatMap((known) => [...known]);

  return {
    get empty() {
      return all().length === 0 && opening.size === 0;
    },
    async begin(url, call, signal) {
      const { origin } = url;
      let opened = 0;
      while (!withoutHttp2.has(origin)) {
        if (closed) throw lost("its connections were closed");
        signal?.throwIfAborted();
        for (const session of sessions.get(origin) ?? []) if (session.free) return call(session);
        if (!opening.has(origin)) {
          // Who opens a connection is the first to try it: a server that has given it no place takes no calls at all.
          if (opened++ === maxInVain) throw lost("the server opens connections and takes no calls on them");
          opening.set(
            origin,
            open(url).finally(() => opening.delete(origin)),
          );
        }
        await opening.get(origin);
      }
      return undefined;
    },
    retire() {
      for (const session of all()) session.retire();
    },
    close() {
      closed = true;
      for (const session of all()) session.close();
    },
  };
}

function lost(message: string): Error {
  return Object.assign(new Error(message), { code: "ECONNRESET" });
}
