import type { KubernetesObject, ResourceDescriptor, Verb } from "@kubets/apimachinery";
import type { CollectionClient, DynamicClient, ResourceClient } from "./resource-client.ts";

/** Modules of descriptors by the name that their group version is to have: `{ coreV1, appsV1 }`. */
export type ClientsetGroups = Readonly<Record<string, object>>;

/** One accessor for each descriptor of a module. */
export type GroupClient<G> = {
  readonly [name in keyof G as G[name] extends ResourceDescriptor ? name : never]: Accessor<G[name]>;
};

/** A clientset as client-go has it: `clientset.coreV1().pods("default")`. */
export type Clientset<G extends ClientsetGroups> = { readonly [name in keyof G]: () => GroupClient<G[name]> };

/** Namespaced resources take a namespace; without one there is what can be done in all of them. */
export type Accessor<D> =
  D extends ResourceDescriptor<infer T, infer S, Verb, infer Sub>
    ? S extends "Cluster"
      ? () => ResourceClient<T, Sub>
      : { (namespace: string): ResourceClient<T, Sub>; (): CollectionClient<T> }
    : never;

/**
 * The clients of some group versions, by the names that client-go gives them; sugar over `client.resource(descriptor)`.
 * The groups are modules of descriptors, of `@kubets/kubernetes/…` or generated from your CRDs: a bundle carries those that
 * you name. Accessors are made when they are asked for, no request is.
 */
export function createClientset<G extends ClientsetGroups>(client: DynamicClient, groups: G): Clientset<G> {
  return mapLazily(groups, (group) => {
    const accessors = mapLazily(group as Readonly<Record<string, ResourceDescriptor>>, (descriptor) => {
      const resource = client.resource<KubernetesObject>(descriptor);
      return (namespace?: string) => (namespace === undefined ? resource : resource.namespace(namespace));
    });
    return () => accessors;
  }) as Clientset<G>;
}

/** An object whose values are made at their first use. */
function mapLazily<V>(values: Readonly<Record<string, V>>, make: (value: V) => unknown): object {
  const made: object = {};
  for (const name of Object.keys(values)) {
    Object.defineProperty(made, name, {
      enumerable: true,
      configurable: true,
      get() {
        const value = make(values[name] as V);
        Object.defineProperty(made, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return made;
}
