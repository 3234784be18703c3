import type { DynamicClient } from "@kubets/dynamic";
import { configMaps, namespaces } from "@kubets/kubernetes/core/v1";
import {
  limitByFlow,
  measureRequests,
  type Middleware,
  reportCalls,
  type RequestMeasurement,
  resourcePath,
  type RestClient,
  traceRequests,
  type TransportResponse,
  type Warning,
} from "@kubets/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

let backend: Backend;
let client: DynamicClient;
let rest: RestClient;
let namespace: string;
const warnings: Warning[] = [];
const measured: RequestMeasurement[] = [];
const spans: string[] = [];
const answers: TransportResponse[] = [];
const noteAnswers: Middleware = async (request, next) => {
  const response = await next(request);
  answers.push(response);
  return response;
};

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect({
    middleware: [
      reportCalls({ onWarning: (warning) => warnings.push(warning) }),
      measureRequests({ requestDone: (measurement) => measured.push(measurement) }),
      traceRequests(({ method, path }) => ({ end: ({ status }) => spans.push(`${method} ${path} ${status}`) })),
      limitByFlow(),
      noteAnswers,
    ],
  });
  ({ rest } = client);
  namespace = await createNamespace(client);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

const path = (name?: string): string => resourcePath(configMaps, { namespace, name });

describe("a failure", () => {
  it("has reason, code, details, what was asked and the audit id (F016, C64)", async () => {
    const request = { method: "GET", path: path("missing"), query: [["resourceVersion", "0"]] } as const;
    await expect(rest.json(request)).rejects.toMatchObject({
      reason: "NotFound",
      code: 404,
      details: { kind: "configmaps", name: "missing" },
      request: { method: "GET", url: rest.server + path("missing") },
      auditId: expect.stringMatching(/^[-\da-f]{36}$/),
    });
  });

  it("of a stream and of a watch is the same (F023, D18)", async () => {
    const missing = { method: "GET", path: path("missing") } as const;
    await expect(rest.stream(missing)).rejects.toMatchObject({ reason: "NotFound", code: 404 });
    const nowhere = { method: "GET", path: "/api/v1/nothings", query: [["watch", "true"]] } as const;
    await expect(rest.watch(nowhere)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 404 });
  });

  it("names the field that is wrong (F016)", async () => {
    const body = { metadata: { name: "Upper" } };
    await expect(rest.json({ method: "POST", path: path(), body })).rejects.toMatchObject({
      reason: "Invalid",
      code: 422,
      details: { causes: [expect.objectContaining({ field: "metadata.name" })] },
    });
  });
});

describe("content", () => {
  it("is a Table, or metadata alone, where the request accepts that (F014)", async () => {
    await rest.json({ method: "POST", path: path(), body: { metadata: { name: "viewed" }, data: { a: "b" } } });
    const accept = (as: string): string => `application/json;as=${as};g=meta.k8s.io;v=v1`;
    const request = { method: "GET", path: path("viewed") } as const;
    expect(await rest.json({ ...request, accept: accept("Table") })).toMatchObject({
      kind: "Table",
      rows: [{ cells: expect.arrayContaining(["viewed"]) }],
    });
    const partial = await rest.json<{ kind: string; data?: unknown }>({
      ...request,
      accept: accept("PartialObjectMetadata"),
    });
    expect(partial).toMatchObject({ kind: "PartialObjectMetadata", metadata: { name: "viewed" } });
    expect(partial.data).toBeUndefined();
  });

  it("may be YAML, where a body is applied as text (F013)", async () => {
    const body = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: applied\ndata:\n  from: yaml\n";
    const query = [["fieldManager", "suite"]] as const;
    const contentType = "application/apply-patch+yaml";
    expect(await rest.json({ method: "PATCH", path: path("applied"), query, body, contentType })).toMatchObject({
      data: { from: "yaml" },
    });
  });

  it("is compressed on the way where it is long, and comes out whole", async () => {
    const data = { long: "ä text. ".repeat(40_000) };
    await rest.json({ method: "POST", path: path(), body: { metadata: { name: "long" }, data } });
    expect(await rest.json({ method: "GET", path: path("long") })).toMatchObject({ data });
  });
});

describe("layers", () => {
  it("hear of warnings (F024, C67)", async () => {
    const body = { metadata: { name: "warned" }, unknownField: 1 };
    const query = [["fieldValidation", "Warn"]] as const;
    await rest.json({ method: "POST", path: path(), query, body });
    expect(warnings).toContainEqual({ code: 299, agent: "-", text: expect.stringContaining("unknownField") });
  });

  it("measure and trace without names of objects and namespaces (F026, F162)", () => {
    const template = "/api/v1/namespaces/{namespace}/configmaps/{name}";
    expect(measured).toContainEqual(expect.objectContaining({ method: "GET", path: template, code: "404", retry: 0 }));
    expect(spans).toContain(`GET ${template} 404`);
    expect(JSON.stringify([measured, spans])).not.toMatch(new RegExp(`missing|viewed|${namespace}`));
  });

  it("see which flow of priority and fairness a request belonged to, by which it can be limited", async () => {
    await client.resource(namespaces).get(namespace);
    const named = answers
      .at(-1)
      ?.headers.filter(([name]) => /^x-kubernetes-pf-(flowschema|prioritylevel)-uid$/.test(name));
    // The servers in memory have no priority and fairness, and say so by naming none.
    const uid = expect.stringMatching(/^[-\da-f]{36}$/);
    expect(named?.map(([, value]) => value)).toEqual(backend.kind === "cluster" ? [uid, uid] : []);
  });
});
