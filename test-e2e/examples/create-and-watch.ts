// Creates a ConfigMap, changes it, deletes it, and watches all of that happen.
import { createClient } from "@kubets/client-node";
import { configMaps } from "@kubets/kubernetes/core/v1";

await using client = await createClient();
const maps = client.resource(configMaps).namespace(client.namespace);
const name = `example-${Date.now().toString(36)}`;

// From the version of a list on, a watch misses nothing.
const { metadata } = await maps.list({ fieldSelector: `metadata.name=${name}` });
const events = maps.watch({ fieldSelector: `metadata.name=${name}`, resourceVersion: metadata.resourceVersion ?? "" });

await maps.create({ metadata: { name }, data: { greeting: "hello" } });
await maps.patch(name, { type: "merge", value: { data: { greeting: "good morning" } } });
await maps.delete(name);

for await (const { type, object } of events) {
  if (type === "BOOKMARK") continue;
  console.log(type, object.metadata.name, object.data);
  if (type === "DELETED") break;
}
