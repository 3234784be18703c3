import { describe, expect, it } from "vitest";
import { patchSchemaOf } from "./gen/patch-schemas.ts";

describe("patch schemas", () => {
  it("know the merge keys of lists at every depth", () => {
    const pod = patchSchemaOf("apps", "v1", "Deployment")?.fields["spec"]?.schema?.fields["template"]?.schema;
    const containers = pod?.fields["spec"]?.schema?.fields["containers"];
    expect(containers).toMatchObject({ mergeKey: "name", strategy: ["merge"] });
    expect(containers?.schema?.fields["ports"]).toMatchObject({ mergeKey: "containerPort", strategy: ["merge"] });
    expect(pod?.fields["spec"]?.schema?.fields["volumes"]?.strategy).toEqual(["merge", "retainKeys"]);
  });

  it("know lists of plain values and objects with a strategy", () => {
    const deployment = patchSchemaOf("apps", "v1", "Deployment");
    const finalizers = deployment?.fields["metadata"]?.schema?.fields["finalizers"];
    expect(finalizers?.strategy).toEqual(["merge"]);
    expect(finalizers?.mergeKey).toBeUndefined();
    expect(finalizers?.schema).toBeUndefined();
    expect(deployment?.fields["spec"]?.schema?.fields["strategy"]?.strategy).toEqual(["retainKeys"]);
  });

  it("are shared, and may hold themselves", () => {
    const job = patchSchemaOf("batch", "v1", "Job")?.fields["spec"]?.schema?.fields["template"]?.schema;
    const deployment = patchSchemaOf("apps", "v1", "Deployment")?.fields["spec"]?.schema?.fields["template"]?.schema;
    expect(job).toBeDefined();
    expect(job).toBe(deployment);
    const versions = patchSchemaOf("apiextensions.k8s.io", "v1", "CustomResourceDefinition")?.fields["spec"]?.schema
      ?.fields["versions"]?.schema;
    const schema = versions?.fields["schema"]?.schema?.fields["openAPIV3Schema"]?.schema;
    expect(schema).toBeDefined();
    expect(schema?.fields["not"]?.schema).toBe(schema);
  });

  it("are unknown for what is not built in", () => {
    expect(patchSchemaOf("example.com", "v1", "Website")).toBeUndefined();
    expect(patchSchemaOf("apps", "v1", "toString")).toBeUndefined();
  });
});
