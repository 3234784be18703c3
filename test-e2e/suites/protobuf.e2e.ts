import { randomBytes } from "node:crypto";
import { defineResource, isConflict, isNotFound, type Stored } from "@kubets/apimachinery";
import { deleteAndWait, type DynamicClient, type ResourceClient } from "@kubets/dynamic";
import { customResourceDefinitions } from "@kubets/kubernetes/apiextensions/v1";
import { deployments, type Deployment } from "@kubets/kubernetes/apps/v1";
import { configMaps, nodes, secrets, type ConfigMap } from "@kubets/kubernetes/core/v1";
import { preferProtobuf } from "@kubets/protobuf";
import { headerValue, type Middleware } from "@kubets/rest";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";
import { untilServed } from "../backends/until-served.ts";

let backend: Backend;
/** One client of each kind, on the same server. */
let json: DynamicClient;
let protobuf: DynamicClient;
let namespace: string;

const protobufType = "application/vnd.kubernetes.protobuf";
/** What went over the wire: the format of each request's and each answer's body. */
let sent: string[] = [];
let answered: string[] = [];
const format = (type: string | undefined): string =>
  type?.startsWith(protobufType) ? "protobuf" : type?.startsWith("application/json") ? "json" : "other";
const spy: Middleware = async (request, next) => {
  if (request.body !== undefined) sent.push(format(headerValue(request.headers, "content-type")));
  const response = await next(request);
  answered.push(format(headerValue(response.headers, "content-type")));
  return response;
};

beforeAll(async () => {
  backend = await startBackend();
  json = await backend.connect();
  protobuf = await backend.connect({ middleware: [preferProtobuf(), spy] });
  namespace = await createNamespace(json);
});
beforeEach(() => {
  sent = [];
  answered = [];
});
afterAll(async () => {
  await protobuf[Symbol.asyncDispose]();
  await json[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

const web: Deployment = {
  metadata: { name: "web", labels: { app: "web" } },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: "web" } },
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: 1 } },
    template: {
      metadata: { labels: { app: "web" }, annotations: { name: "日本" } },
      spec: {
        containers: [
          {
            name: "web",
            image: "example.com/web:1",
            resources: { requests: { cpu: "500m", memory: "1Gi" } },
            ports: [{ containerPort: 8080, protocol: "TCP" }],
            readinessProbe: { httpGet: { path: "/", port: "http" } },
          },
        ],
        volumes: [{ name: "tmp", emptyDir: { sizeLimit: "1500Mi" } }],
      },
    },
  },
};

describe("a client that prefers protobuf", () => {
  it("creates, reads, lists, updates, patches, applies and deletes as one that speaks JSON", async () => {
    const ours = protobuf.resource(deployments).namespace(namespace);
    const theirs = json.resource(deployments).namespace(namespace);
    const created = await ours.create(web);
    expect(sent).toEqual(["protobuf"]);
    expect(created).toEqual(await theirs.get("web"));

    const read = await ours.get("web");
    expect(read).toEqual(created);
    const updated = await ours.update({ ...read, spec: { ...web.spec, replicas: 3 } });
    expect(updated).toEqual(await theirs.get("web"));
    expect(updated.spec?.replicas).toBe(3);
    const withStatus = { ...updated, status: { replicas: 3, observedGeneration: 1 } };
    expect((await ours.updateStatus(withStatus)).status).toMatchObject({ replicas: 3 });
    expect(sent).toEqual(["protobuf", "protobuf", "protobuf"]);

    await ours.patch("web", { type: "merge", value: { metadata: { labels: { patched: "yes" } } } });
    const applied = await ours.apply(
      { metadata: { name: "web", annotations: { applied: "yes" } } },
      { fieldManager: "protobuf-e2e" },
    );
    expect(applied).toEqual(await theirs.get("web"));
    expect((await ours.getScale("web")).spec).toEqual({ replicas: 3 });

    const [byUs, byThem] = await Promise.all([ours.list({ limit: 10 }), theirs.list({ limit: 10 })]);
    // But for the version of the list, which is that of the whole server: others write on it at the same time.
    const { metadata } = byThem;
    expect({ ...byUs, metadata }).toEqual(byThem);
    // The object's own fields, and what the managed ones say behind their getter.
    expect(JSON.parse(JSON.stringify({ ...byUs, metadata }))).toEqual(JSON.parse(JSON.stringify(byThem)));
    expect(Object.keys(byUs.metadata)).toEqual(Object.keys(metadata));
    expect((await ours.list({ managedFields: "drop" })).items[0]?.metadata).not.toHaveProperty("managedFields");

    await deleteAndWait(ours, "web");
    await expect(theirs.get("web")).rejects.toSatisfy(isNotFound);
    expect(new Set(answered)).toEqual(new Set(["protobuf"]));
  });

  it("lists and watches objects that are decoded when they are read", async () => {
    await using lazy = await backend.connect({ middleware: [preferProtobuf({ objects: "lazy" })] });
    const ours = lazy.resource(deployments).namespace(namespace);
    const theirs = json.resource(deployments).namespace(namespace);
    await theirs.create({ ...web, metadata: { name: "unread" } });
    const [byUs, byThem] = await Promise.all([ours.list({ limit: 10 }), theirs.list({ limit: 10 })]);
    expect(Object.getOwnPropertyDescriptor(byUs.items[0], "spec")).not.toHaveProperty("value");
    expect(byUs.items).toEqual(byThem.items);
    for await (const event of ours.watch({ fieldSelector: "metadata.name=unread" })) {
      if (event.type !== "ADDED") continue;
      expect(Object.getOwnPropertyDescriptor(event.object, "spec")).not.toHaveProperty("value");
      expect(event.object).toEqual(await theirs.get("unread"));
      break;
    }
    await deleteAndWait(theirs, "unread");
  });

  it("understands failures as well as answers", async () => {
    const ours = protobuf.resource(configMaps).namespace(namespace);
    const theirs = json.resource(configMaps).namespace(namespace);
    const failure = (call: Promise<unknown>): Promise<unknown> =>
      call.then(
        () => undefined,
        (error: unknown) => error,
      );
    const [byUs, byThem] = await Promise.all([failure(ours.get("gone")), failure(theirs.get("gone"))]);
    expect(byUs).toSatisfy(isNotFound);
    expect(byUs).toMatchObject({
      message: (byThem as Error).message,
      details: (byThem as { details: object }).details,
    });
    const { metadata } = await ours.create({ metadata: { name: "once" } });
    const stale = { metadata: { ...metadata, resourceVersion: "1" } };
    await expect(ours.update(stale as Stored<ConfigMap>)).rejects.toSatisfy(isConflict);
  });

  it("watches, bookmarks and the end of initial events included", async () => {
    const ours = protobuf.resource(configMaps).namespace(namespace);
    const theirs: ResourceClient<ConfigMap> = json.resource(configMaps).namespace(namespace);
    const before = await theirs.create({ metadata: { name: "seen", labels: { watched: "yes" } }, data: { a: "ä" } });
    const seen: string[] = [];
    const labelSelector = "watched=yes";
    const { metadata } = await ours.list({ labelSelector });
    const events = ours.watch({ labelSelector, resourceVersion: metadata.resourceVersion ?? "", timeoutSeconds: 60 });
    await theirs.patch("seen", { type: "merge", value: { data: { a: "b" } } });
    await theirs.delete("seen");
    for await (const event of events) {
      if (event.type === "BOOKMARK") continue;
      seen.push(`${event.type} ${event.object.metadata.name} ${event.object.data?.["a"]}`);
      expect(event.object.metadata.uid).toBe(before.metadata.uid);
      expect(event.object).toMatchObject({ apiVersion: "v1", kind: "ConfigMap" });
      if (event.type === "DELETED") break;
    }
    expect(seen).toEqual(["MODIFIED seen b", "DELETED seen b"]);
    expect(new Set(answered)).toEqual(new Set(["protobuf"]));
  });

  it("keeps bytes as they are", async () => {
    const data = { blob: Buffer.from([0, 255, 128, 10]).toString("base64"), empty: "" };
    const created = await protobuf
      .resource(secrets)
      .namespace(namespace)
      .create({ metadata: { name: "blob" }, data });
    expect(created.data).toEqual(data);
    expect(await json.resource(secrets).namespace(namespace).get("blob")).toEqual(created);
  });

  it("leaves to the server's judgement what has no protobuf form", async () => {
    const ours = protobuf.resource(configMaps).namespace(namespace);
    const object = { metadata: { name: "odd" }, data: { a: "b" }, spec: { unknown: true } } as ConfigMap;
    await expect(ours.create(object, { fieldValidation: "Strict" })).rejects.toThrow(/unknown field "spec"/);
    await expect(ours.create({ metadata: { name: "odd" }, data: { a: 1 as unknown as string } })).rejects.toMatchObject(
      {
        code: 400,
      },
    );
    expect(sent).toEqual(["json", "json"]);
  });

  it("speaks JSON about custom resources", async () => {
    const group = `e2e-${randomBytes(4).toString("hex")}.example.com`;
    const widgets = defineResource({ group, version: "v1", resource: "widgets", kind: "Widget", scope: "Cluster" });
    const definitions = protobuf.resource(customResourceDefinitions);
    await definitions.create({
      metadata: { name: `widgets.${group}` },
      spec: {
        group,
        scope: "Cluster",
        names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        ],
      },
    });
    expect(sent).toEqual(["protobuf"]);
    for await (const event of definitions.watch({ fieldSelector: `metadata.name=widgets.${group}` })) {
      if (event.type === "BOOKMARK") continue;
      const { conditions = [] } = event.object.status ?? {};
      if (conditions?.some(({ type, status }) => type === "Established" && status === "True")) break;
    }
    const client = protobuf.resource(widgets);
    await untilServed(json.resource(widgets));
    sent = [];
    answered = [];
    await client.create({ metadata: { name: "w" }, spec: { size: 1 } });
    expect((await client.list()).items).toMatchObject([{ metadata: { name: "w" }, spec: { size: 1 } }]);
    expect([...sent, ...answered]).toEqual(["json", "json", "json"]);
    await deleteAndWait(definitions, `widgets.${group}`);
  });

  it("writes and reads cluster-scoped objects with quantities and times", async () => {
    const name = `node-${randomBytes(4).toString("hex")}`;
    const ours = protobuf.resource(nodes);
    const created = await ours.create({
      metadata: { name },
      spec: { podCIDRs: ["10.1.0.0/24"], podCIDR: "10.1.0.0/24" },
    });
    const lastHeartbeatTime = "2026-01-02T03:04:05Z";
    const ready = { type: "Ready", status: "True", lastHeartbeatTime, lastTransitionTime: lastHeartbeatTime };
    const written = await ours.updateStatus({
      ...created,
      status: { capacity: { cpu: "4", memory: "16384Mi" }, conditions: [ready] },
    });
    expect(written.status?.conditions).toEqual([ready]);
    expect(written).toEqual(await json.resource(nodes).get(name));
    await ours.delete(name);
  });
});
