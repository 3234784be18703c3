// Requests that the sequences about applies are made of.
import type { SequenceRequest } from "./sequence.ts";

export const maps = "/api/v1/namespaces/$ns/configmaps";
export const deployments = "/apis/apps/v1/namespaces/$ns/deployments";
export const services = "/api/v1/namespaces/$ns/services";
export const applyType = "application/apply-patch+yaml";
export const mergeType = "application/merge-patch+json";

export const get = (path: string): SequenceRequest => ({ method: "GET", path });
export const remove = (path: string): SequenceRequest => ({ method: "DELETE", path });
export const apply = (path: string, body: unknown, manager = "one", query = ""): SequenceRequest => ({
  method: "PATCH",
  path: `${path}?fieldManager=${manager}${query}`,
  body,
  contentType: applyType,
});
export const merge = (path: string, body: unknown, manager = "merger"): SequenceRequest => ({
  method: "PATCH",
  path: `${path}?fieldManager=${manager}`,
  body,
  contentType: mergeType,
});
export const put = (path: string, body: unknown, manager = "putter"): SequenceRequest => ({
  method: "PUT",
  path: `${path}?fieldManager=${manager}`,
  body,
});
export const post = (path: string, body: unknown, manager = "poster"): SequenceRequest => ({
  method: "POST",
  path: `${path}?fieldManager=${manager}`,
  body,
});

export const map = (data: object | undefined, metadata: object = {}): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "a", ...metadata },
  ...(data && { data }),
});
export const deployment = (spec: object = {}, container: object = {}, metadata: object = {}): object => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", ...metadata },
  spec: {
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "web", image: "web:1", ...container }] },
    },
    ...spec,
  },
});
export const scale = (replicas: number, name = "web"): object => ({
  apiVersion: "autoscaling/v1",
  kind: "Scale",
  metadata: { name },
  spec: { replicas },
});
export const service = (ports: readonly object[], spec: object = {}): object => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec: { clusterIP: "None", selector: { app: "web" }, ports, ...spec },
});
