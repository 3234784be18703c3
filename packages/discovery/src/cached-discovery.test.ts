import { isAborted, KubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { createCachedDiscovery, type Discovered, type GroupVersionResources } from "./index.ts";

const nothing: GroupVersionResources = { resources: [], subresources: [] };
const complete: Discovered = { groups: [{ name: "", versions: ["v1"] }], ...nothing, failures: [] };
const pods = { group: "", version: "v1", resource: "pods", kind: "Pod", scope: "Namespaced" } as const;
const found: GroupVersionResources = {
  resources: [{ ...pods, singular: "pod", shortNames: [], categories: [], verbs: [] }],
  subresources: [],
};

function failing(reason: string, code?: number): Discovered {
  const error = new KubernetesError("no", { reason, code });
  return { ...complete, failures: [{ group: "", version: "v1", error }] };
}

/** Discovery that answers in turn and counts. */
function script(answers: (Discovered | Error)[], versions: (GroupVersionResources | Error)[] = []) {
  const calls = { resources: 0, groupVersion: 0 };
  const next = async <A>(queue: (A | Error)[]): Promise<A> => {
    const answer = queue.shift() ?? new Error("asked once too often");
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const cached = createCachedDiscovery({
    resources: () => (calls.resources++, next(answers)),
    groupVersion: () => (calls.groupVersion++, next(versions)),
  });
  return { cached, calls };
}

describe("cached discovery", () => {
  it("asks once, and all callers share the answer (F073)", async () => {
    const { cached, calls } = script([complete]);
    const [one, other] = await Promise.all([cached.resources(), cached.resources()]);
    expect(one).toBe(other);
    expect(await cached.resources()).toBe(one);
    expect(await cached.groups()).toBe(complete.groups);
    expect(calls).toEqual({ resources: 1, groupVersion: 0 });
  });

  it("asks anew after invalidate (F073, C84)", async () => {
    const { cached, calls } = script([complete, { ...complete }]);
    const first = await cached.resources();
    cached.invalidate();
    expect(await cached.resources()).not.toBe(first);
    expect(calls.resources).toBe(2);
  });

  it("does not keep a failure", async () => {
    const failure = new KubernetesError("down", { reason: "Network" });
    const { cached } = script([failure, complete]);
    await expect(cached.resources()).rejects.toBe(failure);
    expect(await cached.resources()).toBe(complete);
  });

  it("does not let an answer that was on its way at invalidate in", async () => {
    const { promise, resolve } = Promise.withResolvers<Discovered>();
    const answers = [promise, Promise.resolve({ ...complete })];
    const cached = createCachedDiscovery({
      resources: () => answers.shift() ?? Promise.reject(new Error("too often")),
      groupVersion: () => Promise.reject(new Error("unasked")),
    });
    const early = cached.resources();
    cached.invalidate();
    const late = await cached.resources();
    resolve(complete);
    expect(await early).toBe(complete);
    expect(await cached.resources()).toBe(late);
  });

  it.each([
    ["ServiceUnavailable", 503],
    ["TooManyRequests", 429],
    ["Network", undefined],
    ["ClientTimeout", undefined],
  ])("tries group versions again that failed by %s %s, and only them (F073)", async (reason, code) => {
    const { cached, calls } = script([failing(reason, code)], [new KubernetesError("still", { reason, code }), found]);
    expect((await cached.resources()).failures).toHaveLength(1);
    expect((await cached.resources()).failures).toMatchObject([{ error: { message: "still" } }]);
    const [one, other] = await Promise.all([cached.resources(), cached.resources()]);
    expect(one).toMatchObject({ failures: [], resources: [{ resource: "pods" }] });
    expect(other).toBe(one);
    expect(calls).toEqual({ resources: 1, groupVersion: 2 });
  });

  it.each([
    ["StaleDiscovery", undefined],
    ["Forbidden", 403],
  ])("keeps a failure by %s, which does not pass (F073)", async (reason, code) => {
    const { cached, calls } = script([failing(reason, code)]);
    await cached.resources();
    expect((await cached.resources()).failures).toHaveLength(1);
    expect(calls.groupVersion).toBe(0);
  });

  it("lets a caller stop waiting without ending the others' request", async () => {
    const { promise, resolve } = Promise.withResolvers<Discovered>();
    const cached = createCachedDiscovery({
      resources: (options) => (expect(options?.signal).toBeUndefined(), promise),
      groupVersion: () => Promise.reject(new Error("unasked")),
    });
    const controller = new AbortController();
    const impatient = cached.resources({ signal: controller.signal });
    const patient = cached.resources({ signal: new AbortController().signal });
    controller.abort();
    await expect(impatient).rejects.toSatisfy(isAborted);
    resolve(complete);
    expect(await patient).toBe(complete);
    await expect(cached.resources({ signal: controller.signal })).rejects.toSatisfy(isAborted);
  });
});
