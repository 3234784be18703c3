// A controller's test in memory: an hour passes in milliseconds, and the network fails on command.
import { createDynamicClient, type DynamicClient } from "@kubets/dynamic";
import { createRestClient } from "@kubets/rest";
import { fakeClusterFixture, parseFaults, type FakeCluster } from "@kubets/testing-fake";
import { createFakeClock, type FakeClock } from "@kubets/wait";
import { expect, test as base } from "vitest";
import { startExpiringConfigMaps } from "./expiring-config-maps.ts";

interface World {
  readonly clock: FakeClock;
  readonly cluster: FakeCluster;
  readonly client: DynamicClient;
}

// A cluster of its own for each test, with a clock of its own, and gone with it.
const test = base
  .extend<Pick<World, "cluster">>({ cluster: fakeClusterFixture(() => ({ clock: createFakeClock() })) })
  .extend<{ world: World }>({
    async world({ cluster }, use) {
      const clock = cluster.clock as FakeClock;
      const rest = createRestClient({ config: cluster.config, transport: cluster.transport(), clock });
      await use({ clock, cluster, client: createDynamicClient({ rest }) });
    },
  });

const type = { apiVersion: "v1", kind: "ConfigMap" };
const expiring = (name: string, seconds: number) => ({
  ...type,
  metadata: { name, namespace: "default", annotations: { "example.com/ttl-seconds": String(seconds) } },
});

test("deletes a ConfigMap when its hour is over, and not before", async ({ world: { clock, cluster, client } }) => {
  await using _ = startExpiringConfigMaps({ client, clock });
  cluster.tracker.create(expiring("hour", 3600), { ...type, metadata: { name: "forever" } });
  await clock.advance(3_599_000);
  expect(cluster.objects(type)).toHaveLength(2);
  await clock.advance(2000);
  expect(cluster.objects(type)).toMatchObject([{ metadata: { name: "forever" } }]);
  expect(cluster.actions.filter(({ verb }) => verb === "delete")).toMatchObject([
    { resource: "configmaps", name: "hour" },
  ]);
});

test("gets there in the end, whatever the network does", async ({ world: { clock, cluster, client } }) => {
  const script = `
    - { verb: watch, times: 2, with: { cutAfterEvents: 0 } }
    - { verb: delete, times: 2, with: { code: 503 } }
    - { verb: delete, after: 2, with: reset }
    - { verb: list, with: expired }
  `;
  for (const fault of parseFaults(script)) cluster.fail(fault);
  await using _ = startExpiringConfigMaps({ client, clock });
  cluster.tracker.create(expiring("minute", 60));
  await clock.advance(600_000);
  expect(cluster.objects(type)).toEqual([]);
});

test("lists, then watches, and misses nothing in between", async ({ world: { cluster, clock } }) => {
  cluster.tracker.create(expiring("kept", 1), expiring("deleted", 1));
  const rest = createRestClient({ config: cluster.config, transport: cluster.transport(), clock });
  const path = "/api/v1/namespaces/default/configmaps";
  const { metadata } = await rest.list({ method: "GET", path });
  cluster.tracker.delete(expiring("deleted", 1));
  cluster.tracker.create(expiring("added", 1));
  const query = [["resourceVersion", metadata.resourceVersion ?? ""]] as const;
  const seen: string[] = [];
  for await (const batch of rest.watch<{ metadata: { name: string } }>({
    method: "GET",
    path,
    query: [["watch", "1"], ...query],
  })) {
    for (const event of batch) if (event.type !== "BOOKMARK") seen.push(`${event.type} ${event.object.metadata.name}`);
    if (seen.length === 2) break;
  }
  expect(seen).toEqual(["DELETED deleted", "ADDED added"]);
});
