import { checkNumber } from "./check.ts";
import { together } from "./together.ts";

/** How {@link parallelize} spreads its work. */
export interface ParallelizeOptions {
  /** How many pieces there are. */
  readonly pieces: number;
  /** How many are worked on at a time. */
  readonly workers: number;
  /** How many neighbouring pieces a worker takes at a time. Default 1. */
  readonly chunkSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does `work` for every piece from 0 to `pieces - 1`, `workers` at a time (F131).
 *
 * Rejects with the first error of a piece, or with the signal's reason when it fires before all are done. In both cases no
 * further piece is begun, and the rejection comes when those that were running have ended. Rejects with a RangeError on
 * fewer pieces than 0, and on fewer workers or smaller chunks than 1.
 */
export async function parallelize(
  { pieces, workers, chunkSize = 1, signal: outer }: ParallelizeOptions,
  work: (piece: number) => unknown,
): Promise<void> {
  checkNumber("pieces", pieces);
  checkNumber("workers", workers, 1);
  checkNumber("chunkSize", chunkSize, 1);
  let nextChunk = 0;
  await together(Math.min(workers, Math.ceil(pieces / chunkSize)), outer, async (signal) => {
    while (nextChunk < pieces) {
      const start = nextChunk;
      nextChunk += chunkSize;
      for (let piece = start; piece < Math.min(start + chunkSize, pieces); piece += 1) {
        signal.throwIfAborted();
        await work(piece);
      }
    }
  });
}
