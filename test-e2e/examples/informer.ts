// Keeps an indexed cache of ConfigMaps, reacts to changes, and sees its own writes at once.
import { createInformer, createOwnWrites } from "@kubets/cache";
import { createClient } from "@kubets/client-node";
import { configMaps } from "@kubets/kubernetes/core/v1";

await using client = await createClient();
const maps = client.resource(configMaps).namespace(client.namespace);
const name = `example-${Date.now().toString(36)}`;

await using informer = createInformer({
  listerWatcher: maps,
  name: "config maps",
  indexers: { greeting: (map) => [map.data?.["greeting"] ?? ""] },
  logger: console,
});
const deleted = Promise.withResolvers<void>();
informer.addEventHandler({
  onAdd: (map, { initial }) => console.log(initial ? "there is" : "new", map.metadata.name),
  onUpdate: (before, after) => console.log("changed", after.metadata.name, before.data, after.data),
  onDelete(map) {
    console.log("gone", map.metadata.name);
    if (map.metadata.name === name) deleted.resolve();
  },
});
void informer.run();
await informer.waitForSync({ signal: AbortSignal.timeout(30_000) });

using own = createOwnWrites(informer);
const writer = own.bind(maps);
await writer.create({ metadata: { name }, data: { greeting: "hello" } });
console.log("greets with hello:", own.lister.byIndex("greeting", "hello").length);
await writer.patch(name, { type: "merge", value: { data: { greeting: "good morning" } } });
console.log("now says", own.lister.namespace(client.namespace).get(name)?.data?.["greeting"]);
await writer.delete(name);
console.log("is gone:", own.lister.namespace(client.namespace).get(name) === undefined);

await own.caughtUp({ signal: AbortSignal.timeout(30_000) });
await deleted.promise;
