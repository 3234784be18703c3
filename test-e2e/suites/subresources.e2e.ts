import { isKubernetesError, isNotFound, type KubernetesError, type Stored } from "@kubets/apimachinery";
import { follow, type DynamicClient } from "@kubets/dynamic";
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
  await client
    .resource(serviceAccounts)
    .namespace(namespace)
    .create({ metadata: { name: "default" } })
    .catch(() => undefined);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

const all = () => client.resource(pods).namespace(namespace);
const createPod = (name: string): Promise<Stored<Pod>> =>
  all().create({ metadata: { name }, spec: { containers: [{ name: "web", image: "web:1" }] } });

/** What a call did on the real server; on the others it works alike, or the server has no such subresource and says so. */
async function orUnknown<R>(call: Promise<R>): Promise<{ readonly result: R } | undefined> {
  try {
    return { result: await call };
  } catch (error) {
    if (inject("backend") === "cluster" || !isKubernetesError(error)) throw error;
    expect([404, 405, 415, 501]).toContain(error.code);
    return undefined;
  }
}

it("binds a pod to a node, once (F082)", async () => {
  await createPod("bound");
  const bound = await orUnknown(bindPod(client, { namespace, name: "bound", node: "node-1" }));
  if (!bound) return;
  expect((await all().get("bound")).spec?.nodeName).toBe("node-1");
  await expect(bindPod(client, { namespace, name: "bound", node: "node-2" })).rejects.toMatchObject({ code: 409 });
});

it("evicts a pod (F082)", async () => {
  await createPod("evicted");
  if (
    !(await orUnknown(evictPod(client, { namespace, name: "evicted" }, { deleteOptions: { gracePeriodSeconds: 0 } })))
  )
    return;
  await expect(all().get("evicted")).rejects.toSatisfy(isNotFound);
});

it("gives a service account's token (F082)", async () => {
  const token = await orUnknown(createToken(client, { namespace, name: "default" }, { audiences: ["kubets"] }));
  if (token) expect(token.result.status?.token?.split(".")).toHaveLength(3);
});

it("adds an ephemeral container to a pod (F082)", async () => {
  const pod = await createPod("looked-into");
  const debug = { name: "debug", image: "debug:1" };
  const looked = await orUnknown(
    updateEphemeralContainers(client, {
      ...pod,
      spec: { ...pod.spec, containers: pod.spec?.containers ?? [], ephemeralContainers: [debug] },
    }),
  );
  if (looked) expect(looked.result.spec?.ephemeralContainers?.[0]).toMatchObject(debug);
});

it("resizes a pod's containers (F082)", async () => {
  const resources = (cpu: string) => ({ requests: { cpu } });
  const pod = await all().create({
    metadata: { name: "resized" },
    spec: { containers: [{ name: "web", image: "web:1", resources: resources("1") }] },
  });
  const containers = (pod.spec?.containers ?? []).map((each) => ({ ...each, resources: resources("2") }));
  const resized = await orUnknown(resizePod(client, { ...pod, spec: { ...pod.spec, containers } }));
  if (resized) expect(resized.result.spec?.containers[0]?.resources?.requests).toEqual({ cpu: "2" });
});

it("finalizes a namespace: then it is gone (F082)", async () => {
  const name = await createNamespace(client);
  const terminating = client.resource(namespaces);
  await terminating.delete(name);
  const found = await terminating.get(name).catch(() => undefined);
  if (!found) return;
  const finalized = await orUnknown(finalizeNamespace(client, { ...found, spec: { finalizers: [] } }));
  if (!finalized) return;
  for await (const event of follow(terminating, { fieldSelector: `metadata.name=${name}` })) {
    if (event.type === "BOOKMARK" || event.type === "DELETED") break;
    expect(event.object.spec?.finalizers ?? []).toEqual([]);
  }
});

/** How a call was refused: without nodes and containers there is nothing to read, and servers say what they looked for. */
async function refusal(call: Promise<unknown>): Promise<KubernetesError> {
  const error = await call.catch((reason: unknown) => reason);
  if (!isKubernetesError(error)) throw new Error("it was not refused", { cause: error });
  return error;
}

it("asks for the log of a container on the node of its pod, of which there is nothing before it has one (F082)", async () => {
  await createPod("logged");
  const read = async (): Promise<string[]> => {
    const lines: string[] = [];
    const options = { container: "web", tailLines: 1 };
    for await (const line of podLogLines(client, { namespace, name: "logged" }, options)) lines.push(line);
    return lines;
  };
  const unbound = await orUnknown(read());
  if (!unbound) return;
  expect(unbound.result).toEqual([]);
  await bindPod(client, { namespace, name: "logged", node: "node-1" });
  expect((await refusal(read())).message).toContain("node-1");
});

it("asks a service through its proxy: one without endpoints is not there (F082)", async () => {
  const spec = { ports: [{ name: "http", port: 80 }] };
  await client
    .resource(services)
    .namespace(namespace)
    .create({ metadata: { name: "proxied" }, spec });
  const target = { resource: "services", namespace, name: "proxied", port: "http", path: "a/b" } as const;
  const { code, message } = await refusal(proxyGet(client, target));
  if (inject("backend") !== "cluster") expect([404, 405, 501, 503]).toContain(code);
  else expect({ code, message }).toEqual({ code: 503, message: 'no endpoints available for service "proxied"' });
});

it("finds the events of an object (F082)", async () => {
  const subject = { kind: "Pod", name: "told-of", namespace };
  const all = client.resource(events).namespace(namespace);
  await all.create({ metadata: { name: "one" }, involvedObject: subject, reason: "Told", type: "Normal" });
  await all.create({ metadata: { name: "two" }, involvedObject: { ...subject, name: "other" }, type: "Normal" });
  const { items } = await all.list({ fieldSelector: eventFieldSelector(subject) });
  expect(items.map(({ metadata }) => metadata.name)).toEqual(["one"]);
});
