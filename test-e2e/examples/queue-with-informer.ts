// Works on every ConfigMap with a label: an informer puts keys into a queue, and two workers take them out.
import { createInformerFactory } from "@kubets/cache";
import { createClient } from "@kubets/client-node";
import { configMaps } from "@kubets/kubernetes/core/v1";
import { createRateLimitingQueue } from "@kubets/workqueue";

await using client = await createClient();
const { namespace } = client;
const maps = client.resource(configMaps).namespace(namespace);
const run = `example-${Date.now().toString(36)}`;
for (const number of [1, 2, 3]) {
  await maps.create({ metadata: { name: `${run}-${number}`, labels: { run } }, data: { number: String(number) } });
}

await using factory = createInformerFactory(client, { namespace });
const informer = factory.informer(configMaps);
const queue = createRateLimitingQueue({ name: "config-maps" });
const enqueue = ({ metadata }: { readonly metadata: { readonly name: string } }): void => queue.add(metadata.name);
informer.addEventHandler({ onAdd: enqueue, onUpdate: (_, map) => enqueue(map), onDelete: enqueue });
await factory.start();
await factory.waitForCacheSync({ signal: AbortSignal.timeout(30_000) });

const done = new Set<string>();
await queue.run({
  concurrency: 2,
  handler: async (name, { failures }) => {
    // What counts is how things are now, not what happened.
    const map = informer.lister.namespace(namespace).get(name);
    if (map?.metadata.labels?.["run"] !== run) return;
    if (map.data?.["number"] === "2" && failures === 0) throw new Error("the first try of 2 fails");
    console.log("done with", map.data?.["number"]);
    done.add(name);
    if (done.size === 3) queue.shutDown();
  },
  onError: (error, { item }) => console.log(item, "comes again:", error instanceof Error ? error.message : error),
});

for (const name of done) await maps.delete(name);
