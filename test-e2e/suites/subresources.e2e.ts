import { isKubernetesError, isNotFound, type Stored } from "@kubets/apimachinery";
import type { DynamicClient } from "@kubets/dynamic";
import {
  bindPod,
  createToken,
  eventFieldSelector,
  evictPod,
  finalizeNamespace,
  podLogLines,
  proxyGet,
  resizePod,
  updateEphemeralContainers,
} from "@kubets/kubernetes";
import { events, namespaces, pods, serviceAccounts, services, type Pod } from "@kubets/kubernetes/core/v1";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

let backend: Backend;
let client: DynamicClient;
let namespace: string;

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
  namespace = await createNamespace(client);
  // There may be a controller that makes one of its own.
  await client
    .resource(serviceAccounts)
    .namespace(namespace)
    .apply({ metadata: { name: "default" } }, { fieldManager: "test" });
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

const all = () => client.resource(pods).namespace(namespace);
const createPod = (name: string): Promise<Stored<Pod>> =>
  all().create({ metadata: { name }, spec: { containers: [{ name: "web", image: "web:1" }] } });

/** What the real server does; servers for tests say of some subresources that they have none. */
async function ifServed<R>(call: Promise<R>, use: (result: R) => void | Promise<void>): Promise<void> {
  if (inject("backend") === "cluster") return use(await call);
  await expect(call).rejects.toMatchObject({
    code: 501,
    message: expect.stringMatching(/^"[a-z/]+" is not implemented by this server$/),
  });
}

it("binds a pod to a node, once (F082)", async () => {
  await createPod("bound");
  await bindPod(client, { namespace, name: "bound", node: "node-1" });
  expect((await all().get("bound")).spec?.nodeName).toBe("node-1");
  await expect(bindPod(client, { namespace, name: "bound", node: "node-2" })).rejects.toMatchObject({ code: 409 });
});

it("evicts a pod (F082)", async () => {
  await createPod("evicted");
  await evictPod(client, { namespace, name: "evicted" }, { deleteOptions: { gracePeriodSeconds: 0 } });
  await expect(all().get("evicted")).rejects.toSatisfy(isNotFound);
});

it("gives a service account's token (F082)", async () => {
  const token = await createToken(client, { namespace, name: "default" }, { audiences: ["kubets"] });
  expect(token.status?.token?.split(".")).toHaveLength(3);
});

it("adds an ephemeral container to a pod (F082)", async () => {
  const pod = await createPod("looked-into");
  const debug = { name: "debug", image: "debug:1" };
  const looked = await updateEphemeralContainers(client, {
    ...pod,
    spec: { ...pod.spec, containers: pod.spec?.containers ?? [], ephemeralContainers: [debug] },
  });
  expect(looked.spec?.ephemeralContainers?.[0]).toMatchObject(debug);
});

it("resizes a pod's containers (F082)", async () => {
  const resources = (cpu: string) => ({ requests: { cpu } });
  const pod = await all().create({
    metadata: { name: "resized" },
    spec: { containers: [{ name: "web", image: "web:1", resources: resources("1") }] },
  });
  const containers = (pod.spec?.containers ?? []).map((each) => ({ ...each, resources: resources("2") }));
  const resized = resizePod(client, { ...pod, spec: { ...pod.spec, containers } });
  await ifServed(resized, ({ spec }) => expect(spec?.containers[0]?.resources?.requests).toEqual({ cpu: "2" }));
});

it("finalizes a namespace: then it is gone (F082)", async () => {
  const name = await createNamespace(client);
  const terminating = client.resource(namespaces);
  // Without it a server's own controller might be done first.
  await terminating.patch(name, { type: "merge", value: { metadata: { finalizers: ["kubets.dev/held"] } } });
  await terminating.delete(name);
  const found = await terminating.get(name);
  expect(found.spec?.finalizers).toEqual(inject("backend") === "cluster" ? ["kubernetes"] : undefined);
  const finalized = await finalizeNamespace(client, { ...found, spec: { finalizers: [] } });
  expect(finalized.spec?.finalizers ?? []).toEqual([]);
  await terminating.patch(name, { type: "merge", value: { metadata: { finalizers: null } } });
  await expect.poll(() => terminating.get(name).then(String, isNotFound), { timeout: 60_000 }).toBe(true);
});

it("asks for the log of a container on the node of its pod, of which there is nothing before it has one (F082)", async () => {
  await createPod("logged");
  const read = async (): Promise<string[]> => {
    const lines: string[] = [];
    const options = { container: "web", tailLines: 1 };
    for await (const line of podLogLines(client, { namespace, name: "logged" }, options)) lines.push(line);
    return lines;
  };
  await ifServed(read(), async (lines) => {
    expect(lines).toEqual([]);
    await bindPod(client, { namespace, name: "logged", node: "node-1" });
    await expect(read()).rejects.toThrow("node-1");
  });
});

it("asks a service through its proxy: one without endpoints is not there (F082)", async () => {
  const spec = { ports: [{ name: "http", port: 80 }] };
  await client
    .resource(services)
    .namespace(namespace)
    .create({ metadata: { name: "proxied" }, spec });
  const target = { resource: "services", namespace, name: "proxied", port: "http", path: "a/b" } as const;
  const call = proxyGet(client, target).catch((error: unknown) => {
    if (isKubernetesError(error) && error.code === 503) return error.message;
    throw error;
  });
  await ifServed(call, (message) => expect(message).toBe('no endpoints available for service "proxied"'));
});

it("finds the events of an object (F082)", async () => {
  const subject = { kind: "Pod", name: "told-of", namespace };
  const all = client.resource(events).namespace(namespace);
  await all.create({ metadata: { name: "one" }, involvedObject: subject, reason: "Told", type: "Normal" });
  await all.create({ metadata: { name: "two" }, involvedObject: { ...subject, name: "other" }, type: "Normal" });
  const { items } = await all.list({ fieldSelector: eventFieldSelector(subject) });
  expect(items.map(({ metadata }) => metadata.name)).toEqual(["one"]);
});
