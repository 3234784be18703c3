import { objectKey, type Decoded, type KubernetesObject, type Recognizer } from "@kubets/apimachinery";
import { ObjectMark } from "./object-marks.ts";
import { findMetadata, readIdentity, startsWith } from "./object-identity.ts";
import { checksum, createSharedTexts } from "./shared-texts.ts";

/** What the memory takes known objects from: a cache. */
export interface KnownObjects<T> {
  readonly size: number;
  get(key: string): T | undefined;
}

/**
 * Knows cached objects again from the bytes of a later list, so that one whose version is the same is neither scanned nor
 * parsed again. A server writes the same version of an object in the same bytes; of those, the length and a fingerprint are
 * kept with each object, and bytes that do not fit them are parsed.
 *
 * Objects that a client makes of JSON share what is equal in the texts of their managedFields, while nobody reads these.
 */
export interface ObjectMemory {
  /** For lists. */
  readonly items: Recognizer;
  /** For watches that begin with the whole state. */
  readonly initialEvents: Recognizer;
  /** For other watches, of which nothing is known before: it only learns. */
  readonly events: Recognizer;
  /** Tells that another object has taken the place of a received one. */
  replaced(received: object, by: object): void;
}

const addedEvent = '{"type":"ADDED","object":';
const openBrace = 0x7b;
const closeBrace = 0x7d;
const fingerprints = 2 ** 24;

/** Creates the memory of a cache. */
export function createObjectMemory(known: KnownObjects<unknown>): ObjectMemory {
  const textOf = createSharedTexts();

  function recall(bytes: Uint8Array, start: number, end: number): Decoded | undefined {
    const identity = known.size > 0 && readIdentity(bytes, start, end);
    if (!identity) return undefined;
    const { uid, resourceVersion, metadataAt } = identity;
    const value = known.get(objectKey({ metadata: identity })) as KubernetesObject | undefined;
    if (value?.metadata?.resourceVersion !== resourceVersion || value.metadata.uid !== uid) return undefined;
    // Without one it is not from bytes, or not from these: from a snapshot, say, or made anew by a client that keeps the
    // metadata alone.
    const mark = ObjectMark.of(value) ?? 0;
    const objectEnd = metadataAt + Math.floor(mark / fingerprints);
    if (!mark || objectEnd > end || markOf(bytes, metadataAt, objectEnd) !== mark) return undefined;
    return { value, length: objectEnd - start };
  }

  function remember(object: unknown, bytes: Uint8Array, start: number, end: number): void {
    const metadataAt = findMetadata(bytes, start, end);
    if (metadataAt >= 0 && typeof object === "object" && object) ObjectMark.set(object, markOf(bytes, metadataAt, end));
  }

  const events: Recognizer = (bytes, start, _end, decode) => {
    const decoded = decode(textOf);
    if (decoded) {
      const { object } = decoded.value as { object?: unknown };
      // An event ends with its object.
      remember(object, bytes, bytes.indexOf(openBrace, start + 1), start + decoded.length - 1);
    }
    return decoded;
  };

  return {
    items(bytes, start, end, decode) {
      const recalled = recall(bytes, start, end);
      if (recalled) return recalled;
      const decoded = decode(textOf);
      if (decoded) remember(decoded.value, bytes, start, start + decoded.length);
      return decoded;
    },
    initialEvents(bytes, start, end, decode) {
      const objectAt = start + addedEvent.length;
      const recalled = startsWith(bytes, start, addedEvent) ? recall(bytes, objectAt, end - 1) : undefined;
      if (!recalled || objectAt + recalled.length !== end - 1) return events(bytes, start, end, decode);
      return { value: { type: "ADDED", object: recalled.value }, length: end - start };
    },
    events,
    replaced(received, by) {
      ObjectMark.set(by, ObjectMark.of(received) ?? 0);
    },
  };
}

/** Length and fingerprint of an object's bytes as one number; 0 where no object ends there, which is no mark. */
function markOf(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[to - 1] !== closeBrace) return 0;
  const length = to - from;
  return length * fingerprints + (checksum(bytes, from, to, 1 + (length >> 4)) & (fingerprints - 1));
}
