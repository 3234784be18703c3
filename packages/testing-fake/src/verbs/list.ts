import type { ListMeta } from "@kubets/apimachinery";
import { decodeContinue, encodeContinue } from "../storage/continue-token.ts";
import type { JsonObject } from "../json.ts";
import { parseListQuery, revisionOf, type ListQuery } from "../http/list-options.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { fieldTest } from "../resources/selectable-fields.ts";
import { keyOf, type ServerState } from "../storage/server-state.ts";
import { badRequest, expired, expiredContinue, Failure } from "../http/status.ts";
import type { StoredObject } from "../storage/store.ts";
import { waitForRevision } from "../storage/wait-for-revision.ts";

export interface ListResult {
  readonly items: readonly StoredObject[];
  readonly metadata: ListMeta;
}

/** Whether an object is wanted. */
export type Selection = (object: Readonly<JsonObject> & Pick<StoredObject, "metadata">) => boolean;

/** Makes the test of a query's selectors; fails where the kind does not know a field. */
export function selectionOf(entry: ResourceEntry, { labels, fields }: ListQuery): Selection {
  const byFields = fieldTest(entry, fields);
  return (object) => labels.matches(object.metadata.labels) && byFields(object);
}

/** Lists a resource of one namespace, or of all where none is given. */
export async function listObjects(
  state: ServerState,
  entry: ResourceEntry,
  namespace: string | undefined,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<ListResult> {
  const options = parseListQuery(query, false);
  const selected = selectionOf(entry, options);
  const prefix = namespace === undefined ? "" : `${namespace}/`;
  const { revision, start, snapshot } = await positionOf(state, options, signal);

  const found = state.store.list(entry.collection, { prefix, start }, revision);
  // The newest revision may have come from another resource; a list says when it was taken.
  const metadata: ListMeta = { resourceVersion: String(revision) };
  // "Any state will do" is answered from a cache, which does not page.
  const limit =
    options.limit > 0 && (options.resourceVersion !== "0" || options.continue !== "") ? options.limit : Infinity;
  if (limit === Infinity && options.labels.empty && options.fields.empty) return { items: found, metadata };

  const items: StoredObject[] = [];
  let scanned = 0;
  for (const object of found) {
    if (items.length >= limit) break;
    scanned++;
    if (selected(object)) items.push(object);
  }
  const last = found[scanned - 1];
  if (scanned < found.length && last) {
    metadata.continue = encodeContinue(keyOf(last.metadata.namespace, last.metadata.name), snapshot);
    if (options.labels.empty && options.fields.empty) metadata.remainingItemCount = found.length - scanned;
  }
  return { items, metadata };
}

/** From where, and as of which revision, a list is read; `snapshot` is what a token for the next page holds. */
async function positionOf(
  state: ServerState,
  options: ListQuery,
  signal: AbortSignal,
): Promise<{ revision: number; start: string; snapshot: number }> {
  const { store } = state;
  if (options.continue !== "") {
    const token = decodeContinue(options.continue);
    if (options.resourceVersion !== "" && options.resourceVersion !== "0") {
      throw badRequest("specifying resource version is not allowed when using continue");
    }
    if (token.revision < 0) return { revision: store.revision, start: token.start, snapshot: store.revision };
    if (token.revision < store.compacted) throw expiredContinue(encodeContinue(token.start.replace(/\0$/, ""), -1));
    if (token.revision > store.revision) await waitForRevision(state, token.revision, signal);
    return { revision: token.revision, start: token.start, snapshot: token.revision };
  }
  const wanted = listRevision(options.resourceVersion);
  const exact = options.match === "Exact" || (options.match === "" && options.limit > 0 && wanted > 0);
  await waitForRevision(state, wanted, signal);
  if (!exact) return { revision: store.revision, start: "", snapshot: store.revision };
  if (wanted < store.compacted) throw expired("The resourceVersion for the provided list is too old.");
  return { revision: wanted, start: "", snapshot: wanted };
}

function listRevision(resourceVersion: string): number {
  try {
    return revisionOf(resourceVersion);
  } catch (error) {
    throw error instanceof Failure ? badRequest(`invalid resource version: ${error.message}`) : error;
  }
}
