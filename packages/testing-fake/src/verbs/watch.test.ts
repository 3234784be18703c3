import { isStatus } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { configMap, configMaps, mergePatch, openCluster, type Client } from "../testing/cluster.ts";

const create = ({ call }: Client, name: string, labels: object = {}) =>
  call("POST", configMaps, configMap(name, {}, { labels }));
const label = ({ call }: Client, name: string, labels: object) =>
  call("PATCH", `${configMaps}/${name}`, { metadata: { labels } }, { type: mergePatch });

describe("a watch", () => {
  it("sends what happened since its resourceVersion, then what happens", async () => {
    const client = openCluster();
    const { object } = await create(client, "a");
    await create(client, "b");
    const watched = await client.watch(`${configMaps}?watch=1&resourceVersion=${object.metadata.resourceVersion}`);
    await label(client, "b", { x: "1" });
    const removed = await client.call("DELETE", `${configMaps}/b`);
    expect(removed.status).toBe(200);
    expect(watched.types).toEqual(["ADDED", "MODIFIED", "DELETED"]);
    const versions = watched.events.map((event) => Number(event.object.metadata?.resourceVersion));
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(watched.events[0]?.object).toMatchObject({ kind: "ConfigMap", apiVersion: "v1", metadata: { name: "b" } });
  });

  it.each(["watch=1", "watch=true&resourceVersion=0"])("with %s begins with the state", async (query) => {
    const client = openCluster();
    await create(client, "b");
    await create(client, "a");
    const watched = await client.watch(`${configMaps}?${query}`);
    expect(watched.events.map(({ type, object }) => [type, object.metadata])).toMatchObject([
      ["ADDED", { name: "a" }],
      ["ADDED", { name: "b" }],
    ]);
  });

  it("shows objects that come into sight of its selectors as ADDED, and those that go out of it as DELETED", async () => {
    const client = openCluster();
    const { object } = await create(client, "a", { on: "yes" });
    const watched = await client.watch(
      `${configMaps}?watch=1&labelSelector=on=yes&resourceVersion=${object.metadata.resourceVersion}`,
    );
    const gone = await label(client, "a", { on: "no" });
    await label(client, "a", { still: "no" });
    await label(client, "a", { on: "yes" });
    await label(client, "a", { more: "1" });
    await create(client, "b", { on: "no" });
    await client.call("DELETE", `${configMaps}/a`);
    expect(watched.types).toEqual(["DELETED", "ADDED", "MODIFIED", "DELETED"]);
    // Its last state in sight, at the revision at which it left.
    expect(watched.events[0]?.object.metadata).toMatchObject({
      labels: { on: "yes" },
      resourceVersion: gone.object.metadata.resourceVersion,
    });
  });

  it("stays within its namespace, and by name", async () => {
    const client = openCluster();
    const watched = await client.watch(`${configMaps}?watch=1&fieldSelector=metadata.name=a`);
    const old = await client.watch("/api/v1/watch/namespaces/default/configmaps/a");
    await client.call("POST", "/api/v1/namespaces/kube-system/configmaps", configMap("a"));
    await create(client, "a");
    await create(client, "b");
    expect(watched.events.map(({ object }) => object.metadata)).toMatchObject([{ name: "a", namespace: "default" }]);
    expect(old.types).toEqual(["ADDED"]);
  });

  it("of a forgotten past sends one ERROR with reason Expired, and ends (C05)", async () => {
    const client = openCluster();
    const { object } = await create(client, "a");
    await create(client, "b");
    client.cluster.compact();
    const watched = await client.watch(`${configMaps}?watch=1&resourceVersion=${object.metadata.resourceVersion}`);
    expect(watched.ended).toBe(true);
    expect(watched.events).toMatchObject([{ type: "ERROR", object: { code: 410, reason: "Expired" } }]);
    expect(isStatus(watched.events[0]?.object)).toBe(true);
  });

  it("from the future sends nothing of what comes before", async () => {
    const client = openCluster();
    const { object } = await create(client, "a");
    const from = Number(object.metadata.resourceVersion) + 1;
    const watched = await client.watch(`${configMaps}?watch=1&resourceVersion=${from}`);
    await create(client, "b");
    await create(client, "c");
    expect(watched.events.map((event) => event.object.metadata)).toMatchObject([{ name: "c" }]);
  });

  it("sends bookmarks each minute and two seconds before its deadline, to those who want them", async () => {
    const client = openCluster();
    const watched = await client.watch(`${configMaps}?watch=1&timeoutSeconds=150&allowWatchBookmarks=true`);
    const plain = await client.watch(`${configMaps}?watch=1&timeoutSeconds=150`);
    await client.call("POST", "/api/v1/namespaces/default/secrets", { metadata: { name: "s" } });
    const revision = (await client.call("GET", configMaps)).list.metadata.resourceVersion;
    await client.clock.advance(60_000);
    expect(watched.events).toEqual([
      { type: "BOOKMARK", object: { kind: "ConfigMap", apiVersion: "v1", metadata: { resourceVersion: revision } } },
    ]);
    await client.clock.advance(87_999);
    expect(watched.events).toHaveLength(2);
    await client.clock.advance(1);
    expect(watched.events).toHaveLength(3);
    expect(watched.ended).toBe(false);
    await client.clock.advance(2000);
    expect(watched.ended).toBe(true);
    expect(plain).toMatchObject({ ended: true, events: [] });
    expect(client.clock.pending).toEqual([]);
  });

  it("ends by itself after half an hour to an hour", async () => {
    const client = openCluster();
    const watched = await client.watch(`${configMaps}?watch=1`);
    await client.clock.advance(1_799_000);
    expect(watched.ended).toBe(false);
    await client.clock.advance(1_801_000);
    expect(watched.ended).toBe(true);
  });

  describe("with sendInitialEvents", () => {
    const query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";

    it("sends the state and marks its end with a bookmark (C13)", async () => {
      const client = openCluster();
      await create(client, "a");
      const watched = await client.watch(`${configMaps}?${query}&allowWatchBookmarks=true`);
      expect(watched.types).toEqual(["ADDED", "BOOKMARK"]);
      expect(watched.events[1]?.object.metadata).toEqual({
        resourceVersion: (await client.call("GET", configMaps)).list.metadata.resourceVersion,
        annotations: { "k8s.io/initial-events-end": "true" },
      });
      expect((await client.watch(`${configMaps}?${query}`)).types).toEqual(["ADDED"]);
    });

    it("false begins with no state, even without a resourceVersion", async () => {
      const client = openCluster();
      await create(client, "a");
      const watched = await client.watch(`${configMaps}?${query.replace("true", "false")}`);
      await create(client, "b");
      expect(watched.events.map((event) => event.object.metadata)).toMatchObject([{ name: "b" }]);
    });

    it("from the future waits, then ends with an ERROR", async () => {
      const client = openCluster();
      const opening = client.watch(`${configMaps}?${query}&resourceVersion=99999`);
      await client.clock.advance(3000);
      expect((await opening).events).toMatchObject([{ type: "ERROR", object: { code: 504, reason: "Timeout" } }]);
    });
  });

  it.each([
    ["sendInitialEvents=true", 422, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"],
    [
      "resourceVersionMatch=NotOlderThan",
      422,
      "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
    ],
    [
      "sendInitialEvents=true&resourceVersionMatch=Exact",
      422,
      'Unsupported value: "Exact": supported values: "NotOlderThan"',
    ],
    ["resourceVersion=x", 500, 'resourceVersion: Invalid value: "x": strconv.ParseUint'],
    ["labelSelector=a+b+c", 400, "unable to parse requirement"],
    ["fieldSelector=x=y", 400, "is not a known field selector"],
  ])("with %s is refused before it begins", async (query, code, message) => {
    const { failure } = await openCluster().call("GET", `${configMaps}?watch=1&${query}`);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(message);
  });

  it("loses readers that fall too far behind, and lets go of those that leave", async () => {
    const client = openCluster();
    const transport = client.cluster.transport();
    const url = `http://cluster${configMaps}?watch=1&resourceVersion=1`;
    const slow = await transport.send({ method: "GET", url, headers: [], reading: "watch" });
    const reading = slow.body[Symbol.asyncIterator]();
    await create(client, "a");
    expect((await reading.next()).done).toBe(false);
    for (let index = 0; index < 10_001; index++) await label(client, "a", { index: String(index) });
    const lengths: number[] = [];
    for (let next = await reading.next(); !next.done; next = await reading.next()) lengths.push(next.value.length);
    expect(lengths.length).toBeGreaterThan(0);
    const leaving = await client.watch(`${configMaps}?watch=1`);
    expect(client.clock.pending).toHaveLength(1);
    leaving.stop();
    await client.clock.settle();
    expect(client.clock.pending).toEqual([]);
  });
});
