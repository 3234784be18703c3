import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createFakeClock } from "@kubets/wait";
import { expect, it } from "vitest";
import { createFakeCluster, type FakeCluster } from "./fake-cluster.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const pods = "/api/v1/namespaces/default/pods";
const crd = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "websites.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "websites", kind: "Website" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
};

async function send(
  cluster: FakeCluster,
  method: string,
  path: string,
  body?: object,
): Promise<AsyncIterable<Uint8Array>> {
  const url = cluster.config.server + path;
  const headers = [["content-type", "application/json"]] as const;
  const sent = body && { body: JSON.stringify(body) };
  return (await cluster.transport().send({ method, url, headers, ...sent, reading: "whole" })).body;
}

/** A test's worth of a cluster: objects, controllers, faults, reactors, and watches that nobody ends. */
async function live(clock: ReturnType<typeof createFakeClock>): Promise<WeakRef<FakeCluster>> {
  await using cluster = createFakeCluster({
    clock,
    rbac: true,
    crds: [crd],
    controllers: {
      deployments: true,
      replicaSets: true,
      jobs: true,
      nodes: 2,
      serviceAccounts: true,
      pods: [{ startMs: 5000 }],
    },
    faults: [{ verb: "list", times: Infinity, delayMs: 10, with: { code: 503 } }],
  });
  cluster.react({ verb: "delete" }, () => undefined);
  const stream = (await send(cluster, "GET", `${pods}?watch=1`))[Symbol.asyncIterator]();
  await send(cluster, "GET", "/apis/example.com/v1/websites?watch=1");
  await send(cluster, "POST", pods, { metadata: { name: "a" }, spec: { containers: [{ name: "c", image: "i" }] } });
  await stream.next();
  return new WeakRef(cluster);
}

it("leaves nothing of closed clusters: no memory, and no timer of the clock that outlives them", async () => {
  const clock = createFakeClock();
  const before = process.getActiveResourcesInfo().length;
  const clusters: WeakRef<FakeCluster>[] = [];
  for (let index = 0; index < 50; index++) clusters.push(await live(clock));
  expect(clock.pending).toEqual([]);
  const resources = (): number => process.getActiveResourcesInfo().length;
  // Whoever runs tests has timers too, which come and go.
  for (const until = performance.now() + 30_000; resources() > before && performance.now() < until;) await nextTurn();
  expect(resources()).toBeLessThanOrEqual(before);
  // References that were followed in a turn of the event loop are kept until its end.
  await nextTurn();
  collectGarbage();
  expect(clusters.filter((cluster) => cluster.deref() !== undefined)).toHaveLength(0);
});
