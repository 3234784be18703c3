import { KubernetesError } from "@kubets/apimachinery";
import type { ApiRequest, RestClient } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { createClientset } from "./clientset.ts";
import { createDynamicClient } from "./dynamic-client.ts";
import { createMetadataClient } from "./metadata-client.ts";
import { readAhead } from "./read-ahead.ts";
import { createScaleClient } from "./scale-client.ts";
import { readTable } from "./table.ts";
import { list, scripted, stored } from "./testing/scripted.ts";

const pods = { group: "", version: "v1", resource: "pods", kind: "Pod", scope: "Namespaced" } as const;

function answering(answer: (request: ApiRequest) => unknown) {
  const asked: ApiRequest[] = [];
  const call = async (request: ApiRequest) => {
    asked.push(request);
    return answer(request);
  };
  const watch = async function* (request: ApiRequest) {
    yield (await call(request)) as never;
  };
  return { rest: { json: call, list: call, text: call, watch } as unknown as RestClient, asked };
}

describe("the metadata client (F089)", () => {
  const partial = { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata", metadata: stored("a").metadata };

  it("asks for metadata, and makes it of whole objects where a server sends those", async () => {
    const { rest, asked } = answering(({ path }) =>
      path.endsWith("/a") ? { ...stored("a"), spec: {} } : list("5", { ...stored("a"), spec: {} }),
    );
    const client = createMetadataClient({ rest }).resource(pods).namespace("n");
    expect(await client.get("a")).toEqual(partial);
    expect((await client.list()).items).toEqual([partial]);
    expect(await client.patch("a", { type: "merge", value: {} })).toEqual(partial);
    expect(asked.map(({ accept }) => accept)).toEqual([
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
      "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
    ]);
  });

  it("does so for events, and leaves bookmarks and deletions alone", async () => {
    const bookmark = { type: "BOOKMARK", object: { metadata: { resourceVersion: "9" } } };
    const { rest } = answering(({ method }) =>
      method === "DELETE" ? { kind: "Status", status: "Success" } : [{ type: "ADDED", object: stored("a") }, bookmark],
    );
    const client = createMetadataClient({ rest }).resource(pods);
    const seen: unknown[] = [];
    for await (const event of client.watch()) seen.push(event);
    expect(seen).toEqual([{ type: "ADDED", object: partial }, bookmark]);
    expect(await client.namespace("n").delete("a")).toEqual({ kind: "Status", status: "Success" });
  });

  it("takes what has no metadata for no object", async () => {
    const { rest } = answering(() => ({ hello: "world" }));
    await expect(createMetadataClient({ rest }).resource(pods).namespace("n").get("a")).rejects.toMatchObject({
      reason: "Decode",
    });
  });
});

describe("readTable", () => {
  it("gives the server's columns", async () => {
    const table = {
      kind: "Table",
      metadata: { continue: "t" },
      columnDefinitions: [{ name: "Name", type: "string", priority: 0 }],
      rows: [{ cells: ["a"] }],
    };
    const { rest, asked } = answering(() => table);
    expect(await readTable({ rest }, pods, { namespace: "n", limit: 1, includeObject: "None" })).toEqual({
      metadata: table.metadata,
      columnDefinitions: table.columnDefinitions,
      rows: table.rows,
    });
    expect(asked[0]?.query).toEqual([
      ["limit", "1"],
      ["includeObject", "None"],
    ]);
  });

  it("makes a table of the objects where the server has none, or refuses", async () => {
    const rows = [
      { cells: ["a", "2026-01-01T00:00:00Z"], object: expect.objectContaining({ kind: "PartialObjectMetadata" }) },
    ];
    expect(
      (
        await readTable(
          answering(() => ({ ...list("5", stored("a")) })),
          pods,
        )
      ).rows,
    ).toEqual(rows);
    const refusing = answering(({ accept }) => {
      if (accept) throw new KubernetesError("no", { reason: "NotAcceptable", code: 406 });
      return stored("a");
    });
    expect((await readTable(refusing, pods, { namespace: "n", name: "a" })).rows).toEqual(rows);
  });
});

describe("the scale client (F090)", () => {
  const scale = (apiVersion: string, status: object) => ({
    ...stored("web"),
    apiVersion,
    kind: "Scale",
    spec: { replicas: 2 },
    status,
  });
  const find = (group: string, version: string, kindVersion: string) => ({
    resources: async () => ({
      subresources: [
        {
          group,
          version,
          resource: "deployments",
          subresource: "status",
          scope: "Namespaced" as const,
          responseKind: { group, version, kind: "D" },
        },
        {
          group,
          version,
          resource: "deployments",
          subresource: "scale",
          scope: "Namespaced" as const,
          responseKind: { group: group === "apps" ? "autoscaling" : group, version: kindVersion, kind: "Scale" },
        },
      ],
    }),
  });

  it("finds the version by discovery and gives autoscaling/v1", async () => {
    const { rest, asked } = answering(() => scale("autoscaling/v1", { replicas: 2, selector: "a=b" }));
    const scales = createScaleClient(createDynamicClient({ rest }), find("apps", "v1", "v1"), "n");
    const deployments = { group: "apps", resource: "deployments" };
    const read = await scales.get(deployments, "web");
    await scales.update(deployments, "web", { ...read, spec: { replicas: 3 } });
    await scales.patch(deployments, "web", { type: "merge", value: { spec: { replicas: 4 } } });
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual(
      ["GET", "PUT", "PATCH"].map((verb) => `${verb} /apis/apps/v1/namespaces/n/deployments/web/scale`),
    );
    expect(asked[1]?.body).toMatchObject({ apiVersion: "autoscaling/v1", kind: "Scale" });
    await expect(scales.get({ group: "apps", resource: "daemonsets" }, "a")).rejects.toMatchObject({
      reason: "NoMatch",
    });
  });

  it.each([
    [{ replicas: 2, selector: { b: "2", a: "1" } }, "a=1,b=2"],
    [{ replicas: 2, selector: { a: "1" }, targetSelector: "a in (1)" }, "a in (1)"],
    [{ replicas: 2 }, undefined],
  ])("reads an older scale whose status is %j", async (status, selector) => {
    const { rest } = answering(() => scale("extensions/v1beta1", status));
    const scales = createScaleClient(createDynamicClient({ rest }), find("extensions", "v1beta1", "v1beta1"), "n");
    const read = await scales.get({ group: "extensions", resource: "deployments" }, "web");
    expect(read).toMatchObject({ apiVersion: "autoscaling/v1", spec: { replicas: 2 } });
    expect(read.status).toEqual(selector === undefined ? { replicas: 2 } : { replicas: 2, selector });
  });
});

describe("a clientset (F080)", () => {
  it("has an accessor for each descriptor of the groups it was given", async () => {
    const { rest, asked } = answering(() => list("5"));
    const nodes = { group: "", version: "v1", resource: "nodes", kind: "Node", scope: "Cluster" } as const;
    const clientset = createClientset(createDynamicClient({ rest }), { coreV1: { pods, nodes } });
    await clientset.coreV1().pods("n").list();
    await clientset.coreV1().pods().list();
    await clientset.coreV1().nodes().list();
    expect(asked.map(({ path }) => path)).toEqual(["/api/v1/namespaces/n/pods", "/api/v1/pods", "/api/v1/nodes"]);
    expect(Object.keys(clientset.coreV1())).toEqual(["pods", "nodes"]);
  });
});

describe("reading ahead (F153, C101)", () => {
  const pages = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      metadata: { resourceVersion: "5", ...(index < count - 1 ? { continue: `t${index}` } : {}) },
      items: [stored(`p${index}`)],
    }));
  /** Lets everything run that can. */
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  it("holds ten pages at most while the reader is busy, and gives every object", async () => {
    const { client, asked } = scripted({ lists: pages(15) });
    const reader = readAhead(client);
    const names = [(await reader.next()).value?.metadata.name];
    await settle();
    expect(asked.length).toBeLessThanOrEqual(12);
    expect(asked.length).toBeGreaterThanOrEqual(11);
    for await (const object of reader) names.push(object.metadata.name);
    expect(names).toEqual(Array.from({ length: 15 }, (_, index) => `p${index}`));
  });

  it("ends the requests when the reader leaves", async () => {
    const { client, asked } = scripted({ lists: pages(15) });
    for await (const object of readAhead(client, { pages: 1 })) {
      await settle();
      expect(object.metadata.name).toBe("p0");
      break;
    }
    const sofar = asked.length;
    await settle();
    expect(asked.length).toBe(sofar);
    expect(sofar).toBeLessThanOrEqual(3);
  });

  it("gives what came before a failure, then the failure", async () => {
    const failure = new KubernetesError("no", { reason: "Forbidden" });
    const { client } = scripted({ lists: [...pages(3).slice(0, 2), failure] });
    const names: string[] = [];
    const read = async () => {
      for await (const object of readAhead(client)) names.push(object.metadata.name);
    };
    await expect(read()).rejects.toBe(failure);
    expect(names).toEqual(["p0", "p1"]);
  });
});
