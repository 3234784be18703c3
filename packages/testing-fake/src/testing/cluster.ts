import type { Status, UnstructuredObject } from "@kubets/apimachinery";
import { headerValue, type Header } from "@kubets/rest";
import { createFakeClock, type FakeClock } from "@kubets/wait";
import { createFakeCluster, type FakeCluster, type FakeClusterOptions } from "../cluster/fake-cluster.ts";

/** An answer, decoded. */
export interface Called {
  readonly status: number;
  readonly text: string;
  /** The body as an object; fails where it is none. */
  readonly object: UnstructuredObject & { metadata: NonNullable<UnstructuredObject["metadata"]> };
  readonly failure: Status;
  readonly items: UnstructuredObject[];
  /** Of a list. */
  readonly list: {
    metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
    kind: string;
  };
  readonly header: (name: string) => string | undefined;
}

export interface Client {
  readonly cluster: FakeCluster;
  readonly clock: FakeClock;
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    options?: { readonly type?: string; readonly headers?: Header[]; readonly signal?: AbortSignal },
  ) => Promise<Called>;
  /** Opens a watch; `events` are those that have come, and grow as time passes. */
  readonly watch: (path: string) => Promise<Watched>;
}

/** A line of a watch, of any type. */
export interface Event {
  readonly type: string;
  readonly object: UnstructuredObject;
}

export interface Watched {
  readonly events: Event[];
  readonly types: string[];
  readonly ended: boolean;
  /** Ended by a broken connection. */
  readonly broken: boolean;
  readonly stop: () => void;
}

/** A cluster on a virtual clock with a seeded randomness, and a way to talk to it in bytes. */
export function openCluster(options: FakeClusterOptions = {}): Client {
  const clock = createFakeClock({ now: Date.UTC(2026, 0, 1) });
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const cluster = createFakeCluster({ clock, random, ...options });
  const transport = cluster.transport();

  const call: Client["call"] = async (method, path, body, { type = "application/json", headers = [], signal } = {}) => {
    const sent =
      body === undefined || typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    const response = await transport.send({
      method,
      url: `http://cluster${path}`,
      headers: [...(sent === undefined ? [] : [["content-type", type] as const]), ...headers],
      body: sent,
      reading: "whole",
      signal,
    });
    let text = "";
    const decoder = new TextDecoder();
    for await (const bytes of response.body) text += decoder.decode(bytes, { stream: true });
    const parsed = (): never => JSON.parse(text) as never;
    return {
      status: response.status,
      text,
      get object() {
        return parsed();
      },
      get failure() {
        return parsed();
      },
      get list() {
        return parsed();
      },
      get items() {
        return (parsed() as { items: UnstructuredObject[] }).items;
      },
      header: (name) => headerValue(response.headers, name),
    };
  };

  const watch: Client["watch"] = async (path) => {
    const controller = new AbortController();
    const url = `http://cluster${path}`;
    const response = await transport.send({
      method: "GET",
      url,
      headers: [],
      reading: "watch",
      signal: controller.signal,
    });
    const events: Event[] = [];
    const watched = {
      events,
      ended: false,
      broken: false,
      stop: () => controller.abort(),
      get types() {
        return events.map(({ type }) => type);
      },
    };
    const read = async (): Promise<void> => {
      let text = "";
      const decoder = new TextDecoder();
      for await (const bytes of response.body) {
        text += decoder.decode(bytes, { stream: true });
        const lines = text.split("\n");
        text = lines.pop() ?? "";
        for (const line of lines) events.push(JSON.parse(line) as Event);
      }
    };
    read().then(
      () => (watched.ended = true),
      () => (watched.ended = watched.broken = true),
    );
    await clock.settle();
    return watched;
  };
  return { cluster, clock, call, watch };
}

export const configMaps = "/api/v1/namespaces/default/configmaps";
export const pods = "/api/v1/namespaces/default/pods";
export const definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
export const websites = "/apis/example.com/v1/namespaces/default/websites";

export const mergePatch = "application/merge-patch+json";
export const jsonPatch = "application/json-patch+json";
export const strategicPatch = "application/strategic-merge-patch+json";

export function configMap(name: string, rest: object = {}, metadata: object = {}): UnstructuredObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, ...rest };
}

export function pod(name: string, metadata: object = {}, spec: object = {}): UnstructuredObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, ...metadata },
    spec: { containers: [{ name: "main", image: "image" }], ...spec },
  };
}

export function website(name: string, metadata: object = {}, rest: object = {}): UnstructuredObject {
  return { apiVersion: "example.com/v1", kind: "Website", metadata: { name, ...metadata }, ...rest };
}

const anything = {
  openAPIV3Schema: {
    type: "object",
    "x-kubernetes-preserve-unknown-fields": true,
    properties: {
      spec: {
        type: "object",
        "x-kubernetes-preserve-unknown-fields": true,
        properties: { host: { type: "string" } },
      },
    },
  },
};

export function websiteDefinition({
  scope = "Namespaced",
  status = true,
}: { scope?: string; status?: boolean } = {}): UnstructuredObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "websites.example.com" },
    spec: {
      group: "example.com",
      scope,
      names: { plural: "websites", kind: "Website", shortNames: ["ws"] },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: anything,
          selectableFields: [{ jsonPath: ".spec.host" }],
          subresources: {
            ...(status && { status: {} }),
            scale: {
              specReplicasPath: ".spec.replicas",
              statusReplicasPath: ".status.replicas",
              labelSelectorPath: ".status.selector",
            },
          },
        },
        {
          name: "v1beta1",
          served: true,
          storage: false,
          schema: anything,
          selectableFields: [{ jsonPath: ".spec.host" }],
        },
      ],
    },
  };
}
