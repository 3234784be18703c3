import { errorFromStatus, isStatus, type Decoded, type Recognizer, type WatchEvent } from "@kubets/apimachinery";
import { createArrivals } from "./arrivals.ts";
import { decodeError } from "./errors.ts";
import { parseObject } from "./managed-fields.ts";
import { createObjectScan } from "./object-scan.ts";
import type { ManagedFieldsMode } from "./rest-client.ts";

/** How the events of a watch are decoded. */
export interface DecodeWatchOptions {
  /** Default `lazy`. */
  readonly managedFields?: ManagedFieldsMode | undefined;
  /** Knows events again from their bytes. Default: each is parsed. */
  readonly recognize?: Recognizer | undefined;
  /** Longest event accepted, in bytes. Default 64 MiB: far beyond what a server stores. */
  readonly maxLineBytes?: number | undefined;
}

const lineFeed = 0x0a;

/**
 * Decodes the events of a watch as they arrive, one batch a chunk that completes any. A line or a character may be split
 * anywhere between two chunks, and the last line may lack its end (D39). Throws the error of an ERROR event, and Decode on
 * a line that is no event (D21) or too long, after all events before them.
 */
export async function* decodeWatch<T>(
  body: AsyncIterable<Uint8Array>,
  { managedFields = "lazy", recognize, maxLineBytes = 2 ** 26 }: DecodeWatchOptions = {},
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  const arrived = createArrivals();
  const scan = createObjectScan("object", "metadata", "managedFields");
  /** Where the search for the line's end goes on, behind `start`. */
  let searched = 0;

  const decodeLine = (start: number, end: number): WatchEvent<T> => {
    const { bytes } = arrived;
    const decode = (): Decoded => {
      scan.reset();
      // Behind its managedFields, nothing of an event is of interest.
      if (managedFields !== "parse") while (scan.valueEnd < 0 && scan.length < 0 && scan.run(bytes, start, end));
      return { value: checked(parseObject(bytes, start, end, scan, managedFields)), length: end - start };
    };
    return (recognize?.(bytes, start, end, decode) ?? decode()).value as WatchEvent<T>;
  };

  const decodeLines = (events: WatchEvent<T>[]): void => {
    const { bytes } = arrived;
    for (;;) {
      const end = bytes.indexOf(lineFeed, arrived.start + searched);
      if (end < 0 || end >= arrived.end) break;
      let start = arrived.start;
      arrived.start = end + 1;
      searched = 0;
      while (start < end && (bytes[start] as number) <= 0x20) start++;
      if (start < end) events.push(decodeLine(start, end));
    }
    searched = arrived.end - arrived.start;
    if (searched > maxLineBytes) throw decodeError(`a line of the watch is longer than ${maxLineBytes} bytes`);
  };

  for await (const chunk of endingInLineFeed(body)) {
    arrived.push(chunk);
    const events: WatchEvent<T>[] = [];
    try {
      decodeLines(events);
    } finally {
      if (events.length > 0) yield events;
    }
  }
}

/** A body that breaks off throws before this ends its last line: half a line is never decoded. */
async function* endingInLineFeed(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* body;
  yield Uint8Array.of(lineFeed);
}

function checked(event: unknown): unknown {
  const { type, object } = (event ?? {}) as { type?: unknown; object?: unknown };
  if (type === "ERROR") {
    throw errorFromStatus(isStatus(object) ? object : {});
  }
  if (!/^(ADDED|MODIFIED|DELETED|BOOKMARK)$/.test(type as string) || typeof object !== "object" || !object) {
    throw decodeError("a line of the watch is no event");
  }
  return event;
}
