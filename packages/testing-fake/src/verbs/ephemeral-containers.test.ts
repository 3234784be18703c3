import { describe, expect, it } from "vitest";
import { openCluster, pod, pods } from "../testing/cluster.ts";

const path = `${pods}/a/ephemeralcontainers`;
const strategic = { type: "application/strategic-merge-patch+json" };
const shell = { name: "shell", image: "busybox", stdin: true };
const containers = (...ephemeralContainers: object[]): object => ({ spec: { ephemeralContainers } });

describe("ephemeral containers of a pod", () => {
  it("are added by a patch, with their defaults, their owner and a new generation, and nothing else is", async () => {
    const { call } = openCluster({ objects: [pod("a")] });
    const change = { ...containers(shell), metadata: { labels: { no: "label" } } };
    const { status, object } = await call("PATCH", `${path}?fieldManager=debug`, change, strategic);
    expect(status).toBe(200);
    expect(object["spec"]).toMatchObject({
      containers: [{ name: "main" }],
      ephemeralContainers: [{ ...shell, imagePullPolicy: "Always", terminationMessagePolicy: "File" }],
    });
    expect(object.metadata).toMatchObject({ generation: 2 });
    expect(object.metadata.labels).toBeUndefined();
    const fields = {
      "f:spec": {
        "f:ephemeralContainers": {
          ".": {},
          'k:{"name":"shell"}': expect.objectContaining({ "f:image": {} }) as object,
        },
      },
    };
    expect(object.metadata["managedFields"]).toContainEqual(
      expect.objectContaining({ manager: "debug", subresource: "ephemeralcontainers", fieldsV1: fields }),
    );
    expect((await call("GET", path)).object).toEqual(object);
  });

  it("are added by an update that has the rest otherwise", async () => {
    const { call } = openCluster({ objects: [pod("a")] });
    const { object } = await call("GET", `${pods}/a`);
    const spec = { containers: [{ name: "other", image: "other" }], ephemeralContainers: [shell] };
    const { status, object: updated } = await call("PUT", path, { ...object, spec });
    expect(status).toBe(200);
    expect(updated["spec"]).toMatchObject({ containers: [{ name: "main" }], ephemeralContainers: [{ name: "shell" }] });
  });

  it("stay as they are, and are checked", async () => {
    const { call } = openCluster({ objects: [pod("a")] });
    await call("PATCH", path, containers(shell), strategic);
    const merge = { type: "application/merge-patch+json" };
    const gone = await call("PATCH", path, containers(), merge);
    expect(gone.status).toBe(422);
    expect(gone.failure.message).toContain(
      'spec.ephemeralContainers: Forbidden: existing ephemeral containers "shell" may not be removed',
    );
    const other = await call("PATCH", path, containers({ ...shell, image: "other" }), strategic);
    expect(other.failure.message).toContain('existing ephemeral containers "shell" may not be changed');
    const invalid = await call("PATCH", path, containers({ name: "main", image: "i" }), strategic);
    expect(invalid.failure.details?.causes).toEqual([
      {
        reason: "FieldValueDuplicate",
        message: 'Duplicate value: "main"',
        field: "spec.ephemeralContainers[0].name",
      },
    ]);
  });

  it("are not for static pods", async () => {
    const mirror = { "kubernetes.io/config.mirror": "x" };
    const object = { ...pod("a"), metadata: { name: "a", annotations: mirror } };
    const { call } = openCluster({
      objects: [{ ...object, spec: { nodeName: "n", containers: [{ name: "c", image: "i" }] } }],
    });
    const refused = await call("PATCH", path, containers(shell), strategic);
    expect(refused.failure.message).toContain("static pods do not support ephemeral containers");
  });
});

describe("the status of a pod", () => {
  it("keeps what only the server or newer kubelets set", async () => {
    const { call } = openCluster({ objects: [pod("a")] });
    const { object } = await call("GET", `${pods}/a`);
    const conditions = [{ type: "Ready", status: "True", observedGeneration: 3 }];
    const first = await call("PUT", `${pods}/a/status`, { ...object, status: { conditions } });
    expect(first.object["status"]).toMatchObject({ qosClass: "BestEffort" });
    const again = { ...first.object, status: { phase: "Running", conditions: [{ type: "Ready", status: "False" }] } };
    expect((await call("PUT", `${pods}/a/status`, again)).object["status"]).toMatchObject({
      phase: "Running",
      qosClass: "BestEffort",
      conditions: [{ type: "Ready", status: "False", observedGeneration: 3 }],
    });
  });
});
