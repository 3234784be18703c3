import type { UnstructuredObject } from "@kubets/apimachinery";
import type { ApiServerRequest } from "../http/api-server.ts";
import { encodeObject } from "../http/encode.ts";
import { valueAt } from "../json.ts";
import type { ResourcePath } from "../http/request-info.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { keyOf, type ServerState } from "../storage/server-state.ts";
import { badRequest, notFound } from "../http/status.ts";
import type { StoredObject } from "../storage/store.ts";
import type { ContainerContext } from "./pod-handlers.ts";

/** The pod that a path names. */
export function podOf(
  { store }: ServerState,
  entry: ResourceEntry,
  { namespace, name = "" }: ResourcePath,
  { user, signal }: Pick<ApiServerRequest, "user" | "signal">,
): Omit<ContainerContext, "container"> & { readonly stored: StoredObject } {
  const stored = store.get(entry.collection, keyOf(namespace, name));
  if (!stored) throw notFound(entry, name);
  const object = JSON.parse(encodeObject(entry, stored)) as UnstructuredObject;
  return { namespace: namespace ?? "", pod: name, object, stored, user, signal };
}

/** The container that a request names, or the only one. */
export function containerOf(pod: StoredObject, named: string): string {
  const { name } = pod.metadata;
  const names = (list: string): string[] => {
    const containers = valueAt(pod, ["spec", list]);
    return Array.isArray(containers) ? containers.map((container) => String(valueAt(container, ["name"]))) : [];
  };
  const all = [...names("initContainers"), ...names("containers"), ...names("ephemeralContainers")];
  if (named !== "") {
    if (all.includes(named)) return named;
    throw badRequest(`container ${named} is not valid for pod ${name}`);
  }
  const [only, ...others] = names("containers");
  if (only !== undefined && others.length === 0) return only;
  const choice = only === undefined ? "" : `, choose one of: [${all.join(" ")}]`;
  throw badRequest(`a container name must be specified for pod ${name}${choice}`);
}
