// Uses the published packages from outside: a client, a cache and a queue on the API server in memory.
import { isNotFound } from "@kubets/apimachinery";
import { createInformerFactory } from "@kubets/cache";
import { createDynamicClient } from "@kubets/dynamic";
import { configMaps } from "@kubets/kubernetes/core/v1";
import { createRestClient } from "@kubets/rest";
import { createFakeCluster } from "@kubets/testing-fake";
import { createRateLimitingQueue } from "@kubets/workqueue";

const cluster = createFakeCluster();
const rest = createRestClient({ config: cluster.config, transport: cluster.transport() });
const client = createDynamicClient({ rest });
const maps = client.resource(configMaps).namespace("default");

const queue = createRateLimitingQueue();
const factory = createInformerFactory(client);
const informer = factory.informer(configMaps);
informer.addEventHandler({ onAdd: ({ metadata }) => queue.add(metadata.name) });
await factory.start();
await factory.waitForCacheSync();

await maps.create({ metadata: { name: "hello" }, data: { from: "outside" } });
const name = await queue.get();
const seen = informer.lister.namespace("default").get(name ?? "");
if (seen?.data?.["from"] !== "outside") throw new Error(`the cache does not have ${name}`);

await maps.delete("hello");
const gone = await maps.get("hello").then(
  () => false,
  (error: unknown) => isNotFound(error),
);
if (!gone) throw new Error("hello is still there");
await factory[Symbol.asyncDispose]();
await cluster[Symbol.asyncDispose]();
