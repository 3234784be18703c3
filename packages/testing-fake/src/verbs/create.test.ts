import { describe, expect, it } from "vitest";
import { configMap, configMaps, openCluster, pod, pods } from "../testing/cluster.ts";

describe("a creation", () => {
  it("answers 201 with what the server fills in, and ignores what is not the client's to set", async () => {
    const { call } = openCluster();
    const created = await call(
      "POST",
      configMaps,
      configMap(
        "a",
        { data: { k: "v" } },
        {
          uid: "mine",
          generation: 7,
          creationTimestamp: "2001-01-01T00:00:00Z",
          deletionTimestamp: "2001-01-01T00:00:00Z",
          selfLink: "/x",
          unknown: 1,
          labels: { b: "2", a: "1" },
        },
      ),
    );
    expect(created.status).toBe(201);
    expect(created.object).toEqual({
      kind: "ConfigMap",
      apiVersion: "v1",
      metadata: {
        name: "a",
        namespace: "default",
        uid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) as string,
        resourceVersion: expect.stringMatching(/^\d+$/) as string,
        creationTimestamp: "2026-01-01T00:00:00Z",
        labels: { a: "1", b: "2" },
        managedFields: [
          {
            manager: "unknown",
            operation: "Update",
            apiVersion: "v1",
            time: "2026-01-01T00:00:00Z",
            fieldsType: "FieldsV1",
            fieldsV1: {
              "f:data": { ".": {}, "f:k": {} },
              "f:metadata": { "f:labels": { ".": {}, "f:a": {}, "f:b": {} } },
            },
          },
        ],
      },
      data: { k: "v" },
    });
    expect((await call("GET", `${configMaps}/a`)).object).toEqual(created.object);
  });

  it("may leave apiVersion and kind of built-in kinds to the path, but not name others", async () => {
    const { call } = openCluster();
    expect((await call("POST", configMaps, { metadata: { name: "a" } })).status).toBe(201);
    expect((await call("POST", configMaps, { ...configMap("b"), kind: "Secret" })).failure).toMatchObject({
      code: 400,
      message: `Secret in version "v1" cannot be handled as a ConfigMap: converting (v1.Secret) to (core.ConfigMap): unknown conversion`,
    });
    expect((await call("POST", configMaps, { ...configMap("b"), apiVersion: "v2" })).failure.message).toContain(
      `ConfigMap in version "v2" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v2"`,
    );
  });

  it("takes YAML, in which yes is a boolean and times are texts", async () => {
    const { call } = openCluster();
    const yaml = "metadata:\n  name: a\n  annotations: {at: 2026-01-01}\ndata: {yes: 'yes'}\nimmutable: yes\n";
    const { status, object } = await call("POST", configMaps, yaml, { type: "application/yaml" });
    expect(status).toBe(201);
    expect(object).toMatchObject({ metadata: { annotations: { at: "2026-01-01" } }, immutable: true });
  });

  it("takes the Kubernetes protobuf format, and answers in JSON", async () => {
    const { call } = openCluster();
    const text = (value: string) => [value.length, ...new TextEncoder().encode(value)];
    const type = [0x0a, ...text("v1"), 0x12, ...text("ConfigMap")];
    const metadata = [0x0a, ...text("a")];
    const object = [0x0a, metadata.length, ...metadata];
    const body = Uint8Array.from([0x6b, 0x38, 0x73, 0, 0x0a, type.length, ...type, 0x12, object.length, ...object]);
    const protobuf = { type: "application/vnd.kubernetes.protobuf" };
    const created = await call("POST", configMaps, body, protobuf);
    expect(created.object).toMatchObject({ kind: "ConfigMap", metadata: { name: "a", namespace: "default" } });
    expect((await call("POST", configMaps, "{}", protobuf)).failure).toMatchObject({ code: 400, reason: "BadRequest" });
  });

  it("finds a name for generateName among those that are free", async () => {
    const { call } = openCluster();
    const names = new Set<string>();
    for (let index = 0; index < 20; index++) {
      names.add((await call("POST", configMaps, { metadata: { generateName: "a-" } })).object.metadata.name ?? "");
    }
    expect(names.size).toBe(20);
    for (const name of names) expect(name).toMatch(/^a-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    const long = await call("POST", configMaps, { metadata: { generateName: "x".repeat(80) } });
    expect(long.object.metadata.name).toHaveLength(63);
  });

  it("gives up after eight names that are taken, and says when to try again", async () => {
    const { call } = openCluster({ random: () => 0 });
    await call("POST", configMaps, { metadata: { generateName: "a-" } });
    const second = await call("POST", configMaps, { metadata: { generateName: "a-" } });
    expect(second.failure).toMatchObject({
      code: 409,
      reason: "AlreadyExists",
      details: { name: "a-bbbbb", retryAfterSeconds: 1 },
    });
    expect(second.header("retry-after")).toBe("1");
  });

  it.each([
    ["no name", {}, 422, "metadata.name: Required value: name or generateName is required"],
    ["a bad name", { name: "A_" }, 422, 'metadata.name: Invalid value: "A_": a lowercase RFC 1123 subdomain'],
    ["another namespace", { name: "a", namespace: "b" }, 400, "the namespace of the provided object does not match"],
    [
      "a resourceVersion",
      { name: "a", resourceVersion: "1" },
      500,
      "resourceVersion should not be set on objects to be created",
    ],
    [
      "a bad label",
      { name: "a", labels: { "a b": "" } },
      422,
      'metadata.labels: Invalid value: "a b": name part must consist',
    ],
    [
      "labels that are none",
      { name: "a", labels: 7 },
      400,
      "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type map[string]string",
    ],
    ["a finalizer that is none", { name: "a", finalizers: ["x y"] }, 422, 'metadata.finalizers: Invalid value: "x y"'],
    [
      "a finalizer without a prefix",
      { name: "a", finalizers: ["kubernetes", "mine"] },
      422,
      'metadata.finalizers[1]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ],
    [
      "two controllers",
      {
        name: "a",
        ownerReferences: ["x", "y"].map((uid) => ({ apiVersion: "v1", kind: "Pod", name: uid, uid, controller: true })),
      },
      422,
      'Only one reference can have Controller set to true. Found "true" in references for Pod/x and Pod/y',
    ],
    [
      "an owner that is none",
      { name: "a", ownerReferences: [{ apiVersion: "v1", kind: "Pod" }] },
      422,
      "metadata.ownerReferences[0].uid: Required value: must not be empty",
    ],
  ])("with %s fails and stores nothing", async (_, metadata, code, message) => {
    const { call } = openCluster();
    const { failure } = await call("POST", configMaps, { metadata });
    expect(failure).toMatchObject({ kind: "Status", status: "Failure", code });
    expect(failure.message).toContain(message);
    expect((await call("GET", configMaps)).items).toEqual([]);
  });

  it.each([
    ["", "unexpected end of JSON input (<empty>)"],
    ["{", "unexpected end of JSON input ({)"],
    ['{"metadata":{"name":"a"}', 'unexpected end of JSON input ({"metadata":{"name":"a"})'],
    ["[]", "json: cannot unmarshal array into Go value of type struct"],
    ["7", "json: cannot unmarshal number"],
    ["{]", "json parse error"],
  ])("of the body %j is a bad request that says what it is not", async (body, message) => {
    const { call } = openCluster();
    const { failure } = await call("POST", configMaps, body);
    expect(failure).toMatchObject({ code: 400, reason: "BadRequest" });
    expect(failure.message).toContain(
      "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind",
    );
    expect(failure.message).toContain(message);
  });

  it("of a taken name fails, and says where the other is on its way out", async () => {
    const { call } = openCluster();
    await call("POST", configMaps, configMap("a", {}, { finalizers: ["example.com/f"] }));
    expect((await call("POST", configMaps, configMap("a"))).failure).toMatchObject({
      code: 409,
      reason: "AlreadyExists",
      message: 'configmaps "a" already exists',
      details: { name: "a", kind: "configmaps" },
    });
    await call("DELETE", `${configMaps}/a`);
    expect((await call("POST", configMaps, configMap("a"))).failure.message).toBe(
      'object is being deleted: configmaps "a" already exists',
    );
  });

  it("needs its namespace, and media types that the server knows", async () => {
    const { call } = openCluster();
    expect((await call("POST", "/api/v1/namespaces/none/configmaps", configMap("a"))).failure).toMatchObject({
      code: 404,
      message: 'namespaces "none" not found',
    });
    expect((await call("POST", configMaps, "x", { type: "text/plain" })).failure).toMatchObject({
      code: 415,
      reason: "UnsupportedMediaType",
    });
    expect((await call("POST", configMaps, "x".repeat(3 * 1024 * 1024 + 1))).failure).toMatchObject({ code: 413 });
  });

  it("with dryRun=All does everything but store; other values are invalid", async () => {
    const { call, cluster } = openCluster();
    const dry = await call("POST", `${configMaps}?dryRun=All`, configMap("a"));
    expect(dry.status).toBe(201);
    expect(dry.object.metadata.uid).toBeDefined();
    expect(dry.object.metadata.resourceVersion).toBeUndefined();
    expect(cluster.objects({ apiVersion: "v1", kind: "ConfigMap" })).toEqual([]);
    expect((await call("POST", `${configMaps}?dryRun=Some`, configMap("a"))).failure.message).toBe(
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
    );
  });

  it("starts the generation of kinds that have one, and drops a status that is not the client's", async () => {
    const { call } = openCluster();
    const created = await call("POST", pods, { ...pod("a"), status: { phase: "Running" } });
    expect(created.object).toMatchObject({ metadata: { generation: 1 }, status: { phase: "Pending" } });
    expect((await call("POST", configMaps, configMap("a"))).object.metadata.generation).toBeUndefined();
    const node = await call("POST", "/api/v1/nodes", { metadata: { name: "n" }, status: { phase: "kept" } });
    expect(node.object).toMatchObject({ status: { phase: "kept" } });
  });

  it("keeps `__proto__` and other odd keys, and leaves prototypes alone", async () => {
    const { call } = openCluster();
    const body = '{"metadata":{"name":"a"},"data":{"__proto__":"x","constructor":"y"}}';
    expect((await call("POST", configMaps, body)).status).toBe(201);
    expect((await call("GET", `${configMaps}/a`)).text).toContain('"data":{"__proto__":"x","constructor":"y"}');
  });
});
