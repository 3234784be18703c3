/** Does the same without types: the resource is found by a name, as kubectl finds it. */
import { createClient } from "@kubets/client-node";
import { createCachedDiscovery, createDiscoveryClient, createRestMapper } from "@kubets/discovery";
import { deleteAndWait } from "@kubets/dynamic";

await using client = await createClient();
const mapper = createRestMapper(createCachedDiscovery(createDiscoveryClient({ rest: client.rest })));
const resource = await mapper.descriptorForResource("deploy");
console.log(`"deploy" means ${resource.resource} of ${resource.group}/${resource.version}`);

const inDefault = client.resource(resource).namespace("default");
const name = `dynamic-${Date.now()}`;
await inDefault.create({
  metadata: { name },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "web", image: "nginx" }] } },
  },
});
console.log(`created ${name}`);

const patched = await inDefault.patch(name, { type: "merge", value: { spec: { replicas: 2 } } });
console.log("patched", patched["spec"]);

await deleteAndWait(inDefault, name, { timeoutMs: 60_000 });
console.log("deleted");
