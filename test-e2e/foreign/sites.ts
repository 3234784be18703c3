/** The definition of a custom resource for foreign clients, with status and scale, beyond what is the same everywhere. */
export const siteDefinition = (names: object, columns: readonly object[], spec: object = {}): object => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "sites.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "sites", singular: "site", kind: "Site", shortNames: ["st"], ...names },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
        },
        additionalPrinterColumns: [{ name: "Host", type: "string", jsonPath: ".spec.host" }, ...columns],
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                properties: { host: { type: "string", description: "Where it is." }, replicas: { type: "integer" } },
                ...spec,
              },
              status: { type: "object", properties: { replicas: { type: "integer" } } },
            },
          },
        },
      },
    ],
  },
});
