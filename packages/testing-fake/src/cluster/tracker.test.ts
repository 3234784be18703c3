import { isAlreadyExists, isNotFound, isInvalid } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import {
  configMap,
  configMaps,
  jsonPatch,
  mergePatch,
  openCluster,
  pod,
  pods,
  strategicPatch,
} from "../testing/cluster.ts";

const thrownBy = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

describe("the tracker", () => {
  it("creates, updates, deletes, gets and lists behind the API, by namespace and name (F175)", () => {
    const { cluster } = openCluster();
    const { tracker } = cluster;
    tracker.create(pod("b"), pod("a", { namespace: "z" }), pod("c", { namespace: "a" }));
    const type = { apiVersion: "v1", kind: "Pod" };
    const names = () => tracker.list(type).map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`);
    expect(names()).toEqual(["a/c", "default/b", "z/a"]);
    expect(tracker.list(type, { namespace: "z" })).toMatchObject([{ metadata: { name: "a" } }]);
    const { uid } = tracker.get(pod("b"))?.metadata ?? {};
    tracker.update({ ...pod("b", { labels: { x: "y" } }), status: { phase: "Running" } });
    expect(tracker.get(pod("b"))).toMatchObject({
      metadata: { uid, labels: { x: "y" } },
      status: { phase: "Running" },
    });
    tracker.update({ ...pod("b", { finalizers: ["example.com/f"] }) });
    tracker.delete(pod("b"));
    expect(tracker.get(pod("b"))).toBeUndefined();
    expect(names()).toEqual(["a/c", "z/a"]);
    expect(cluster.actions).toEqual([]);
  });

  it("says AlreadyExists, NotFound, and what the server refuses (F175)", () => {
    const { tracker } = openCluster({ objects: [pod("a")] }).cluster;
    expect(isAlreadyExists(thrownBy(() => tracker.create(pod("a"))))).toBe(true);
    expect(isNotFound(thrownBy(() => tracker.update(pod("none"))))).toBe(true);
    expect(isNotFound(thrownBy(() => tracker.delete(pod("none"))))).toBe(true);
    expect(isInvalid(thrownBy(() => tracker.create(pod("A_b"))))).toBe(true);
    expect(tracker.get(pod("none"))).toBeUndefined();
    expect(tracker.get({ ...pod("a"), kind: "Pod", metadata: { name: "a", namespace: "other" } })).toBeUndefined();
  });

  it("copies what goes in and what comes out (F175)", () => {
    const { tracker } = openCluster().cluster;
    const sent = configMap("a", { data: { k: "v" } });
    tracker.create(sent);
    (sent["data"] as Record<string, string>)["k"] = "changed";
    const got = tracker.get(configMap("a"));
    (got!["data"] as Record<string, string>)["k"] = "changed too";
    expect(tracker.get(configMap("a"))?.["data"]).toEqual({ k: "v" });
  });

  it("and watches of one namespace and of all see what requests and the tracker do, in one order (F175, F176)", async () => {
    const { call, watch, cluster, clock } = openCluster();
    const changes: string[] = [];
    using _ = cluster.tracker.subscribe(({ type, object }) => changes.push(`${type} ${object.metadata?.name}`));
    const [own, all] = [await watch(`${configMaps}?watch=1`), await watch("/api/v1/configmaps?watch=1")];
    cluster.tracker.create(configMap("a"), configMap("b", {}, { namespace: "kube-system" }));
    await call("PATCH", `${configMaps}/a`, { data: { k: "1" } }, { type: mergePatch });
    await call("PATCH", `${configMaps}/a`, [{ op: "add", path: "/data/l", value: "2" }], { type: jsonPatch });
    await call("PATCH", `${configMaps}/a`, { data: { k: null } }, { type: strategicPatch });
    cluster.tracker.delete(configMap("a"));
    const expected = ["ADDED a", "ADDED b", "MODIFIED a", "MODIFIED a", "MODIFIED a", "DELETED a"];
    const seen = ({ events }: typeof own) => events.map(({ type, object }) => `${type} ${object.metadata?.name}`);
    expect(changes).toEqual(expected);
    await clock.settle();
    expect(seen(all)).toEqual(expected);
    expect(seen(own)).toEqual(expected.filter((text) => text !== "ADDED b"));
    expect(own.events.at(-1)?.object).toMatchObject({ data: { l: "2" } });
  });

  it("refuses an object of another namespace than the request's (F175)", async () => {
    const { call } = openCluster();
    const { failure } = await call("POST", configMaps, configMap("a", {}, { namespace: "other" }));
    expect(failure).toMatchObject({ code: 400, reason: "BadRequest" });
  });
});

describe("list, then watch", () => {
  it("misses nothing that happens in between, deletions included (C102, F176)", async () => {
    const { call, watch, cluster } = openCluster({ objects: [pod("kept"), pod("deleted"), pod("changed")] });
    const { resourceVersion } = (await call("GET", pods)).list.metadata;
    await call("DELETE", `${pods}/deleted`);
    cluster.tracker.update(pod("changed", { labels: { x: "y" } }));
    await call("POST", pods, pod("added"));
    const watched = await watch(`${pods}?watch=1&resourceVersion=${resourceVersion}`);
    await call("POST", pods, pod("later"));
    expect(watched.events.map(({ type, object }) => `${type} ${object.metadata?.name}`)).toEqual([
      // A pod is marked as being deleted first, however little time it has.
      "MODIFIED deleted",
      "DELETED deleted",
      "MODIFIED changed",
      "ADDED added",
      "ADDED later",
    ]);
    const versions = watched.events.map(({ object }) => Number(object.metadata?.resourceVersion));
    expect(versions.every((version) => version > Number(resourceVersion))).toBe(true);
  });

  it("without a version begins with the state, whatever was stored before (C102)", async () => {
    const { watch } = openCluster({ objects: [pod("a"), pod("b")] });
    const { events } = await watch(`${pods}?watch=1&labelSelector=`);
    expect(events.map(({ type, object }) => `${type} ${object.metadata?.name}`)).toEqual(["ADDED a", "ADDED b"]);
  });
});
