import { describe, expect, it } from "vitest";
import { openCluster } from "../testing/cluster.ts";

const authorization = "/apis/authorization.k8s.io/v1";
const resourceAttributes = { verb: "get", resource: "pods", namespace: "default" };

describe("answers to questions about access", () => {
  it("say who asked what, as if it had been created, where a server gives the question back", async () => {
    const { call } = openCluster({ rbac: true });
    const spec = { user: "jane", resourceAttributes };
    const asked = await call("POST", `${authorization}/subjectaccessreviews?fieldManager=me`, { spec });
    expect(asked.object).toMatchObject({ spec, status: { allowed: false } });
    expect(asked.object.metadata["managedFields"]).toEqual([
      {
        manager: "me",
        operation: "Update",
        apiVersion: "authorization.k8s.io/v1",
        time: "2026-01-01T00:00:00Z",
        fieldsType: "FieldsV1",
        fieldsV1: {
          "f:spec": {
            "f:resourceAttributes": { ".": {}, "f:namespace": {}, "f:resource": {}, "f:verb": {} },
            "f:user": {},
          },
        },
      },
    ]);
    const rules = await call("POST", `${authorization}/selfsubjectrulesreviews`, { spec: { namespace: "default" } });
    expect(rules.object.metadata).not.toHaveProperty("managedFields");
  });
});
