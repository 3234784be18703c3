import { errorFromStatus, isStatus, type KubernetesError, type WatchEvent } from "@kubets/apimachinery";
import { createArrived } from "./arrived.ts";
import { readMessage } from "./decode-message.ts";
import { retentionOf, type ManagedFieldsMode, type ObjectsMode, type Retention } from "./unread-fields.ts";
import { createWireReader, decodeError, type Stretch } from "./wire.ts";

/** How the events of a watch in protobuf are decoded. */
export interface DecodeProtobufWatchOptions {
  /** Default `lazy`. */
  readonly managedFields?: ManagedFieldsMode | undefined;
  /** Default `parse`. */
  readonly objects?: ObjectsMode | undefined;
  /** Longest event accepted, in bytes. Default 64 MiB. */
  readonly maxLineBytes?: number | undefined;
}

/**
 * Decodes the events of a watch as they arrive, one batch a chunk that completes any: each is a frame of four bytes of
 * length and an event. Throws the error of an ERROR event, and Decode on a frame that is no event, is too long or is cut
 * off, after all events before it.
 */
export async function* decodeProtobufWatch<T>(
  body: AsyncIterable<Uint8Array>,
  { managedFields = "lazy", objects = "parse", maxLineBytes = 2 ** 26 }: DecodeProtobufWatchOptions = {},
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  for await (const batch of decodeFrames(body, retentionOf(managedFields, objects), maxLineBytes)) {
    const end = batch.findIndex(({ type }) => !/^(ADDED|MODIFIED|DELETED|BOOKMARK)$/.test(String(type)));
    const events = (end < 0 ? batch : batch.slice(0, end)) as unknown as WatchEvent<T>[];
    if (events.length > 0) yield events;
    if (end >= 0) throw failureOf(batch[end]);
  }
}

function failureOf({ type, object }: FrameEvent = {}): KubernetesError {
  return type === "ERROR"
    ? errorFromStatus(isStatus(object) ? object : {})
    : decodeError("a frame of the watch is no event");
}

/** What a frame holds, whatever its type. */
interface FrameEvent {
  readonly type?: unknown;
  readonly object?: unknown;
}

const lengthBytes = 4;

/** The batches of a watch, ERROR events among them. Throws Decode after what came before. */
export async function* decodeFrames(
  body: AsyncIterable<Uint8Array>,
  retention: Retention,
  longest: number,
): AsyncGenerator<readonly FrameEvent[], void, undefined> {
  const arrived = createArrived();
  for await (const chunk of body) {
    arrived.push(chunk);
    const events: FrameEvent[] = [];
    let failure: unknown;
    try {
      for (let frame = nextFrame(arrived, longest); frame; frame = nextFrame(arrived, longest)) {
        events.push(decodeEvent(frame, retention));
        arrived.use(frame.end - arrived.start);
      }
    } catch (error) {
      failure = error;
    }
    if (events.length > 0) yield events;
    if (failure) throw failure;
  }
  if (arrived.end > arrived.start) throw decodeError("the watch ended within an event");
}

function nextFrame({ bytes, start, end }: Stretch, longest: number): Stretch | undefined {
  const eventAt = start + lengthBytes;
  if (end < eventAt) return undefined;
  let length = 0;
  for (let at = start; at < eventAt; at++) length = length * 256 + (bytes[at] as number);
  if (length > longest) throw decodeError(`an event of the watch is longer than ${longest} bytes`);
  return end < eventAt + length ? undefined : { bytes, start: eventAt, end: eventAt + length };
}

function decodeEvent(frame: Stretch, retention: Retention): FrameEvent {
  const event = readMessage(createWireReader(frame, retention), "meta/v1.WatchEvent", 0);
  if (typeof event["object"] !== "object" || !event["object"]) throw decodeError("a frame of the watch is no event");
  return event;
}
