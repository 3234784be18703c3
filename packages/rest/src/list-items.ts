import type { Decoded, KubernetesList, Recognizer, TextMaker } from "@kubets/apimachinery";
import { createArrivals } from "./arrivals.ts";
import { decodeError, parseJson } from "./errors.ts";
import { findEnd, findMember, skipSpace } from "./find-member.ts";
import { decodeText, managedFieldsPath, parseObject } from "./managed-fields.ts";
import { throwIfFailure } from "./response.ts";
import type { ManagedFieldsMode } from "./rest-client.ts";

/** How the items of a list are decoded. */
export interface DecodeListOptions {
  /** Default `lazy`. */
  readonly managedFields?: ManagedFieldsMode | undefined;
  /** Knows items again from their bytes. Default: each is parsed. */
  readonly recognize?: Recognizer | undefined;
  /** Longest item accepted, in bytes. Default 64 MiB: far beyond what a server stores. */
  readonly maxLineBytes?: number | undefined;
}

const comma = 0x2c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const path = managedFieldsPath.slice(1);

/**
 * Decodes a list while it arrives, item by item: no string of the whole is ever made, so a list may be longer than the
 * longest string of the engine (D22), and what is kept beside the items is one buffer for a chunk and an item.
 *
 * The list's own fields are kept wherever they stand; items without kind and apiVersion get the list's, so that objects
 * from list, watch and get have the same shape (D11). Throws Decode where the body ends early or is no list, and on an item
 * that is too long.
 */
export async function decodeList<T>(
  body: AsyncIterable<Uint8Array>,
  { managedFields = "lazy", recognize, maxLineBytes }: DecodeListOptions = {},
): Promise<KubernetesList<T>> {
  const arrived = createArrivals(maxLineBytes);
  const items: T[] = [];
  let place: "head" | "items" | "tail" = "head";
  let headText = "";
  /** Opening of an item with the kind that the list gives it; empty where that is not known. */
  let opening = "";
  /** So many bytes of an item are to be there before it is looked at: it is not looked at with every chunk of a long one. */
  let enough = 0;
  /** Whether an item has come since the last comma. */
  let commaDue = false;

  const decodeItem = (textOf?: TextMaker): Decoded | undefined => {
    const { bytes, start, end } = arrived;
    if (end - start < enough) return undefined;
    const member = findMember(bytes, start, end, path);
    const itemEnd = member && findEnd(bytes, member.valueEnd || start, end, member.valueEnd && path.length);
    if (!itemEnd || itemEnd > end) {
      enough = 2 * (end - start);
      return undefined;
    }
    const empty = bytes[skipSpace(bytes, start + 1, end)] === closeBrace;
    const value = parseObject(bytes, start, itemEnd, path, member, managedFields, textOf, empty ? "" : opening);
    return { value, length: itemEnd - start };
  };

  /** Goes one step on; false where that takes more bytes. */
  const step = (): boolean => {
    const { bytes, end } = arrived;
    const start = (arrived.start = skipSpace(bytes, arrived.start, end));
    const byte = bytes[start];
    if (place === "tail" || start === end) return false;
    if (place === "head") {
      if (byte !== openBrace) throw decodeError("the answer is no list");
      const member = findMember(bytes, start, end, ["items"]);
      const value = skipSpace(bytes, member?.valueAt ?? end, end);
      if (value >= end) return false;
      // Go writes an empty list as null.
      if (bytes[value] !== openBracket) place = "tail";
      else {
        place = "items";
        headText = decodeText(bytes, start, value + 1);
        opening = openingOf(parseJson(`${headText}]}`));
        arrived.start = value + 1;
      }
    } else if (byte === openBrace && !commaDue) {
      const decoded = recognize ? recognize(bytes, start, end, decodeItem) : decodeItem();
      if (!decoded) return false;
      items.push(decoded.value as T);
      arrived.start += decoded.length;
      commaDue = true;
      enough = 0;
    } else if (byte === closeBracket && (commaDue || items.length === 0)) place = "tail";
    else if (byte === comma && commaDue) {
      commaDue = false;
      arrived.start++;
    } else throw decodeError("an item of the list is no object");
    return true;
  };

  for await (const chunk of body) {
    arrived.push(chunk);
    while (step());
  }
  enough = 0;
  while (step());
  const tail = decodeText(arrived.bytes, arrived.start, arrived.end);
  const list = parseJson(headText + tail) as (Partial<KubernetesList<T>> & { items?: T[] | null }) | null;
  throwIfFailure(list);
  if (list?.items === undefined) throw decodeError("the answer is no list");
  return { ...list, metadata: list.metadata ?? {}, items: headText ? items : (list.items ?? []) };
}

/** An item's first fields, where the list says of which kind all its items are. */
function openingOf(list: unknown): string {
  const { kind, apiVersion } = list as { kind?: string; apiVersion?: string };
  if (!apiVersion || !kind?.endsWith("List") || kind === "List") return "";
  // In the order of a single object, so that both have one shape in the engine. An item's own fields win over these.
  return `${JSON.stringify({ kind: kind.slice(0, -4), apiVersion }).slice(0, -1)},`;
}
