import {
  apiVersionOf,
  KubernetesError,
  type GroupVersionKind,
  type GroupVersionResource,
  type Patch,
  type Scope,
  type Stored,
} from "@kubets/apimachinery";
import type { CallOptions } from "@kubets/rest";
import type { DynamicClient, Scale, WriteOptions } from "./resource-client.ts";
import { patchRequest } from "./requests.ts";

/** What a scale client needs of discovery; that of `@kubets/discovery` has it. It should be cached. */
export interface ScaleDiscovery {
  resources(options?: CallOptions): Promise<{
    readonly subresources: readonly (GroupVersionResource & {
      readonly subresource: string;
      readonly scope: Scope;
      readonly responseKind: GroupVersionKind;
    })[];
  }>;
}

/** A resource without its version: which one has a scale is the server's to say. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** Reads and sets the size of whatever has one, in one namespace or, without a name, cluster-wide. */
export interface ScaleClient {
  get(resource: GroupResource, name: string, options?: CallOptions): Promise<Stored<Scale>>;
  update(resource: GroupResource, name: string, scale: Scale, options?: WriteOptions): Promise<Stored<Scale>>;
  patch(resource: GroupResource, name: string, patch: Patch<Scale>, options?: WriteOptions): Promise<Stored<Scale>>;
}

/**
 * A client of scales for resources that are known by group and name only, as an autoscaler's targets are (F090). The
 * version and the kind of scale are found by discovery; what comes back is always an `autoscaling/v1` Scale, also from
 * servers that answer with one of the older kinds. Rejects with reason `NoMatch` where the resource has no scale.
 *
 * With a descriptor at hand, `getScale` and `updateScale` of its client do the same without discovery.
 */
export function createScaleClient(client: DynamicClient, discovery: ScaleDiscovery, namespace?: string): ScaleClient {
  const find = async ({ group, resource }: GroupResource, options: CallOptions | undefined) => {
    const { subresources } = await discovery.resources(options);
    const found = subresources.find(
      (each) => each.group === group && each.resource === resource && each.subresource === "scale",
    );
    if (!found) throw new KubernetesError(`${resource}.${group} has no scale`, { reason: "NoMatch" });
    const { version, scope, responseKind } = found;
    const descriptor = { group, version, resource, kind: responseKind.kind, scope };
    const target = { descriptor, namespace };
    const all = client.resource(descriptor);
    return { target, wire: apiVersionOf(responseKind), one: namespace === undefined ? all : all.namespace(namespace) };
  };
  return {
    async get(resource, name, options) {
      const { one } = await find(resource, options);
      return toAutoscaling(await one.getScale(name, options));
    },
    async update(resource, name, scale, options) {
      const { one, wire } = await find(resource, options);
      return toAutoscaling(await one.updateScale(name, { ...scale, apiVersion: wire }, options));
    },
    async patch(resource, name, patch, options) {
      const { target } = await find(resource, options);
      const request = patchRequest(target, name, patch, options, "scale");
      return toAutoscaling(await client.rest.json<Stored<Scale>>(request, options));
    },
  };
}

/** The older kinds have the selector as labels, and as text beside them where it is more than labels. */
interface OlderStatus {
  readonly replicas?: number;
  readonly selector?: string | Readonly<Record<string, string>>;
  readonly targetSelector?: string;
}

function toAutoscaling(scale: Stored<Scale>): Stored<Scale> {
  if (scale.apiVersion === "autoscaling/v1") return scale;
  const { replicas = 0, selector, targetSelector } = (scale.status ?? {}) as OlderStatus;
  const labels = typeof selector === "object" ? Object.entries(selector) : [];
  const text =
    targetSelector ||
    labels
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => `${key}=${value}`)
      .join(",");
  const { metadata, spec } = scale;
  return {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata,
    spec: spec ?? {},
    status: { replicas, ...(text ? { selector: text } : {}) },
  };
}
