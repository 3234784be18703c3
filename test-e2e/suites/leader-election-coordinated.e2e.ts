import { isNotFound } from "@kubets/apimachinery";
import { createClient } from "@kubets/client-node";
import type { DynamicClient } from "@kubets/dynamic";
import { leases } from "@kubets/kubernetes/coordination/v1";
import { leaseCandidates } from "@kubets/kubernetes/coordination/v1beta1";
import type { Leadership, LeaderElector } from "@kubets/leaderelection";
import { createCoordinatedLeaderElector } from "@kubets/leaderelection/coordinated";
import { afterAll, afterEach, beforeAll, expect, inject, it, vi } from "vitest";
import { findBinaries } from "../../tooling/kube-apiserver/binaries.ts";
import { startKubeApiServer } from "../../tooling/kube-apiserver/start.ts";
import { createNamespace, startBackend } from "../backends/index.ts";

const elects = inject("backend") === "cluster";
let client: DynamicClient;
let server: AsyncDisposable;
const running: Standing[] = [];

beforeAll(async () => {
  if (elects) {
    // The suites' own server has only what is on by default: this one elects.
    const binaries = await findBinaries();
    if ("missing" in binaries) throw new Error(binaries.missing);
    const started = await startKubeApiServer({ binaries, everything: true });
    server = started;
    client = await createClient({ kubeconfig: started.kubeconfig, qps: -1 });
  } else {
    const backend = await startBackend();
    server = backend;
    client = await backend.connect();
  }
});
afterEach(() => Promise.all(running.splice(0).map((standing) => standing.end())));
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

interface Standing {
  readonly identity: string;
  readonly elector: LeaderElector;
  /** Its terms, oldest first. */
  readonly terms: readonly Leadership[];
  end(): Promise<void>;
}

function stand(namespace: string, identity: string, binaryVersion: string): Standing {
  const terms: Leadership[] = [];
  const stop = new AbortController();
  const elector = createCoordinatedLeaderElector({
    leases: client.resource(leases).namespace(namespace),
    candidates: client.resource(leaseCandidates).namespace(namespace),
    namespace,
    name: "coordinated",
    identity,
    binaryVersion,
    leaseDurationMs: 12_000,
    renewDeadlineMs: 9000,
    retryPeriodMs: 200,
  });
  const ended = elector.run({
    signal: stop.signal,
    onStartedLeading: async (leadership) => {
      terms.push(leadership);
      await new Promise((resolve) => leadership.signal.addEventListener("abort", resolve, { once: true }));
    },
  });
  const standing = {
    identity,
    elector,
    terms,
    async end() {
      stop.abort();
      await ended;
    },
  };
  running.push(standing);
  return standing;
}

/** Waits as long as elections of a real server take. */
const patiently = { timeout: 90_000, interval: 50 };

if (elects) {
  it("leads where the server elects it, answers when it asks, and makes way for an older version (C59, F141)", async () => {
    const namespace = await createNamespace(client);
    const lease = client.resource(leases).namespace(namespace);
    const newer = stand(namespace, "newer", "1.37.0");
    const first = await vi.waitUntil(() => newer.terms[0], patiently);
    first.assertHeld();
    expect((await lease.get("coordinated")).spec).toMatchObject({
      holderIdentity: "newer",
      strategy: "OldestEmulationVersion",
    });

    // Before a further election the server asks everyone of whom it has not heard for five seconds.
    const candidates = client.resource(leaseCandidates).namespace(namespace);
    const silentSince = Date.parse((await candidates.get("newer")).spec?.renewTime ?? "");
    await vi.waitUntil(() => Date.now() > silentSince + 5500, patiently);

    // The server prefers the oldest version; the holder ends its term, and only then is the other elected.
    const older = stand(namespace, "older", "1.36.0");
    const second = await vi.waitUntil(() => older.terms[0], patiently);
    second.assertHeld();
    expect(() => first.assertHeld()).toThrow();
    expect(second.term).toBeGreaterThan(first.term);
    const asked = (await candidates.get("newer")).spec;
    expect(asked).toMatchObject({ binaryVersion: "1.37.0", emulationVersion: "1.37.0", leaseName: "coordinated" });
    expect(Date.parse(asked?.pingTime ?? "")).toBeGreaterThan(silentSince);
    expect((asked?.renewTime ?? "") > (asked?.pingTime ?? "")).toBe(true);
    expect([newer.elector.isLeading(), older.elector.isLeading()]).toEqual([false, true]);

    // A third of the newer version is not preferred, and takes over when the older one has let go.
    const third = stand(namespace, "third", "1.37.0");
    await older.end();
    const after = await vi.waitUntil(() => third.terms[0], patiently);
    after.assertHeld();
    expect(() => second.assertHeld()).toThrow();
    expect(after.term).toBeGreaterThan(second.term);
  }, 300_000);
} else {
  it("keeps its candidate and leads nothing where the server elects nobody (C59, F141)", async () => {
    const namespace = await createNamespace(client);
    const only = stand(namespace, "only", "1.37.0");
    const candidates = client.resource(leaseCandidates).namespace(namespace);
    const { spec } = await vi.waitUntil(() => candidates.get("only").catch(() => undefined), patiently);
    expect(spec).toMatchObject({ binaryVersion: "1.37.0", strategy: "OldestEmulationVersion" });

    const lease = client.resource(leases).namespace(namespace);
    expect(await lease.get("coordinated").then(String, isNotFound)).toBe(true);
    // Granted by hand, as a server that elects does it.
    const renewTime = new Date().toISOString().replace("Z", "000Z");
    await lease.create({
      metadata: { name: "coordinated" },
      spec: { holderIdentity: "only", leaseDurationSeconds: 12, renewTime, strategy: "OldestEmulationVersion" },
    });
    const term = await vi.waitUntil(() => only.terms[0], patiently);
    term.assertHeld();
    await only.end();
    expect((await lease.get("coordinated")).spec?.holderIdentity ?? "").toBe("");
  });
}
