import { errorFromStatus, isStatus, KubernetesError, type WatchEvent } from "@kubets/apimachinery";
import { createArrived } from "./arrived.ts";
import { readMessage } from "./decode-message.ts";
import type { ManagedFieldsMode } from "./managed-fields.ts";
import { createWireReader } from "./wire.ts";

/** How the events of a watch in protobuf are decoded. */
export interface DecodeProtobufWatchOptions {
  /** Default `lazy`. */
  readonly managedFields?: ManagedFieldsMode | undefined;
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
  { managedFields = "lazy", maxLineBytes = 2 ** 26 }: DecodeProtobufWatchOptions = {},
): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
  for await (const batch of decodeFrames(body, managedFields, maxLineBytes)) {
    const end = batch.findIndex(({ type }) => !/^(ADDED|MODIFIED|DELETED|BOOKMARK)$/.test(String(type)));
    const events = (end < 0 ? batch : batch.slice(0, end)) as unknown as WatchEvent<T>[];
    if (events.length > 0) yield events;
    if (end >= 0) throw failureOf(batch[end]);
  }
}

function failureOf({ type, object }: FrameEvent = {}): KubernetesError {
  return type === "ERROR"
    ? errorFromStatus(isStatus(object) ? object : {})
    : failed("a frame of the watch is no event");
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
  managedFields: ManagedFieldsMode,
  longest: number,
): AsyncGenerator<readonly FrameEvent[], void, undefined> {
  const arrived = createArrived();
  for await (const chunk of body) {
    arrived.push(chunk);
    const events: FrameEvent[] = [];
    let failure: unknown;
    try {
      for (let frame = nextFrame(arrived.bytes, longest); frame; frame = nextFrame(arrived.bytes, longest)) {
        events.push(decodeEvent(frame, managedFields));
        arrived.use(lengthBytes + frame.length);
      }
    } catch (error) {
      failure = error;
    }
    if (events.length > 0) yield events;
    if (failure) throw failure;
  }
  if (arrived.bytes.length > 0) throw failed("the watch ended within an event");
}

function nextFrame(bytes: Uint8Array, longest: number): Uint8Array | undefined {
  if (bytes.length < lengthBytes) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (length > longest) throw failed(`an event of the watch is longer than ${longest} bytes`);
  return bytes.length < lengthBytes + length ? undefined : bytes.subarray(lengthBytes, lengthBytes + length);
}

function decodeEvent(frame: Uint8Array, managedFields: ManagedFieldsMode): FrameEvent {
  const event = readMessage(createWireReader(frame, 0, managedFields), "meta/v1.WatchEvent", 0);
  if (typeof event["object"] !== "object" || !event["object"]) throw failed("a frame of the watch is no event");
  return event;
}

function failed(message: string): KubernetesError {
  return new KubernetesError(message, { reason: "Decode" });
}
