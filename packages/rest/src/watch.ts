import {
  errorFromStatus,
  isStatus,
  type Decoded,
  type Recognizer,
  type TextMaker,
  type WatchEvent,
} from "@kubets/apimachinery";
import { createArrivals } from "./arrivals.ts";
import { decodeError } from "./errors.ts";
import { findMember } from "./find-member.ts";
import { managedFieldsPath, parseObject } from "./managed-fields.ts";
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
  { managedFields = "lazy", recognize, maxLineBytes }: DecodeWatchOptions = {},
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  /** The beginning of a line whose end is yet to come; lines that a chunk holds whole are decoded where they are. */
  const begun = createArrivals(maxLineBytes);
  let events: WatchEvent<T>[];

  const decodeLine = (bytes: Uint8Array, start: number, end: number): void => {
    while (start < end && (bytes[start] as number) <= 0x20) start++;
    if (start === end) return;
    const decode = (textOf?: TextMaker): Decoded => {
      const member = findMember(bytes, start, end, managedFieldsPath);
      return {
        value: checked(parseObject(bytes, start, end, managedFieldsPath, member, managedFields, textOf)),
        length: end - start,
      };
    };
    events.push((recognize?.(bytes, start, end, decode) ?? decode()).value as WatchEvent<T>);
  };

  const decodeLines = (chunk: Uint8Array): void => {
    // In the chunk itself: Node's buffers have a search that is many times as fast as that of other arrays.
    for (let end: number; (end = chunk.indexOf(lineFeed)) >= 0; chunk = chunk.subarray(end + 1)) {
      if (begun.start === begun.end) decodeLine(chunk, 0, end);
      else {
        begun.push(chunk.subarray(0, end));
        decodeLine(begun.bytes, 0, (begun.start = begun.end));
      }
    }
    begun.push(chunk);
  };

  for await (const chunk of endingInLineFeed(body)) {
    events = [];
    try {
      decodeLines(chunk);
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
