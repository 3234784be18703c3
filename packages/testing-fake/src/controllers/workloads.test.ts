import { describe, expect, it } from "vitest";
import type { FakeClusterOptions } from "../cluster/fake-cluster.ts";
import { mergePatch, openCluster, pod, pods, type Client } from "../testing/cluster.ts";
import type { PodScript } from "./pod-script.ts";

const deployments = "/apis/apps/v1/namespaces/default/deployments";
const sets = "/apis/apps/v1/namespaces/default/replicasets";
const jobs = "/apis/batch/v1/namespaces/default/jobs";

const deployment = (image = "i:1", spec: object = {}) => ({
  metadata: { name: "web" },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image }] } },
    ...spec,
  },
});

const job = (spec: object = {}) => ({
  metadata: { name: "work" },
  spec: {
    template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] } },
    ...spec,
  },
});

const open = (scripts: readonly PodScript[] = [], more: FakeClusterOptions = {}): Client =>
  openCluster({ controllers: { deployments: true, replicaSets: true, jobs: true, pods: scripts }, ...more });

interface Fields {
  readonly items: Fields[];
  readonly [field: string]: unknown;
}
const get = async ({ call }: Client, path: string): Promise<Fields> =>
  (await call("GET", path)).object as unknown as Fields;
const names = async (client: Client, path: string): Promise<string[]> =>
  (await get(client, path)).items.map(({ metadata }) => (metadata as { name: string }).name);
const conditionsOf = (object: Fields): string[] =>
  ((object["status"] as { conditions: { type: string; status: string; reason: string }[] }).conditions ?? []).map(
    ({ type, status, reason }) => `${type}=${status} ${reason}`,
  );

describe("Deployments", () => {
  it("become ReplicaSets and pods that are ready, at once", async () => {
    const client = open();
    await client.call("POST", deployments, deployment());
    const web = await get(client, `${deployments}/web`);
    expect(web).toMatchObject({
      metadata: { annotations: { "deployment.kubernetes.io/revision": "1" } },
      status: { observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 },
    });
    expect(conditionsOf(web)).toEqual([
      "Available=True MinimumReplicasAvailable",
      "Progressing=True NewReplicaSetAvailable",
    ]);
    const set = (await get(client, sets)).items.at(0);
    const { name, labels } = (set?.["metadata"] ?? {}) as { name: string; labels: Record<string, string> };
    expect(name).toBe(`web-${labels["pod-template-hash"]}`);
    const running = (await get(client, pods)).items;
    expect(running).toHaveLength(3);
    expect(running[0]).toMatchObject({
      metadata: { labels, ownerReferences: [{ kind: "ReplicaSet", name, controller: true }] },
      spec: { nodeName: "node-1" },
      status: { phase: "Running", containerStatuses: [{ ready: true, restartCount: 0 }] },
    });
  });

  it("scale up and down, and replace pods that are deleted", async () => {
    const client = open();
    await client.call("POST", deployments, deployment());
    await client.call("PATCH", `${deployments}/web/scale`, { spec: { replicas: 5 } }, { type: mergePatch });
    expect(await names(client, pods)).toHaveLength(5);
    await client.call("PATCH", `${deployments}/web/scale`, { spec: { replicas: 1 } }, { type: mergePatch });
    const [only = ""] = await names(client, pods);
    expect(await names(client, pods)).toEqual([only]);
    await client.call("DELETE", `${pods}/${only}`);
    const [other] = await names(client, pods);
    expect(other).not.toBe(only);
    expect(await get(client, `${deployments}/web`)).toMatchObject({ status: { replicas: 1, availableReplicas: 1 } });
  });

  it("roll out step by step, never with fewer pods than they may have, nor more", async () => {
    const client = open([{ image: "i:2", startMs: 1000, readyMs: 1000 }]);
    await client.call(
      "POST",
      deployments,
      deployment("i:1", { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
    );
    await client.call("PATCH", `${deployments}/web`, deployment("i:2"), { type: mergePatch });
    const counts: string[] = [];
    for (let second = 0; second <= 7; second++) {
      const { status } = (await get(client, `${deployments}/web`)) as unknown as { status: Record<string, number> };
      counts.push(`${status["replicas"]} ${status["updatedReplicas"]} ${status["availableReplicas"]}`);
      expect(status["availableReplicas"]).toBeGreaterThanOrEqual(3);
      expect(status["replicas"]).toBeLessThanOrEqual(4);
      await client.clock.advance(1000);
    }
    expect(counts).toEqual(["4 1 3", "4 1 3", "4 2 3", "4 2 3", "4 3 3", "4 3 3", "3 3 3", "3 3 3"]);
    expect(await names(client, sets)).toHaveLength(2);
    expect(await get(client, `${deployments}/web`)).toMatchObject({
      metadata: { annotations: { "deployment.kubernetes.io/revision": "2" } },
    });
    // Back to the first template: its ReplicaSet is used again, under a new revision.
    await client.call("PATCH", `${deployments}/web`, deployment("i:1"), { type: mergePatch });
    await client.clock.advance(5000);
    expect(await names(client, sets)).toHaveLength(2);
    expect(await get(client, `${deployments}/web`)).toMatchObject({
      metadata: { annotations: { "deployment.kubernetes.io/revision": "3" } },
      status: { updatedReplicas: 3, replicas: 3 },
    });
  });

  it("say so when a rollout does not get on, and when it does again", async () => {
    const client = open([{ image: "broken", waiting: { reason: "ImagePullBackOff" } }]);
    await client.call("POST", deployments, deployment("i:1", { progressDeadlineSeconds: 60 }));
    await client.call("PATCH", `${deployments}/web`, deployment("broken"), { type: mergePatch });
    await client.clock.advance(59_000);
    expect(conditionsOf(await get(client, `${deployments}/web`))).toContain("Progressing=True ReplicaSetUpdated");
    await client.clock.advance(1000);
    expect(conditionsOf(await get(client, `${deployments}/web`))).toContain(
      "Progressing=False ProgressDeadlineExceeded",
    );
    await client.call("PATCH", `${deployments}/web`, deployment("i:3"), { type: mergePatch });
    expect(conditionsOf(await get(client, `${deployments}/web`))).toContain("Progressing=True NewReplicaSetAvailable");
  });

  it("recreate pods where their strategy says so: none of the old are left when the new begin", async () => {
    const client = open([{ stopMs: 2000 }]);
    await client.call("POST", deployments, deployment("i:1", { strategy: { type: "Recreate" } }));
    await client.call("PATCH", `${deployments}/web`, deployment("i:2"), { type: mergePatch });
    await client.clock.advance(2000);
    const images = (await get(client, pods)).items.map(
      ({ spec }) => (spec as { containers: { image: string }[] }).containers[0]?.image,
    );
    expect(images).toEqual(["i:2", "i:2", "i:2"]);
  });

  it("take everything along when they are deleted, and leave no timer behind", async () => {
    const client = open([{ startMs: 60_000 }]);
    await client.call("POST", deployments, deployment());
    await client.call("DELETE", `${deployments}/web`);
    await client.clock.advance(40_000);
    expect([await names(client, sets), await names(client, pods)]).toEqual([[], []]);
    expect(client.clock.pending).toEqual([]);
  });
});

describe("pods", () => {
  const phases = async (client: Client, name: string): Promise<string> => {
    const { spec, status } = (await get(client, `${pods}/${name}`)) as unknown as {
      spec: { nodeName?: string };
      status: { phase: string; containerStatuses?: { ready: boolean; restartCount: number; state: object }[] };
    };
    const [container] = status.containerStatuses ?? [];
    const state = container
      ? ` ${Object.keys(container.state).join()} ${container.restartCount}${container.ready ? " ready" : ""}`
      : "";
    return `${spec.nodeName ? "placed" : "waiting"} ${status.phase}${state}`;
  };

  it("follow their script on the virtual clock", async () => {
    const client = open([{ namePrefix: "slow", scheduleMs: 1000, startMs: 2000, readyMs: 3000 }]);
    await client.call("POST", pods, pod("slow-1"));
    expect(await phases(client, "slow-1")).toBe("waiting Pending");
    await client.clock.advance(1000);
    expect(await phases(client, "slow-1")).toBe("placed Pending");
    await client.clock.advance(2000);
    expect(await phases(client, "slow-1")).toBe("placed Running running 0");
    await client.clock.advance(3000);
    expect(await phases(client, "slow-1")).toBe("placed Running running 0 ready");
  });

  it("crash, wait longer each time, and recover", async () => {
    const client = open([
      { labels: { app: "crash" }, exit: { afterMs: 1000, code: 137, reason: "OOMKilled", times: 2 } },
    ]);
    await client.call("POST", pods, pod("crash", { labels: { app: "crash" } }));
    const seen: string[] = [];
    for (const ms of [0, 1000, 10_000, 1000, 20_000, 5000]) {
      await client.clock.advance(ms);
      seen.push(await phases(client, "crash"));
    }
    expect(seen).toEqual([
      "placed Running running 0 ready",
      "placed Running waiting 0",
      "placed Running running 1 ready",
      "placed Running waiting 1",
      "placed Running running 2 ready",
      "placed Running running 2 ready",
    ]);
    expect(await get(client, `${pods}/crash`)).toMatchObject({
      status: { containerStatuses: [{ lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } }] },
    });
  });

  it("end by their restartPolicy, never get a node, or never become ready", async () => {
    const client = open([
      { namePrefix: "ok", exit: { code: 0 } },
      { namePrefix: "bad", exit: { code: 1 } },
      { namePrefix: "nowhere", scheduleMs: Infinity },
      { namePrefix: "unready", readyMs: Infinity },
    ]);
    await client.call("POST", pods, pod("ok", {}, { restartPolicy: "OnFailure" }));
    await client.call("POST", pods, pod("bad", {}, { restartPolicy: "Never" }));
    for (const name of ["nowhere", "unready"]) await client.call("POST", pods, pod(name));
    await client.clock.advance(3600_000);
    expect(await Promise.all(["ok", "bad", "nowhere", "unready"].map((name) => phases(client, name)))).toEqual([
      "placed Succeeded terminated 0",
      "placed Failed terminated 0",
      "waiting Pending",
      "placed Running running 0",
    ]);
  });

  it("stop when they are deleted, within their grace period", async () => {
    const client = open([
      { namePrefix: "slow", stopMs: 5000 },
      { namePrefix: "stuck", stopMs: Infinity },
    ]);
    for (const name of ["slow", "stuck", "quick"]) await client.call("POST", pods, pod(name));
    for (const name of ["slow", "stuck", "quick"]) await client.call("DELETE", `${pods}/${name}`);
    expect(await names(client, pods)).toEqual(["slow", "stuck"]);
    await client.clock.advance(5000);
    expect(await names(client, pods)).toEqual(["stuck"]);
    await client.clock.advance(25_000);
    expect(await names(client, pods)).toEqual([]);
  });

  it("that a test brings along in some state are left in it", async () => {
    const objects = [{ ...pod("old"), status: { phase: "Failed", reason: "Evicted" } }];
    const client = open([], { objects });
    expect(await get(client, `${pods}/old`)).toMatchObject({ status: { phase: "Failed", reason: "Evicted" } });
  });
});

describe("Jobs", () => {
  it("run pods until enough have ended well", async () => {
    const client = open([{ exit: { afterMs: 1000, code: 0 } }]);
    await client.call("POST", jobs, job({ completions: 3, parallelism: 2 }));
    expect(await get(client, `${jobs}/work`)).toMatchObject({ status: { active: 2, ready: 2 } });
    await client.clock.advance(1000);
    expect(await get(client, `${jobs}/work`)).toMatchObject({ status: { active: 1, succeeded: 2 } });
    await client.clock.advance(1000);
    const done = await get(client, `${jobs}/work`);
    expect(done).toMatchObject({ status: { succeeded: 3 } });
    expect(conditionsOf(done)).toEqual([
      "SuccessCriteriaMet=True CompletionsReached",
      "Complete=True CompletionsReached",
    ]);
  });

  it("fail when more pods have failed than they bear", async () => {
    const client = open([{ exit: { code: 1 } }]);
    await client.call("POST", jobs, job({ backoffLimit: 2 }));
    const failed = await get(client, `${jobs}/work`);
    expect(failed).toMatchObject({ status: { failed: 3 } });
    expect(conditionsOf(failed)).toEqual([
      "FailureTarget=True BackoffLimitExceeded",
      "Failed=True BackoffLimitExceeded",
    ]);
  });

  it("end at once without a script, wait while suspended, and go when their time is over", async () => {
    const client = open();
    await client.call("POST", jobs, job({ suspend: true, ttlSecondsAfterFinished: 10 }));
    expect(await names(client, pods)).toEqual([]);
    await client.call("PATCH", `${jobs}/work`, { spec: { suspend: false } }, { type: mergePatch });
    expect(conditionsOf(await get(client, `${jobs}/work`))).toContain("Complete=True CompletionsReached");
    await client.clock.advance(10_000);
    expect((await client.call("GET", `${jobs}/work`)).status).toBe(404);
    expect(await names(client, pods)).toEqual([]);
  });
});

describe("nodes", () => {
  it("are Ready and renew their Leases, those of a test too", async () => {
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: "own" } };
    const client = openCluster({ controllers: { nodes: 2 } });
    await client.call("POST", "/api/v1/nodes", node);
    const leases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
    expect(await names(client, "/api/v1/nodes")).toEqual(["node-1", "node-2", "own"]);
    expect(conditionsOf(await get(client, "/api/v1/nodes/own"))).toContain("Ready=True KubeletReady");
    const renewed = async (name: string): Promise<string> =>
      ((await get(client, `${leases}/${name}`)) as unknown as { spec: { renewTime: string } }).spec.renewTime;
    const before = await renewed("own");
    await client.clock.advance(10_000);
    expect(Date.parse(await renewed("own")) - Date.parse(before)).toBe(10_000);
    const annotations = { "kubets.dev/silent": "true" };
    await client.call("PATCH", "/api/v1/nodes/own", { metadata: { annotations } }, { type: mergePatch });
    const last = await renewed("own");
    await client.clock.advance(60_000);
    expect(await renewed("own")).toBe(last);
    await client.cluster[Symbol.asyncDispose]();
    expect(client.clock.pending).toEqual([]);
  });
});

describe("service accounts", () => {
  it("and the root certificate are in every namespace, again and again", async () => {
    const client = openCluster({ controllers: { serviceAccounts: true } });
    await client.call("POST", "/api/v1/namespaces", { metadata: { name: "team" } });
    const account = "/api/v1/namespaces/team/serviceaccounts/default";
    const { uid } = (await client.call("GET", account)).object.metadata;
    expect((await client.call("GET", "/api/v1/namespaces/team/configmaps/kube-root-ca.crt")).status).toBe(200);
    await client.call("DELETE", account);
    expect((await client.call("GET", account)).object.metadata.uid).not.toBe(uid);
    await client.call("DELETE", "/api/v1/namespaces/team");
    expect((await client.call("GET", "/api/v1/namespaces/team")).status).toBe(404);
  });
});
