import { defineResource, type KubernetesObject } from "@kubets/apimachinery";
import type { CustomResourceDefinition } from "@kubets/kubernetes/apiextensions/v1";

/** The custom resource of this example: a web page that runs somewhere in the cluster. */
export interface Website extends KubernetesObject {
  apiVersion?: "demo.kubets.dev/v1";
  kind?: "Website";
  spec: {
    image: string;
    text: string;
    /** Default 1. */
    replicas?: number;
  };
  status?: {
    observedGeneration?: number;
    /** Whether the cluster is as the spec wants it. */
    ready?: boolean;
    message?: string;
    replicas?: number;
  };
}

export const websites = defineResource<Website>({
  group: "demo.kubets.dev",
  version: "v1",
  resource: "websites",
  kind: "Website",
  scope: "Namespaced",
});

/** What makes a cluster know the resource. */
export const websiteDefinition: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "websites.demo.kubets.dev" },
  spec: {
    group: "demo.kubets.dev",
    scope: "Namespaced",
    names: { plural: "websites", singular: "website", kind: "Website", listKind: "WebsiteList", shortNames: ["site"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["image", "text"],
                properties: {
                  image: { type: "string" },
                  text: { type: "string" },
                  replicas: { type: "integer", minimum: 0 },
                },
              },
              status: {
                type: "object",
                properties: {
                  observedGeneration: { type: "integer" },
                  ready: { type: "boolean" },
                  message: { type: "string" },
                  replicas: { type: "integer" },
                },
              },
            },
          },
        },
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
        },
        additionalPrinterColumns: [
          { name: "Image", type: "string", jsonPath: ".spec.image" },
          { name: "Replicas", type: "integer", jsonPath: ".spec.replicas" },
          { name: "Ready", type: "boolean", jsonPath: ".status.ready" },
          { name: "Message", type: "string", jsonPath: ".status.message", priority: 1 },
          { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
        ],
      },
    ],
  },
};
