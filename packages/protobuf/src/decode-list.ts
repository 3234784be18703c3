import { errorFromStatus, isStatus, KubernetesError, type KubernetesList } from "@kubets/apimachinery";
import { createArrived, createPages } from "./arrived.ts";
import { decodeEnvelope, readMessage } from "./decode-message.ts";
import { readOpening, type Opening } from "./envelope.ts";
import type { ManagedFieldsMode } from "./managed-fields.ts";
import { messageNameOf, messageOf } from "./table.ts";
import { concat, createWireReader, peekVarint, wireTypes } from "./wire.ts";

/**
 * Decodes a list in protobuf while it arrives, item by item: what is kept beside the items is one buffer for a chunk and
 * an item. Items get the list's kind and version, which they lack on the wire. Throws Decode where the body ends early or
 * is no list, and what a Status of failure stands for.
 */
export async function decodeProtobufList<T>(
  body: AsyncIterable<Uint8Array>,
  { managedFields = "lazy" }: { readonly managedFields?: ManagedFieldsMode | undefined } = {},
): Promise<KubernetesList<T>> {
  const arrived = createArrived();
  const items: T[] = [];
  const keep = createPages();
  let list: ListMessage | undefined;
  let missing = 0;
  /** The list's own fields, whole, in the order in which they came. */
  const own: Uint8Array[] = [];

  for await (const chunk of body) {
    arrived.push(chunk);
    if (!list) {
      const opening = readOpening(arrived.bytes);
      if (!opening) continue;
      list = listMessage(opening);
      // Another form than Go's, or no list: rare enough to be read at once.
      if (!list) continue;
      arrived.use(opening.length);
      missing = opening.bodyLength;
    }
    while (missing > 0) {
      const { bytes } = arrived;
      const field = nextField(bytes, missing);
      if (!field) break;
      const { end, start, number } = field;
      if (number === list.itemsNumber) {
        const reader = createWireReader(bytes.subarray(start, end), 0, managedFields, keep);
        items.push(readMessage(reader, list.itemMessage, 1, list.opening) as T);
      } else own.push(bytes.slice(0, end));
      arrived.use(end);
      missing -= end;
    }
  }
  if (!list) return wholeList(arrived.bytes, managedFields);
  if (missing > 0) throw new KubernetesError("malformed protobuf: the list ends early", { reason: "Decode" });
  const rest = readMessage(createWireReader(concat(own)), list.message, 0);
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

/** A field that lies whole in the bytes; undefined where more of them are needed. */
function nextField(bytes: Uint8Array, most: number): { number: number; start: number; end: number } | undefined {
  const tag = peekVarint(bytes, 0);
  if (!tag) return undefined;
  const wireType = tag.value & 7;
  const value = peekVarint(bytes, tag.end);
  if (!value) return undefined;
  const end = wireType === wireTypes.length ? value.end + value.value : value.end;
  if ((wireType !== wireTypes.length && wireType !== wireTypes.varint) || end > most) {
    throw new KubernetesError("malformed protobuf: a field of the list does not fit into it", { reason: "Decode" });
  }
  return end > bytes.length ? undefined : { number: tag.value >>> 3, start: value.end, end };
}

/** A list of unusual form, or what is no list. */
function wholeList<T>(bytes: Uint8Array, managedFields: ManagedFieldsMode): KubernetesList<T> {
  const answer = decodeEnvelope(bytes, {}, 0, managedFields);
  if (isStatus(answer)) throw errorFromStatus(answer);
  if (!("items" in answer)) throw new KubernetesError("the answer is no list", { reason: "Decode" });
  const { apiVersion, kind, items } = answer as { apiVersion: string; kind: string; items: object[] | null };
  const opening = kind.endsWith("List") && kind !== "List" ? { apiVersion, kind: kind.slice(0, -"List".length) } : {};
  return {
    ...(answer as object),
    items: (items ?? []).map((item) => ({ ...opening, ...item })),
  } as unknown as KubernetesList<T>;
}
