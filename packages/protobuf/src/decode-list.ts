import { errorFromStatus, isStatus, type KubernetesList } from "@kubets/apimachinery";
import { createArrived, createPages } from "./arrived.ts";
import { decodeEnvelope, readMessage } from "./decode-message.ts";
import { readOpening, type Opening } from "./envelope.ts";
import { messageNameOf, messageOf } from "./table.ts";
import { retentionOf, type ManagedFieldsMode, type ObjectsMode, type Retention } from "./unread-fields.ts";
import {
  concat,
  createWireReader,
  decodeError,
  peekVarint,
  stretchOf,
  viewOf,
  wireTypes,
  type Stretch,
} from "./wire.ts";

/** How the items of a list are decoded. */
export interface DecodeProtobufListOptions {
  /** Default `lazy`. */
  readonly managedFields?: ManagedFieldsMode | undefined;
  /** Default `parse`. */
  readonly objects?: ObjectsMode | undefined;
}

/**
 * Decodes a list in protobuf while it arrives, item by item: what is kept beside the items is one buffer for a chunk and
 * an item. Items get the list's kind and version, which they lack on the wire. Throws Decode where the body ends early or
 * is no list, and what a Status of failure stands for.
 */
export async function decodeProtobufList<T>(
  body: AsyncIterable<Uint8Array>,
  { managedFields = "lazy", objects = "parse" }: DecodeProtobufListOptions = {},
): Promise<KubernetesList<T>> {
  const arrived = createArrived();
  const items: T[] = [];
  const keep = createPages();
  const retention = retentionOf(managedFields, objects);
  let list: ListMessage | undefined;
  let missing = 0;
  /** The list's own fields, whole, in the order in which they came. */
  const own: Uint8Array[] = [];

  for await (const chunk of body) {
    arrived.push(chunk);
    if (!list) {
      const opening = readOpening(viewOf(arrived));
      if (!opening) continue;
      list = listMessage(opening);
      // Another form than Go's, or no list: rare enough to be read at once.
      if (!list) continue;
      arrived.use(opening.length);
      missing = opening.bodyLength;
    }
    while (missing > 0) {
      const field = nextField(arrived, missing);
      if (!field) break;
      const { bytes, end, number } = field;
      if (number === list.itemsNumber) {
        items.push(readMessage(createWireReader(field, retention, keep), list.itemMessage, 1, list.opening) as T);
      } else own.push(bytes.slice(arrived.start, end));
      const length = end - arrived.start;
      arrived.use(length);
      missing -= length;
    }
  }
  if (!list) return wholeList(viewOf(arrived), retention);
  if (missing > 0) throw decodeError("malformed protobuf: the list ends early");
  const rest = readMessage(createWireReader(stretchOf(concat(own))), list.message, 0);
  return { apiVersion: list.apiVersion, kind: list.kind, ...rest, items } as unknown as KubernetesList<T>;
}

interface ListMessage {
  readonly apiVersion: string;
  readonly kind: string;
  readonly message: string;
  readonly itemMessage: string;
  readonly itemsNumber: number;
  /** What items get in front: their kind and version. */
  readonly opening: { readonly apiVersion: string; readonly kind: string };
}

function listMessage({ apiVersion, kind }: Opening): ListMessage | undefined {
  const message = messageNameOf(apiVersion, kind);
  const items = message === undefined ? undefined : messageOf(message).fields.find(({ name }) => name === "items");
  if (message === undefined || !items?.type.includes(".") || !kind.endsWith("List")) return undefined;
  const opening = { apiVersion, kind: kind.slice(0, -"List".length) };
  return { apiVersion, kind, message, itemMessage: items.type, itemsNumber: items.number, opening };
}

/** The value of a field that lies whole in the bytes, and its number; undefined where more of them are needed. */
function nextField(arrived: Stretch, most: number): (Stretch & { number: number }) | undefined {
  const { bytes } = arrived;
  const tag = peekVarint(bytes, arrived.start, arrived.end);
  if (!tag) return undefined;
  const wireType = tag.value & 7;
  const value = peekVarint(bytes, tag.end, arrived.end);
  if (!value) return undefined;
  const end = wireType === wireTypes.length ? value.end + value.value : value.end;
  if ((wireType !== wireTypes.length && wireType !== wireTypes.varint) || end - arrived.start > most) {
    throw decodeError("malformed protobuf: a field of the list does not fit into it");
  }
  return end > arrived.end ? undefined : { bytes, start: value.end, end, number: tag.value >>> 3 };
}

/** A list of unusual form, or what is no list. */
function wholeList<T>(bytes: Uint8Array, retention: Retention): KubernetesList<T> {
  const answer = decodeEnvelope(bytes, {}, 0, retention);
  if (isStatus(answer)) throw errorFromStatus(answer);
  if (!("items" in answer)) throw decodeError("the answer is no list");
  const { apiVersion, kind, items } = answer as { apiVersion: string; kind: string; items: object[] | null };
  const opening = kind.endsWith("List") && kind !== "List" ? { apiVersion, kind: kind.slice(0, -"List".length) } : {};
  return {
    ...(answer as object),
    items: (items ?? []).map((item) => ({ ...opening, ...item })),
  } as unknown as KubernetesList<T>;
}
