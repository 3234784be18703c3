import type { Occurrence } from "./occurrence.ts";

/** What makes events of occurrences and brings them to the server; what it cannot bring there it reports. */
export interface Pipeline {
  /** Takes the occurrence or reports it as dropped; at once, and without throwing. */
  add(occurrence: Occurrence): void;
  /** Resolves when everything added so far is written or dropped; never rejects. */
  flush(): Promise<void>;
  /** Forgets everything; leaves no timer behind. Called after the last flush. */
  close(): void;
}
