import { describe, expect, it } from "vitest";
import { configMap, configMaps, openCluster, pod, pods, type Client } from "../testing/cluster.ts";

const names = (items: { metadata?: { name?: string } }[]) => items.map(({ metadata }) => metadata?.name);

async function fill({ call }: Client, ...all: string[]): Promise<void> {
  for (const name of all) await call("POST", configMaps, configMap(name, {}, { labels: { name } }));
}

describe("a list", () => {
  it("has the kind and resourceVersion of its own; items of built-in kinds leave their type out", async () => {
    const client = openCluster();
    await fill(client, "b", "a");
    const { text } = await client.call("GET", configMaps);
    expect(text).toMatch(
      /^\{"kind":"ConfigMapList","apiVersion":"v1","metadata":\{"resourceVersion":"\d+"\},"items":\[\{"metadata"/,
    );
    expect(names((await client.call("GET", "/api/v1/configmaps")).items)).toEqual(["a", "b"]);
  });

  it("comes in pages of one snapshot, whatever happens meanwhile", async () => {
    const client = openCluster();
    const { call } = client;
    await fill(client, "a", "b", "c", "d", "e");
    const first = await call("GET", `${configMaps}?limit=2`);
    expect(names(first.items)).toEqual(["a", "b"]);
    expect(first.list.metadata.remainingItemCount).toBe(3);
    await call("DELETE", `${configMaps}/d`);
    await fill(client, "bb");
    const second = await call("GET", `${configMaps}?limit=2&continue=${first.list.metadata.continue}`);
    expect(names(second.items)).toEqual(["c", "d"]);
    expect(second.list.metadata).toMatchObject({
      resourceVersion: first.list.metadata.resourceVersion,
      remainingItemCount: 1,
    });
    const third = await call("GET", `${configMaps}?limit=2&continue=${second.list.metadata.continue}`);
    expect(names(third.items)).toEqual(["e"]);
    expect(third.list.metadata).toEqual({ resourceVersion: first.list.metadata.resourceVersion });
  });

  it("with selectors pages through what is selected, without saying how much is left", async () => {
    const client = openCluster();
    await fill(client, "a", "b", "c", "d");
    const query = `${configMaps}?labelSelector=${encodeURIComponent("name in (b,d)")}&limit=1`;
    const first = await client.call("GET", query);
    expect(names(first.items)).toEqual(["b"]);
    expect(first.list.metadata.remainingItemCount).toBeUndefined();
    expect(names((await client.call("GET", `${query}&continue=${first.list.metadata.continue}`)).items)).toEqual(["d"]);
  });

  it("ignores the limit where any state will do", async () => {
    const client = openCluster();
    await fill(client, "a", "b", "c");
    const { items, list } = await client.call("GET", `${configMaps}?limit=1&resourceVersion=0`);
    expect(items).toHaveLength(3);
    expect(list.metadata.continue).toBeUndefined();
  });

  it("is exact where asked to be, also in the old way by a limit", async () => {
    const client = openCluster();
    await fill(client, "a");
    const { resourceVersion } = (await client.call("GET", configMaps)).list.metadata;
    await fill(client, "b");
    for (const query of [`resourceVersionMatch=Exact`, "limit=5"]) {
      const { items, list } = await client.call("GET", `${configMaps}?resourceVersion=${resourceVersion}&${query}`);
      expect(names(items)).toEqual(["a"]);
      expect(list.metadata.resourceVersion).toBe(resourceVersion);
    }
    const newer = await client.call("GET", `${configMaps}?resourceVersion=${resourceVersion}`);
    expect(names(newer.items)).toEqual(["a", "b"]);
  });

  it("from the future waits three seconds, then says how far the server is (C05)", async () => {
    const client = openCluster();
    const { call, clock } = client;
    const current = Number((await call("GET", configMaps)).list.metadata.resourceVersion);
    const hopeless = call("GET", `${configMaps}?resourceVersion=${current + 5}`);
    await clock.advance(2999);
    expect(clock.pending).toEqual([1]);
    await clock.advance(1);
    const { failure, header } = await hopeless;
    expect(failure).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: `Timeout: Too large resource version: ${current + 5}, current: ${current}`,
      reason: "Timeout",
      details: {
        causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        retryAfterSeconds: 1,
      },
      code: 504,
    });
    expect(header("retry-after")).toBe("1");
    const patient = call("GET", `${configMaps}?resourceVersion=${current + 1}`);
    await clock.settle();
    await fill(client, "a");
    expect(names((await patient).items)).toEqual(["a"]);
  });

  it("of a forgotten past is expired; a token then comes with another that goes on at the newest state (C05)", async () => {
    const client = openCluster();
    const { call, cluster } = client;
    await fill(client, "a", "b", "c");
    const first = await call("GET", `${configMaps}?limit=1`);
    await call("DELETE", `${configMaps}/b`);
    cluster.compact();
    const { failure } = await call("GET", `${configMaps}?limit=1&continue=${first.list.metadata.continue}`);
    expect(failure).toMatchObject({ code: 410, reason: "Expired" });
    expect(failure.message).toMatch(/^The provided continue parameter is too old to display a consistent list result/);
    const rest = await call("GET", `${configMaps}?continue=${failure.metadata?.continue}`);
    expect(names(rest.items)).toEqual(["c"]);
    const exact = `${configMaps}?resourceVersion=${first.list.metadata.resourceVersion}&resourceVersionMatch=Exact`;
    expect((await call("GET", exact)).failure).toMatchObject({
      code: 410,
      reason: "Expired",
      message: "The resourceVersion for the provided list is too old.",
    });
  });

  it("forgets the past by itself, some five to ten minutes after", async () => {
    const client = openCluster();
    await fill(client, "a");
    const { resourceVersion } = (await client.call("GET", configMaps)).list.metadata;
    const exact = `${configMaps}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`;
    await fill(client, "b");
    await client.clock.advance(300_000);
    expect((await client.call("GET", exact)).status).toBe(200);
    await client.clock.advance(300_000);
    expect((await client.call("GET", exact)).failure).toMatchObject({ code: 410 });
    expect(client.clock.pending).toEqual([]);
  });

  it.each([
    ["resourceVersionMatch=Exact", 422, "resourceVersionMatch is forbidden unless resourceVersion is provided"],
    [
      "resourceVersion=0&resourceVersionMatch=Exact",
      422,
      'resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    ],
    [
      "resourceVersion=1&resourceVersionMatch=Some",
      422,
      'Unsupported value: "Some": supported values: "Exact", "NotOlderThan", ""',
    ],
    ["sendInitialEvents=true", 422, "sendInitialEvents is forbidden for list"],
    [
      "resourceVersion=x",
      400,
      'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
    ],
    ["limit=x", 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
    ["labelSelector=a+b+c", 400, "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ["fieldSelector=a", 400, "invalid selector: 'a'; can't understand 'a'"],
    [
      "fieldSelector=data.x=a",
      400,
      '"data.x" is not a known field selector: only "metadata.name", "metadata.namespace"',
    ],
    [
      "continue=abc",
      400,
      "invalid continue token: continue key is not valid: invalid character 'i' looking for beginning of value",
    ],
  ])("with %s is refused", async (query, code, message) => {
    const { failure } = await openCluster().call("GET", `${configMaps}?${query}`);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(message);
  });

  it("selects by the fields that a kind registers", async () => {
    const { call } = openCluster();
    await call("POST", pods, pod("a", {}, { nodeName: "n" }));
    await call("POST", pods, pod("b", {}, { hostNetwork: true }));
    const selected = async (selector: string) =>
      names((await call("GET", `${pods}?fieldSelector=${encodeURIComponent(selector)}`)).items);
    expect(await selected("spec.nodeName=n")).toEqual(["a"]);
    expect(await selected("spec.nodeName=")).toEqual(["b"]);
    expect(await selected("spec.hostNetwork=false,status.phase=Pending")).toEqual(["a"]);
    expect(await selected("metadata.name!=a,metadata.namespace=default")).toEqual(["b"]);
    expect((await call("GET", `${pods}?fieldSelector=spec.containers=x`)).failure.message).toBe(
      "field label not supported: spec.containers",
    );
  });
});
