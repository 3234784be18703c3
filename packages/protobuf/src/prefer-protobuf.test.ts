import type { KubernetesObject } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { decodeKubernetesProtobuf } from "./decode.ts";
import { encodeKubernetesProtobuf, encodeProtobufWatchEvent } from "./encode.ts";
import { preferProtobuf, type LayerRequest, type LayerResponse } from "./prefer-protobuf.ts";
import { inPieces } from "./testing/bytes.ts";
import { concat } from "./wire.ts";

const protobuf = "application/vnd.kubernetes.protobuf";
const both = `${protobuf},application/json`;
const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "a" } } as KubernetesObject;

const get = (path: string, accept = "application/json"): LayerRequest => ({
  url: `https://example.com${path}`,
  headers: [["Accept", accept]],
});
const write = (path: string, object: object, contentType = "application/json"): LayerRequest => ({
  ...get(path),
  headers: [...get(path).headers, ["content-type", contentType]],
  body: JSON.stringify(object),
});
const header = ({ headers }: { readonly headers: LayerRequest["headers"] }, name: string): string | undefined =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1];

const answer = (body: Uint8Array, type = protobuf, status = 200): LayerResponse => ({
  status,
  headers: [["content-type", type]],
  body: inPieces(body, 10),
});
const jsonAnswer = (): LayerResponse => answer(new TextEncoder().encode("{}"), "application/json");

/** What the layer sends for a request, answered in JSON. */
async function sent(request: LayerRequest): Promise<LayerRequest> {
  let seen = request;
  await preferProtobuf()(request, async (passed) => {
    seen = passed;
    return jsonAnswer();
  });
  return seen;
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of stream) values.push(value);
  return values;
}

async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  return new TextDecoder().decode(concat(await all(body)));
}

describe("preferProtobuf", () => {
  it.each([
    "/api/v1/pods",
    "/api/v1/namespaces",
    "/api/v1/namespaces/default",
    "/api/v1/namespaces/default/finalize",
    "/api/v1/namespaces/default/endpoints?watch=true",
    "/api/v1/namespaces/default/pods/log-reader",
    "/api/v1/namespaces/default/pods/a/status",
    "/apis/apps/v1/namespaces/default/deployments/web/scale",
    "/apis/networking.k8s.io/v1/ingresses",
    "/apis/networking.k8s.io/v1/namespaces/a/networkpolicies",
    "/k8s/clusters/c-1/apis/apps/v1/deployments",
  ])("asks for built-in kinds in protobuf, JSON being welcome: %s", async (path) => {
    expect(header(await sent(get(path)), "accept")).toBe(both);
  });

  it.each([
    "/api/v1",
    "/apis",
    "/version",
    "/openapi/v3/apis/apps/v1",
    "/apis/example.com/v1/websites",
    "/apis/apps/v1/things",
    "/api/v1/namespaces/default/pods/a/log?follow=true",
    "/api/v1/namespaces/default/pods/a/exec",
    "/api/v1/nodes/a/proxy/api/v1/pods",
    "/api/v1/namespaces/default/services/a/proxy",
  ])("leaves alone what has no protobuf form, and streams: %s", async (path) => {
    const request = get(path);
    expect(await sent(request)).toBe(request);
  });

  it("leaves alone requests for another view", async () => {
    const request = get("/api/v1/pods", "application/json;as=Table;g=meta.k8s.io;v=v1,application/json");
    expect(await sent(request)).toBe(request);
  });

  it("sends objects in protobuf", async () => {
    const request = await sent(write("/api/v1/namespaces/default/pods", pod));
    expect(header(request, "content-type")).toBe(protobuf);
    expect(decodeKubernetesProtobuf(request.body as Uint8Array)).toMatchObject(pod);
  });

  it.each([
    ["a patch", write("/api/v1/namespaces/a/pods/a", { metadata: {} }, "application/merge-patch+json")],
    ["delete options", write("/api/v1/namespaces/a/pods/a", { gracePeriodSeconds: 0 })],
    ["a field that the kind does not have", write("/api/v1/namespaces/a/pods", { ...pod, spce: {} })],
    ["what is not JSON", { ...write("/api/v1/namespaces/a/pods", pod), body: "{" }],
    ["bytes", { ...write("/api/v1/namespaces/a/pods", pod), body: new Uint8Array(1) }],
  ])("sends %s as it is, and takes the answer in protobuf", async (_, request) => {
    const passed = await sent(request);
    expect(passed.body).toBe(request.body);
    expect(header(passed, "content-type")).toBe(header(request, "content-type"));
    expect(header(passed, "accept")).toBe(both);
  });

  it.each([406, 415])("asks again in JSON after %i, and from then on for that resource", async (status) => {
    const layer = preferProtobuf();
    const seen: string[] = [];
    let refusalsRead = 0;
    const call = (request: LayerRequest): Promise<LayerResponse> =>
      layer(request, async (passed) => {
        seen.push(`${new URL(passed.url).pathname} ${header(passed, "accept") === both ? "protobuf" : "json"}`);
        if (header(passed, "accept") !== both || passed.url.includes("secrets")) return jsonAnswer();
        const body = (async function* () {
          yield new Uint8Array(1);
          refusalsRead++;
        })();
        return { ...answer(new Uint8Array(), "text/plain", status), body };
      });
    const request = write("/api/v1/pods", pod);
    expect(await text((await call(request)).body)).toBe("{}");
    await call(get("/api/v1/namespaces/a/pods/b"));
    await call(get("/api/v1/secrets"));
    expect(seen).toEqual([
      "/api/v1/pods protobuf",
      "/api/v1/pods json",
      "/api/v1/namespaces/a/pods/b json",
      "/api/v1/secrets protobuf",
    ]);
    expect(refusalsRead).toBe(1);
  });

  it("shows an answer as JSON to who reads bytes", async () => {
    const response = await preferProtobuf()(get("/api/v1/pods/a"), async () => answer(encodeKubernetesProtobuf(pod)));
    expect(header(response, "content-type")).toBe("application/json");
    expect(JSON.parse(await text(response.body))).toEqual({ ...pod, spec: { containers: null }, status: {} });
  });

  it("shows an empty answer as an empty one", async () => {
    const response = await preferProtobuf()(get("/api/v1/pods/a"), async () => answer(new Uint8Array()));
    expect(await text(response.body)).toBe("");
  });

  it("shows a failure's Status as JSON", async () => {
    const status = { apiVersion: "v1", kind: "Status", status: "Failure", reason: "NotFound", code: 404 };
    const response = await preferProtobuf()(get("/api/v1/pods/a"), async () =>
      answer(encodeKubernetesProtobuf(status as KubernetesObject), protobuf, 404),
    );
    expect(response.status).toBe(404);
    expect(JSON.parse(await text(response.body))).toEqual({ ...status, metadata: {} });
  });

  it("decodes lists and watches without the detour", async () => {
    const items = encodeKubernetesProtobuf({ apiVersion: "v1", kind: "PodList", items: [pod] } as KubernetesObject);
    const listed = await preferProtobuf()(get("/api/v1/pods"), async () => answer(items));
    expect((await listed.decodeList?.(listed.body))?.items).toMatchObject([pod]);
    const frame = encodeProtobufWatchEvent({ type: "ADDED", object: pod });
    const stream = `${protobuf};stream=watch`;
    const watched = await preferProtobuf()(get("/api/v1/pods?watch=true"), async () => answer(frame, stream));
    if (watched.decodeWatch === undefined) throw new Error("the answer cannot be decoded at once");
    expect(await all(watched.decodeWatch(watched.body))).toMatchObject([[{ type: "ADDED", object: pod }]]);
    const read = await preferProtobuf()(get("/api/v1/pods?watch=true"), async () =>
      answer(concat([frame, frame]), stream),
    );
    const lines = (await text(read.body)).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { type: "ADDED", object: pod },
      { type: "ADDED" },
    ]);
  });

  it("passes on an answer in JSON as it came", async () => {
    const own = jsonAnswer();
    expect(await preferProtobuf()(get("/api/v1/pods"), async () => own)).toBe(own);
  });

  it("ends the body beneath when the answer is let go unread", async () => {
    let ended = 0;
    const source: AsyncIterator<Uint8Array> = {
      next: () => Promise.reject(new Error("nobody reads")),
      return: async () => {
        ended++;
        return { done: true, value: undefined };
      },
    };
    const body = { [Symbol.asyncIterator]: () => source };
    const response = await preferProtobuf()(get("/api/v1/pods"), async () => ({ ...answer(new Uint8Array()), body }));
    await response.body[Symbol.asyncIterator]().return?.();
    expect(ended).toBe(1);
  });
});
