import {
  errorFromStatus,
  isAborted,
  isConflict,
  isExpired,
  isNetworkError,
  isTooManyRequests,
} from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { configMap, configMaps, mergePatch, openCluster, pod, pods } from "../testing/cluster.ts";

const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe("faults choose their requests", () => {
  it("by verb, group, resource, subresource, namespace, name and user", async () => {
    const { cluster } = openCluster({ objects: [pod("a"), pod("b")] });
    const statuses: string[] = [];
    const as = (user: string) => async (path: string) => {
      const transport = cluster.transport({ user: { name: user, groups: [] } });
      const { status } = await transport.send({ method: "GET", url: `http://x${path}`, headers: [], reading: "whole" });
      statuses.push(`${user} ${status}`);
    };
    cluster.fail({
      user: "jane",
      verb: ["get", "list"],
      resource: "pods",
      name: "a",
      namespace: "default",
      group: "",
      with: { code: 418 },
    });
    const [jane, joe] = [as("jane"), as("joe")];
    await joe(`${pods}/a`);
    await jane(`${pods}/b`);
    await jane(`${pods}/a/status`);
    await jane(`${configMaps}/a`);
    await jane(`/api/v1/namespaces/other/pods/a`);
    await jane(`${pods}/a`);
    await jane(`${pods}/a`);
    expect(statuses).toEqual(["joe 200", "jane 200", "jane 200", "jane 404", "jane 404", "jane 418", "jane 200"]);
  });

  it("after some that pass, as often as told, or always", async () => {
    const { call, cluster } = openCluster();
    cluster.fail({ resource: "pods", after: 1, times: 2, with: { code: 503 } });
    const always = cluster.fail({ resource: "configmaps", times: Infinity, with: { code: 503 } });
    const codes = async (path: string) => {
      const seen: number[] = [];
      for (let index = 0; index < 5; index++) seen.push((await call("GET", path)).status);
      return seen;
    };
    expect(await codes(pods)).toEqual([200, 503, 503, 200, 200]);
    expect(await codes(configMaps)).toEqual([503, 503, 503, 503, 503]);
    always[Symbol.dispose]();
    expect((await call("GET", configMaps)).status).toBe(200);
  });

  it("by chance that a seed repeats", async () => {
    const struck = async (seed: number): Promise<string> => {
      const { call, cluster } = openCluster();
      cluster.fail({ times: Infinity, probability: 0.3, seed, with: { code: 500 } });
      let text = "";
      for (let index = 0; index < 60; index++) text += (await call("GET", pods)).status === 500 ? "x" : ".";
      return text;
    };
    const [one, again, other] = [await struck(7), await struck(7), await struck(8)];
    expect(one).toBe(again);
    expect(one).not.toBe(other);
    expect(one.split("x").length - 1).toBeGreaterThan(8);
    expect(one.split("x").length - 1).toBeLessThan(30);
  });

  it("in order: the first with an effect strikes, delays before it add up", async () => {
    const { call, clock } = openCluster({
      faults: [{ delayMs: 1000 }, { delayMs: 500, with: { code: 500 } }, { with: { code: 503 } }],
    });
    const slow = call("GET", pods);
    let done = false;
    void slow.then(() => (done = true));
    await clock.advance(1499);
    expect(done).toBe(false);
    await clock.advance(1);
    expect((await slow).status).toBe(500);
    expect((await call("GET", pods)).status).toBe(503);
    expect((await call("GET", pods)).status).toBe(200);
  });
});

describe("faults", () => {
  it("answer 429 and 5xx with Retry-After, and 409 and 410 with the server's words", async () => {
    const { call, cluster } = openCluster({ objects: [configMap("a")] });
    cluster.fail({ with: { code: 429, retryAfterSeconds: 2 } });
    const busy = await call("GET", pods);
    expect(isTooManyRequests(errorFromStatus(busy.failure))).toBe(true);
    expect(busy.header("retry-after")).toBe("2");
    cluster.fail({ verb: "patch", with: "conflict" });
    const patch = () => call("PATCH", `${configMaps}/a`, { data: { k: "v" } }, { type: mergePatch });
    const conflict = (await patch()).failure;
    expect(isConflict(errorFromStatus(conflict))).toBe(true);
    const stale = { ...configMap("a"), metadata: { name: "a", resourceVersion: "1" } };
    expect((await call("PUT", `${configMaps}/a`, stale)).failure.message).toBe(conflict.message);
    expect((await patch()).status).toBe(200);
    cluster.fail({ verb: "list", with: "expired" });
    expect(isExpired(errorFromStatus((await call("GET", configMaps)).failure))).toBe(true);
  });

  it("end a watch that has begun with an ERROR event that says Expired", async () => {
    const { watch, cluster, clock } = openCluster();
    cluster.fail({ verb: "watch", with: "expired" });
    const watched = await watch(`${pods}?watch=1`);
    await clock.settle();
    expect(watched).toMatchObject({ types: ["ERROR"], ended: true, broken: false });
    expect(watched.events[0]?.object).toMatchObject({ code: 410, reason: "Expired" });
  });

  it("reset a request before it is carried out, or lose the answer after it", async () => {
    const { call, cluster } = openCluster();
    cluster.fail({ verb: "create", with: "reset" });
    cluster.fail({ verb: "create", with: "lose-answer" });
    expect(isNetworkError(await caught(call("POST", configMaps, configMap("a"))))).toBe(true);
    expect((await call("GET", `${configMaps}/a`)).status).toBe(404);
    expect(isNetworkError(await caught(call("POST", configMaps, configMap("a"))))).toBe(true);
    expect((await call("GET", `${configMaps}/a`)).status).toBe(200);
  });

  it("stall a request until its client gives up, without carrying it out", async () => {
    const { call, cluster, clock } = openCluster();
    cluster.fail({ verb: "create", with: "stall" });
    const controller = new AbortController();
    const stalled = caught(call("POST", configMaps, configMap("a"), { signal: controller.signal }));
    await clock.advance(3600_000);
    expect((await call("GET", `${configMaps}/a`)).status).toBe(404);
    controller.abort();
    expect(isAborted(await stalled)).toBe(true);
  });

  it.each([0, 1, 100, 101])("cut an answer after at most %d bytes, never within a character", async (bytes) => {
    const { cluster } = openCluster({ objects: [configMap("a", { data: { k: "ü".repeat(500) } })] });
    cluster.fail({ with: { cutAfterBytes: bytes } });
    const { body } = await cluster
      .transport()
      .send({ method: "GET", url: `http://x${configMaps}/a`, headers: [], reading: "whole" });
    let got = 0;
    const read = (async () => {
      for await (const piece of body) got += piece.length;
    })();
    expect(isNetworkError(await caught(read))).toBe(true);
    expect(got).toBeLessThanOrEqual(bytes);
    expect(got).toBeGreaterThanOrEqual(bytes - 1);
  });

  it("cut a watch in the middle of an event", async () => {
    const { call, watch, cluster, clock } = openCluster();
    cluster.fail({ verb: "watch", with: { cutAfterEvents: 1 } });
    const watched = await watch(`${configMaps}?watch=1`);
    await call("POST", configMaps, configMap("a"));
    await clock.settle();
    expect(watched).toMatchObject({ types: ["ADDED"], ended: false });
    await call("POST", configMaps, configMap("b"));
    await clock.settle();
    expect(watched).toMatchObject({ types: ["ADDED"], ended: true, broken: true });
  });

  it("let a watch fall silent and stay open", async () => {
    const { call, watch, cluster, clock } = openCluster();
    cluster.fail({ verb: "watch", times: 2, with: { stallAfterEvents: 1 } });
    const watched = await watch(`${configMaps}?watch=1&timeoutSeconds=60`);
    for (const name of ["a", "b"]) await call("POST", configMaps, configMap(name));
    await clock.advance(600_000);
    expect(watched).toMatchObject({ types: ["ADDED"], ended: false });
    watched.stop();
    await clock.settle();
    expect(watched).toMatchObject({ ended: true });
    expect(clock.pending).toEqual([]);
  });

  it("send events twice, and bookmarks once", async () => {
    const { call, watch, cluster, clock } = openCluster({ objects: [configMap("a")] });
    cluster.fail({ verb: "watch", with: "duplicate-events" });
    const query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const watched = await watch(`${configMaps}?${query}`);
    await call("DELETE", `${configMaps}/a`);
    await clock.settle();
    const types = watched.types.filter((type) => type !== "BOOKMARK");
    expect(types).toEqual(["ADDED", "ADDED", "DELETED", "DELETED"].map((type) => type));
    expect(watched.types.filter((type) => type === "BOOKMARK")).toHaveLength(1);
  });

  it("show the state some revisions ago, of lists and single objects, without moving time back", async () => {
    const { call, cluster } = openCluster({ objects: [configMap("a", { data: { k: "0" } })] });
    const patch = (value: string) => call("PATCH", `${configMaps}/a`, { data: { k: value } }, { type: mergePatch });
    await patch("1");
    await patch("2");
    await call("POST", configMaps, configMap("b"));
    cluster.fail({ times: 2, with: { staleBy: 2 } });
    expect((await call("GET", `${configMaps}/a`)).object).toMatchObject({ data: { k: "1" } });
    const { items, list } = await call("GET", configMaps);
    expect(items).toMatchObject([{ metadata: { name: "a" }, data: { k: "1" } }]);
    const now = await call("GET", configMaps);
    expect(Number(now.list.metadata.resourceVersion) - Number(list.metadata.resourceVersion)).toBe(2);
    expect(now.items).toMatchObject([{ data: { k: "2" } }, { metadata: { name: "b" } }]);
    // What was forgotten cannot be shown.
    cluster.compact();
    cluster.fail({ with: { staleBy: 100 } });
    expect((await call("GET", configMaps)).items).toHaveLength(2);
  });

  it("forget the past before a request is carried out", async () => {
    const { call, watch, cluster, clock } = openCluster({ objects: [configMap("a")] });
    const { resourceVersion } = (await call("GET", configMaps)).list.metadata;
    await call("POST", configMaps, configMap("b"));
    cluster.fail({ verb: "watch", with: "compact" });
    const watched = await watch(`${configMaps}?watch=1&resourceVersion=${resourceVersion}`);
    await clock.settle();
    expect(watched.events).toMatchObject([{ type: "ERROR", object: { code: 410 } }]);
  });

  it("restart the server: connections break, requests are refused for a while, the state is kept", async () => {
    const { call, watch, cluster, clock } = openCluster({ objects: [configMap("a")] });
    const watched = [await watch(`${configMaps}?watch=1`), await watch(`${pods}?watch=1`)];
    cluster.fail({ verb: "delete", with: { restartMs: 1000 } });
    expect(isNetworkError(await caught(call("DELETE", `${configMaps}/a`)))).toBe(true);
    await clock.settle();
    expect(watched.map(({ broken }) => broken)).toEqual([true, true]);
    expect(isNetworkError(await caught(call("GET", "/version")))).toBe(true);
    await clock.advance(1000);
    expect((await call("GET", configMaps)).items).toMatchObject([{ metadata: { name: "a" } }]);
    const again = await watch(`${configMaps}?watch=1`);
    expect(again).toMatchObject({ types: ["ADDED"], ended: false });
    cluster.restart();
    await clock.settle();
    expect(again).toMatchObject({ broken: true });
    expect((await call("GET", "/version")).status).toBe(200);
  });

  it("break requests that are under way when the server restarts", async () => {
    const { call, cluster, clock } = openCluster();
    cluster.fail({ verb: "get", delayMs: 100 });
    const slow = caught(call("GET", `${configMaps}/a`));
    await clock.advance(50);
    cluster.restart();
    await clock.advance(50);
    expect(isNetworkError(await slow)).toBe(true);
  });
});
