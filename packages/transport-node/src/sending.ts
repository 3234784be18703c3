import type { Clock } from "@kubets/wait";
import type { ConnectionPool } from "./connection-pool.ts";

/** What every way to send a request needs beside it. */
export interface Sending {
  /** The request's address. */
  readonly url: URL;
  readonly pool: ConnectionPool;
  readonly clock: Clock;
  /** How long a server may owe bytes; 0 is for ever. */
  readonly silenceMs: number;
  /** Largest answer that is read whole, in bytes. */
  readonly maxWholeBytes: number;
}
