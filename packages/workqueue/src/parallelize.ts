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
 * further piece is begun, and the rejection comes when those that were running have ended.
 */
export async function parallelize(
  { pieces, workers, chunkSize = 1, signal }: ParallelizeOptions,
  work: (piece: number) => unknown,
): Promise<void> {
  if (!(workers >= 1)) throw new RangeError(`workers must be at least 1, not ${workers}`);
  if (!(chunkSize >= 1)) throw new RangeError(`chunkSize must be at least 1, not ${chunkSize}`);
  let nextChunk = 0;
  let failure: { readonly error: unknown } | undefined;

  const worker = async (): Promise<void> => {
    while (nextChunk < pieces) {
      const start = nextChunk;
      nextChunk += chunkSize;
      for (let piece = start; piece < Math.min(start + chunkSize, pieces); piece += 1) {
        if (failure !== undefined) return;
        try {
          signal?.throwIfAborted();
          await work(piece);
        } catch (error) {
          failure ??= { error };
        }
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, Math.ceil(pieces / chunkSize)) }, worker));
  if (failure !== undefined) throw failure.error;
}
