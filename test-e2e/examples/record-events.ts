// Records what happens to a ConfigMap, and reads it back as `kubectl describe` would.
import { createClient } from "@kubets/client-node";
import { createEventRecorder } from "@kubets/events";
import { configMaps, events } from "@kubets/kubernetes/core/v1";

await using client = await createClient();
const maps = client.resource(configMaps).namespace(client.namespace);
const name = `example-${Date.now().toString(36)}`;
const map = await maps.create({ metadata: { name }, data: { greeting: "hello" } });

const recorder = createEventRecorder({
  sink: client.resource(events),
  source: { component: "example" },
  onDrop: ({ cause, message }) => console.error(`not recorded (${cause}): ${message}`),
});
recorder.event(map, { type: "Normal", reason: "Created", message: "created the ConfigMap" });
for (let visitor = 1; visitor <= 3; visitor++) {
  recorder.event(map, { type: "Warning", reason: "NotGreeted", message: "somebody came by and was not greeted" });
}
// Writes what is still waiting; `await using` does the same at the end of a block.
await recorder[Symbol.asyncDispose]();

const { items } = await client
  .resource(events)
  .namespace(client.namespace)
  .list({ fieldSelector: `involvedObject.uid=${map.metadata.uid}` });
for (const { type, reason, count, message } of items) console.log(type, reason, `${count}×`, message);

await maps.delete(name);
