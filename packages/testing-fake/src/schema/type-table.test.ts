import { describe, expect, it } from "vitest";
import { builtInSchemaOf } from "./built-in-schemas.ts";
import type { FieldSchema, ObjectSchema, TypeSchema } from "./type-schema.ts";

/** The field at a path of names, through the elements of lists. */
function fieldAt(schema: ObjectSchema | undefined, path: string): FieldSchema | undefined {
  const [name = "", ...rest] = path.split(".");
  const field = schema?.fields[name];
  return rest.length === 0 ? field : fieldAt(objectIn(field?.schema), rest.join("."));
}

function objectIn(schema: TypeSchema | undefined): ObjectSchema | undefined {
  if (schema?.type === "list") return objectIn(schema.items);
  return schema?.type === "object" ? schema : undefined;
}

describe("schemas of built-in kinds", () => {
  it("know the merge keys of lists at every depth", () => {
    const pod = objectIn(fieldAt(builtInSchemaOf("apps", "v1", "Deployment"), "spec.template")?.schema);
    expect(fieldAt(pod, "spec.containers")).toMatchObject({ patchMergeKey: "name", patchStrategy: ["merge"] });
    const ports = fieldAt(pod, "spec.containers.ports");
    expect(ports).toMatchObject({ patchMergeKey: "containerPort", patchStrategy: ["merge"] });
    expect(ports?.schema).toMatchObject({ merge: "map", keys: ["containerPort", "protocol"] });
    expect(fieldAt(pod, "spec.containers.ports.protocol")?.schema).toMatchObject({ default: "TCP" });
    expect(fieldAt(pod, "spec.volumes")?.patchStrategy).toEqual(["merge", "retainKeys"]);
  });

  it("know lists of plain values and objects with a strategy", () => {
    const deployment = builtInSchemaOf("apps", "v1", "Deployment");
    const finalizers = fieldAt(deployment, "metadata.finalizers");
    expect(finalizers?.patchStrategy).toEqual(["merge"]);
    expect(finalizers?.patchMergeKey).toBeUndefined();
    expect(finalizers?.schema).toMatchObject({ merge: "set", items: { type: "string" } });
    expect(fieldAt(deployment, "spec.strategy")?.patchStrategy).toEqual(["retainKeys"]);
  });

  it("know what is atomic, by its type or against it", () => {
    const pod = builtInSchemaOf("", "v1", "Pod");
    expect(fieldAt(pod, "spec.nodeSelector")?.schema).toMatchObject({ type: "map", atomic: true });
    expect(fieldAt(pod, "metadata.ownerReferences")?.schema).toMatchObject({ items: { atomic: true } });
    const volume = builtInSchemaOf("", "v1", "PersistentVolume");
    expect(objectIn(fieldAt(volume, "spec.claimRef")?.schema)?.atomic).toBeUndefined();
    expect(Object.keys(objectIn(fieldAt(volume, "spec.claimRef")?.schema)?.fields ?? {})).toContain("uid");
  });

  it("know the types in Go, by which messages name them", () => {
    const pod = builtInSchemaOf("", "v1", "Pod");
    expect(fieldAt(pod, "spec")?.schema).toMatchObject({ goType: "v1.PodSpec", required: ["containers"] });
    expect(fieldAt(pod, "spec.restartPolicy")?.schema).toMatchObject({ goType: "v1.RestartPolicy" });
    expect(fieldAt(pod, "spec.containers.resources.limits")?.schema).toMatchObject({ goType: "v1.ResourceList" });
    expect(fieldAt(pod, "spec.volumes.hostPath")).toMatchObject({ embeddedIn: "VolumeSource", pointer: true });
    const service = builtInSchemaOf("", "v1", "Service");
    expect(fieldAt(service, "spec.ipFamilies")?.schema).toMatchObject({
      goType: "[]v1.IPFamily",
      items: { type: "string", goType: "v1.IPFamily" },
    });
  });

  it("are shared, and may hold themselves", () => {
    const job = fieldAt(builtInSchemaOf("batch", "v1", "Job"), "spec.template")?.schema;
    expect(job).toBeDefined();
    expect(job).toBe(fieldAt(builtInSchemaOf("apps", "v1", "Deployment"), "spec.template")?.schema);
    const definition = builtInSchemaOf("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
    const schema = objectIn(fieldAt(definition, "spec.versions.schema.openAPIV3Schema")?.schema);
    expect(schema).toBeDefined();
    expect(schema?.fields["not"]?.schema).toBe(schema);
  });

  it("are unknown for what is not built in", () => {
    expect(builtInSchemaOf("example.com", "v1", "Website")).toBeUndefined();
    expect(builtInSchemaOf("apps", "v1", "toString")).toBeUndefined();
    expect(builtInSchemaOf("apps", "v1", "Deployment")?.fields["constructor"]).toBeUndefined();
  });
});
