import {
  errorFromStatus,
  isConflict,
  isNetworkError,
  isNotFound,
  isTooManyRequests,
  KubernetesError,
} from "@kubets/apimachinery";
import { createRestClient } from "@kubets/rest";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  configMap,
  configMaps,
  mergePatch,
  openCluster,
  pod,
  pods,
  website,
  websiteDefinition,
  websites,
} from "../testing/cluster.ts";
import { createFakeCluster, type RecordedRequest } from "./fake-cluster.ts";

const reason = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof KubernetesError)) throw new Error("expected a KubernetesError", { cause: error });
  return error.reason;
};

describe("a fake cluster", () => {
  it("is an API server for a REST client with nothing but its transport", async () => {
    const cluster = createFakeCluster();
    onTestFinished(() => cluster[Symbol.asyncDispose]());
    const client = createRestClient({ config: cluster.config, transport: cluster.transport() });
    const created = await client.json<{ metadata: { uid: string } }>({
      method: "POST",
      path: configMaps,
      body: configMap("a"),
    });
    expect(await client.json({ method: "GET", path: `${configMaps}/a` })).toEqual(created);
    const { items, metadata } = await client.list<{ kind: string }>({ method: "GET", path: configMaps });
    expect(items).toMatchObject([{ kind: "ConfigMap", metadata: { name: "a" } }]);
    const stale = { ...created, metadata: { ...created.metadata, resourceVersion: "1" } };
    const failed = await client
      .json({ method: "PUT", path: `${configMaps}/a`, body: stale })
      .catch((error: unknown) => error);
    expect(isConflict(failed)).toBe(true);
    expect(
      isNotFound(await client.json({ method: "GET", path: `${configMaps}/b` }).catch((error: unknown) => error)),
    ).toBe(true);
    const query = [
      ["watch", "1"],
      ["resourceVersion", metadata.resourceVersion ?? ""],
    ] as const;
    const watching = (async () => {
      for await (const batch of client.watch<{ metadata: { name: string } }>({
        method: "GET",
        path: configMaps,
        query,
      }))
        return batch;
      return [];
    })();
    await client.json({ method: "POST", path: configMaps, body: configMap("b") });
    expect(await watching).toMatchObject([{ type: "ADDED", object: { metadata: { name: "b" } } }]);
  });

  it("begins with the objects it is given, status and uid included, and the namespaces they need", async () => {
    const { call, cluster } = openCluster({
      objects: [
        website("site", { namespace: "web" }, { status: { ready: true } }),
        { ...pod("p", { uid: "my-uid", namespace: "web", labels: { a: "1" } }), status: { phase: "Running" } },
        websiteDefinition(),
      ],
    });
    expect((await call("GET", "/api/v1/namespaces/web/pods/p")).object).toMatchObject({
      metadata: { uid: "my-uid", labels: { a: "1" } },
      status: { phase: "Running" },
    });
    expect(cluster.objects({ apiVersion: "example.com/v1", kind: "Website" })).toMatchObject([
      {
        apiVersion: "example.com/v1",
        kind: "Website",
        metadata: { name: "site", namespace: "web" },
        status: { ready: true },
      },
    ]);
  });

  it("refuses objects that no server would take", () => {
    expect(() => openCluster({ objects: [website("site")] })).toThrow(
      'the fake cluster has no kind "Website" in "example.com/v1"',
    );
    expect(() => openCluster({ objects: [{ ...pod("p"), apiVersion: "v2" }] })).toThrow(
      'no kind "Pod" in "v2"; Pod exists in v1',
    );
    expect(() => openCluster({ objects: [pod("P_")] })).toThrow(KubernetesError);
  });

  it("hands out copies, and keeps copies of what it is given", async () => {
    const given = configMap("a", { data: { k: "1" } });
    const { cluster } = openCluster({ objects: [given] });
    (given["data"] as { k: string }).k = "changed";
    const [peeked] = cluster.objects({ apiVersion: "v1", kind: "ConfigMap" });
    Object.assign(peeked?.["data"] ?? {}, { k: "changed too" });
    expect(cluster.objects({ apiVersion: "v1", kind: "ConfigMap" })[0]).toMatchObject({ data: { k: "1" } });
  });

  it("gives the same names, uids and times for the same seed and clock", async () => {
    const run = async () => {
      const { call } = openCluster();
      return (await call("POST", configMaps, { metadata: { generateName: "a-" } })).text;
    };
    expect(await run()).toBe(await run());
  });

  it("tells of each request: who did what, and what came of it", async () => {
    const requests: RecordedRequest[] = [];
    const { cluster, call } = openCluster({ onRequest: (request) => requests.push(request) });
    const transport = cluster.transport({ user: { name: "ann", groups: ["dev"] } });
    await transport.send({ method: "GET", url: `http://x${pods}/a/status`, headers: [], reading: "whole" });
    await call("GET", "/version");
    expect(requests).toEqual([
      {
        method: "GET",
        target: `${pods}/a/status`,
        verb: "get",
        group: "",
        version: "v1",
        namespace: "default",
        resource: "pods",
        name: "a",
        subresource: "status",
        user: { name: "ann", groups: ["dev"] },
        status: 404,
      },
      { method: "GET", target: "/version", verb: undefined, user: expect.anything() as unknown, status: 200 },
    ]);
  });

  it("warns where it is told to", async () => {
    const { call } = openCluster({
      warnings: ({ verb, resource }) => (verb === "list" ? [`${resource} are many`] : []),
    });
    expect((await call("GET", configMaps)).header("warning")).toBe('299 - "configmaps are many"');
    expect((await call("GET", `${configMaps}/none`)).header("warning")).toBeUndefined();
  });

  describe("with faults", () => {
    it("fails the next matching requests, as often as told", async () => {
      const { call, cluster } = openCluster();
      cluster.fail({
        verb: "create",
        resource: "configmaps",
        times: 2,
        with: { code: 429, reason: "TooManyRequests", retryAfterSeconds: 3 },
      });
      expect((await call("GET", configMaps)).status).toBe(200);
      for (let index = 0; index < 2; index++) {
        const failed = await call("POST", configMaps, configMap("a"));
        expect(failed.header("retry-after")).toBe("3");
        expect(isTooManyRequests(errorFromStatus(failed.failure))).toBe(true);
      }
      expect((await call("POST", configMaps, configMap("a"))).status).toBe(201);
    });

    it("breaks connections before anything happened", async () => {
      const { call, cluster } = openCluster();
      cluster.fail({ resource: "pods/status", name: "a", with: "reset" });
      await call("POST", pods, pod("a"));
      const patch = () => call("PATCH", `${pods}/a/status`, { status: { phase: "Running" } }, { type: mergePatch });
      expect(isNetworkError(await patch().catch((error: unknown) => error))).toBe(true);
      expect((await call("GET", `${pods}/a`)).object).toMatchObject({ status: { phase: "Pending" } });
      expect((await patch()).status).toBe(200);
    });

    it("takes a fault back", async () => {
      const { call, cluster } = openCluster();
      const fault = cluster.fail({ with: { code: 500 } });
      fault[Symbol.dispose]();
      expect((await call("GET", configMaps)).status).toBe(200);
    });

    it("ends all watches at once, and lets new ones begin", async () => {
      const { cluster, watch, call } = openCluster();
      const watched = [await watch(`${configMaps}?watch=1`), await watch(`${pods}?watch=1`)];
      cluster.dropWatches();
      const later = await watch(`${configMaps}?watch=1`);
      expect(watched.map(({ ended }) => ended)).toEqual([true, true]);
      await call("POST", configMaps, configMap("a"));
      expect(later).toMatchObject({ ended: false, types: ["ADDED"] });
    });
  });

  describe("its transport", () => {
    it("ends calls and their bodies by the signal, with reason Aborted", async () => {
      const { cluster, clock, call } = openCluster();
      const transport = cluster.transport();
      const controller = new AbortController();
      const request = { method: "GET", headers: [], reading: "watch", signal: controller.signal } as const;
      const { body } = await transport.send({ ...request, url: `http://x${configMaps}?watch=1` });
      const reading = body[Symbol.asyncIterator]().next();
      const waiting = transport.send({ ...request, url: `http://x${configMaps}?resourceVersion=999` });
      await clock.settle();
      controller.abort();
      expect(await reason(reading)).toBe("Aborted");
      expect(await reason(waiting)).toBe("Aborted");
      expect(await reason(transport.send({ ...request, url: `http://x${configMaps}` }))).toBe("Aborted");
      await clock.settle();
      expect(clock.pending).toEqual([]);
      expect((await call("GET", configMaps)).status).toBe(200);
    });

    it("rejects everything once closed, and leaves the cluster to others", async () => {
      const { cluster, call } = openCluster();
      const transport = cluster.transport();
      const { body } = await transport.send({
        method: "GET",
        url: `http://x${configMaps}?watch=1`,
        headers: [],
        reading: "watch",
      });
      const reading = body[Symbol.asyncIterator]().next();
      await transport[Symbol.asyncDispose]();
      expect(await reason(reading)).toBe("Aborted");
      expect(
        await reason(transport.send({ method: "GET", url: "http://x/version", headers: [], reading: "whole" })),
      ).toBe("Aborted");
      expect((await call("GET", "/version")).status).toBe(200);
    });

    it("opens WebSockets to containers that are played, and says why not", async () => {
      const running = { ...pod("a"), status: { phase: "Running" } };
      const { cluster } = openCluster({
        objects: [running],
        pods: { exec: ({ command, stdout }) => stdout.write(command.join(" ")) },
      });
      const exec = (name: string) => {
        const url = `http://x${pods}/${name}/exec?command=echo&command=hi&stdout=true`;
        const request = { method: "GET", url, headers: [], reading: "stream" } as const;
        return cluster.transport().openWebSocket(request, ["v5.channel.k8s.io"]);
      };
      const { protocol, messages } = await exec("a");
      const said: unknown[] = [];
      for await (const message of messages) said.push(new TextDecoder().decode(message as Uint8Array));
      expect(protocol).toBe("v5.channel.k8s.io");
      expect(said).toEqual(["\u0001echo hi", expect.stringContaining('"status":"Success"')]);
      const refused: unknown = await exec("none").catch((error: unknown) => error);
      expect(refused).toMatchObject({ reason: "UpgradeFailed", code: 404, cause: { reason: "NotFound" } });
    });

    it("sends watches over WebSockets, an event a message, in protobuf without their length", async () => {
      const { cluster, call } = openCluster();
      const request = {
        method: "GET",
        url: `http://x${configMaps}?watch=true`,
        headers: [["accept", "application/vnd.kubernetes.protobuf"]],
        reading: "watch",
      } as const;
      const [inJson, inProtobuf] = await Promise.all([
        cluster.transport().openWebSocket({ ...request, headers: [] }, []),
        cluster.transport().openWebSocket(request, []),
      ]);
      await call("POST", configMaps, configMap("a"));
      const [text, bytes] = await Promise.all(
        [inJson, inProtobuf].map(async ({ messages }) => {
          const { value } = await messages[Symbol.asyncIterator]().next();
          return value as unknown;
        }),
      );
      expect(JSON.parse(text as string)).toMatchObject({ type: "ADDED", object: { metadata: { name: "a" } } });
      expect(new TextDecoder().decode((bytes as Uint8Array).subarray(0, 7))).toBe("\n\u0005ADDED");
      await Promise.all([inJson, inProtobuf].map((socket) => socket[Symbol.asyncDispose]()));
    });

    it("delivers long bodies in pieces that add up to what was sent", async () => {
      const { cluster, call } = openCluster();
      for (let index = 0; index < 5; index++)
        await call("POST", configMaps, configMap(`a${index}`, { data: { long: "ü".repeat(30_000) } }));
      const { body } = await cluster
        .transport()
        .send({ method: "GET", url: `http://x${configMaps}`, headers: [], reading: "stream" });
      const sizes: number[] = [];
      for await (const bytes of body) sizes.push(bytes.length);
      expect(sizes.length).toBeGreaterThan(4);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(
        new TextEncoder().encode((await call("GET", configMaps)).text).length,
      );
    });
  });
});

describe("answers", () => {
  it("carry an audit id and may not be cached", async () => {
    const { call } = openCluster();
    for (const path of [configMaps, `${configMaps}/none`, "/none", "/version"]) {
      const { header } = await call("GET", path);
      expect(header("audit-id")).toMatch(/^[0-9a-f-]{36}$/);
      expect(header("cache-control")).toBe("no-cache, private");
    }
  });

  it.each([
    ["GET", "/none", 404, "404 page not found\n"],
    ["GET", "/apis/none.com/v1/things", 404, "404 page not found\n"],
    ["GET", "/healthz", 200, "ok"],
    ["GET", "/livez", 200, "ok"],
    ["GET", "/readyz?verbose", 200, "[+]ping ok\nreadyz check passed\n"],
  ])("to %s %s are plain text", async (method, path, status, text) => {
    const answer = await openCluster().call(method, path);
    expect(answer).toMatchObject({ status, text });
    expect(answer.header("content-type")).toBe("text/plain; charset=utf-8");
  });

  it.each([
    ["GET", "/api/v1/things", 404, "NotFound", "the server could not find the requested resource"],
    ["GET", "/apis/apps/v2/deployments", 404, "NotFound", "the server could not find the requested resource"],
    ["GET", "/api/v1/namespaces/default/nodes", 404, "NotFound", "the server could not find the requested resource"],
    ["GET", "/api/v1/configmaps/a", 404, "NotFound", "the server could not find the requested resource"],
    ["GET", `${pods}/a/none`, 404, "NotFound", "the server could not find the requested resource"],
    [
      "POST",
      "/api/v1/configmaps",
      405,
      "MethodNotAllowed",
      "the server does not allow this method on the requested resource",
    ],
    ["PUT", configMaps, 405, "MethodNotAllowed", "the server does not allow this method on the requested resource"],
    [
      "DELETE",
      "/api/v1/configmaps",
      405,
      "MethodNotAllowed",
      "the server does not allow this method on the requested resource",
    ],
    ["OPTIONS", configMaps, 405, "MethodNotAllowed", "the server does not allow this method on the requested resource"],
    ["GET", `${pods}/a/log`, 404, "NotFound", 'pods "a" not found'],
    ["GET", `${pods}/a/proxy`, 501, "NotImplemented", '"pods/proxy" is not implemented by this server'],
  ])("to %s %s are a Status", async (method, path, code, failureReason, message) => {
    const { failure, status } = await openCluster().call(method, path);
    expect(status).toBe(code);
    expect(failure).toMatchObject({
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      code,
      reason: failureReason,
      message,
    });
  });

  it("come as tables, metadata or YAML where these are asked for", async () => {
    const { call } = openCluster();
    await call("POST", configMaps, configMap("a", { data: { k: "v" } }));
    const as = (path: string, accept: string) => call("GET", path, undefined, { headers: [["accept", accept]] });
    const form = (name: string) => `application/json;as=${name};v=v1;g=meta.k8s.io`;
    expect((await as(configMaps, `${form("Table")},application/json`)).object).toMatchObject({
      kind: "Table",
      apiVersion: "meta.k8s.io/v1",
      columnDefinitions: [{ name: "Name" }, { name: "Data" }, { name: "Age" }],
      rows: [{ cells: ["a", 1, "0s"], object: { kind: "PartialObjectMetadata", metadata: { name: "a" } } }],
    });
    const partial = await as(`${configMaps}/a`, form("PartialObjectMetadata"));
    expect(Object.keys(partial.object)).toEqual(["kind", "apiVersion", "metadata"]);
    expect((await as(configMaps, form("PartialObjectMetadataList"))).items).toMatchObject([
      { kind: "PartialObjectMetadata" },
    ]);
    expect((await as(configMaps, form("PartialObjectMetadata"))).failure).toMatchObject({
      code: 406,
      message: "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)",
    });
    const yaml = await as(`${configMaps}/a`, "application/yaml");
    expect(yaml.text).toMatch(/^apiVersion: v1\ndata:\n {2}k: v\nkind: ConfigMap\nmetadata:\n/);
    expect(yaml.header("content-type")).toBe("application/yaml");
    const preferred = await as(`${configMaps}/a`, "application/json;q=0.1, application/yaml;q=0.5, text/plain");
    expect(preferred.header("content-type")).toBe("application/yaml");
    expect((await as(configMaps, "text/plain")).failure).toMatchObject({ code: 406, reason: "NotAcceptable" });
    expect((await as(configMaps, `${form("Unknown")}, */*;q=0.1`)).list.kind).toBe("ConfigMapList");
  });

  it("are indented for people", async () => {
    const { call } = openCluster();
    expect((await call("GET", `${configMaps}?pretty=true`)).text).toContain('{\n  "kind": "ConfigMapList"');
    expect((await call("GET", configMaps, undefined, { headers: [["user-agent", "curl/8"]] })).text).toContain(
      '\n  "kind"',
    );
    expect(
      (await call("GET", `${configMaps}?pretty=0`, undefined, { headers: [["user-agent", "curl/8"]] })).text,
    ).not.toContain("\n  ");
  });

  it("to questions of access say that everything is allowed, as it is", async () => {
    const { call } = openCluster();
    const review = await call("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", {
      spec: { resourceAttributes: { verb: "get" } },
    });
    expect(review.status).toBe(201);
    expect(review.object).toMatchObject({ kind: "SelfSubjectAccessReview", spec: {}, status: { allowed: true } });
    const self = await call("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {});
    expect(self.object).toMatchObject({ status: { userInfo: { username: "kubernetes-admin" } } });
  });

  it("never come of custom objects of the wrong place", async () => {
    const { call } = openCluster({ objects: [websiteDefinition()] });
    expect((await call("POST", "/apis/example.com/v1/websites", website("a"))).text).toBe("404 page not found\n");
    expect((await call("PATCH", websites, {}, { type: mergePatch })).failure.message).toBe("name must be provided");
  });
});
