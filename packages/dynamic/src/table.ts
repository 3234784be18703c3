import {
  isKubernetesError,
  KubernetesError,
  type KubernetesObject,
  type ListMeta,
  type ListOptions,
  type ResourceDescriptor,
} from "@kubets/apimachinery";
import { type CallOptions, listQuery, resourcePath, type RestClient } from "@kubets/rest";
import type { PartialObjectMetadata } from "./metadata-client.ts";

/** What a table shows, and of what. */
export interface TableOptions extends ListOptions, CallOptions {
  readonly namespace?: string | undefined;
  /** One object, in place of the collection. */
  readonly name?: string | undefined;
  /** What each row carries of its object. Default `Metadata`. */
  readonly includeObject?: "None" | "Metadata" | "Object" | undefined;
}

/** A column of a table. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string | undefined;
  readonly description?: string | undefined;
  /** 0 is always shown, more only where there is room (`-o wide`). */
  readonly priority: number;
}

/** An object as a table shows it. */
export interface TableRow {
  /** One a column; texts, numbers and booleans, or null. */
  readonly cells: readonly unknown[];
  readonly object?: KubernetesObject | PartialObjectMetadata | undefined;
}

/** Objects as `kubectl get` shows them, with the columns that the server has for their kind. */
export interface Table {
  readonly metadata: ListMeta;
  readonly columnDefinitions: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

const accept = "application/json;as=Table;g=meta.k8s.io;v=v1,application/json";

/**
 * Reads a collection, or one object, as a table. A server that has none for it answers with the objects themselves: then
 * the table has their names and when they were created. One page where `limit` is given; `metadata.continue` has the next.
 */
export async function readTable(
  { rest }: { readonly rest: Pick<RestClient, "json"> },
  descriptor: ResourceDescriptor,
  options: TableOptions = {},
): Promise<Table> {
  const { namespace, name, includeObject } = options;
  const include = includeObject === undefined ? [] : ([["includeObject", includeObject]] as const);
  const path = resourcePath(descriptor, { namespace, name });
  const query = [...listQuery(options), ...include];
  const ask = (accepted?: string): Promise<unknown> =>
    rest.json({ method: "GET", path, query: accepted ? query : listQuery(options), accept: accepted }, options);
  const answer = await ask(accept).catch((error: unknown) => {
    // Servers from before tables, and some that extend another, refuse what they do not know.
    if (isKubernetesError(error) && error.code === 406) return ask();
    throw error;
  });
  if (typeof answer !== "object" || answer === null) {
    throw new KubernetesError("the answer is no table", { reason: "Decode" });
  }
  return (answer as { kind?: unknown }).kind === "Table" ? decodeTable(answer) : tableOf(answer, includeObject);
}

function decodeTable({ metadata, columnDefinitions, rows }: Partial<Table>): Table {
  return { metadata: metadata ?? {}, columnDefinitions: columnDefinitions ?? [], rows: rows ?? [] };
}

function tableOf(answer: object, include: TableOptions["includeObject"] = "Metadata"): Table {
  const { metadata, items } = answer as { metadata?: ListMeta; items?: KubernetesObject[] | null };
  const objects = "items" in answer ? (items ?? []) : [answer as KubernetesObject];
  return {
    metadata: metadata ?? {},
    columnDefinitions: [
      { name: "Name", type: "string", format: "name", priority: 0 },
      { name: "Created At", type: "date", priority: 0 },
    ],
    rows: objects.map((object) => ({
      cells: [object.metadata?.name ?? null, object.metadata?.creationTimestamp ?? null],
      ...(include === "None" ? {} : { object: include === "Object" ? object : partial(object) }),
    })),
  };
}

function partial({ metadata = {} }: KubernetesObject): PartialObjectMetadata {
  return { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata", metadata };
}
