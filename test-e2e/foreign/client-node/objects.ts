import type { V1ConfigMap, V1CustomResourceDefinition, V1Deployment, V1Pod } from "@kubernetes/client-node";

export const configMap = (
  name: string,
  data: Record<string, string> = {},
  labels: Record<string, string> = {},
): V1ConfigMap => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels }, data });

export const pod = (name: string): V1Pod => ({
  metadata: { name, labels: { app: name } },
  spec: {
    containers: [
      {
        name: "main",
        image: "example/image:1",
        ports: [{ containerPort: 8080 }],
        readinessProbe: { httpGet: { path: "/", port: 8080 } },
        resources: { requests: { cpu: "0.1", memory: "64Mi" } },
      },
    ],
  },
});

export const deployment = (name: string, namespace?: string): V1Deployment => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, ...(namespace !== undefined && { namespace }) },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: "main", image: "example/image:1" }] },
    },
  },
});

export const siteDefinition = (group: string): V1CustomResourceDefinition => ({
  metadata: { name: `sites.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { plural: "sites", singular: "site", kind: "Site", listKind: "SiteList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["host"],
                properties: { host: { type: "string", maxLength: 20 }, replicas: { type: "integer", _default: 1 } },
              },
              status: { type: "object", properties: { ready: { type: "boolean" } } },
            },
          },
        },
      },
    ],
  },
});
