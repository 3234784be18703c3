import type { SequenceRequest } from "./sequence.ts";

export const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
export type Json = Record<string, unknown>;

/** A definition that is right, with changes. */
export function definition({
  spec = {},
  metadata = {},
  version = {},
}: { spec?: Json; metadata?: Json; version?: Json } = {}): Json {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.$ns.example.com", ...metadata },
    spec: {
      group: "$ns.example.com",
      scope: "Namespaced",
      names: { plural: "things", kind: "Thing" },
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } }, ...version },
      ],
      ...spec,
    },
  };
}

/** Nothing is stored, so that one sequence can try many. */
export const post = (body: Json): SequenceRequest => ({ method: "POST", path: `${path}?dryRun=All`, body });
export const spec = (change: Json): SequenceRequest => post(definition({ spec: change }));
export const version = (change: Json): SequenceRequest => post(definition({ version: change }));
export const root = (openAPIV3Schema: Json, more: Json = {}): SequenceRequest =>
  version({ schema: { openAPIV3Schema }, ...more });
/** A schema of one field. */
export const field = (schema: Json): SequenceRequest => root({ type: "object", properties: { f: schema } });
export const v = (name: string, change: Json = {}): Json => ({
  name,
  served: true,
  storage: false,
  schema: { openAPIV3Schema: { type: "object" } },
  ...change,
});
export const stored = (change: Json = {}): Json => v("v1", { storage: true, ...change });
export const scale = (paths: Json): SequenceRequest => version({ subresources: { scale: paths } });
export const column = (change: Json): SequenceRequest => version({ additionalPrinterColumns: [change] });
