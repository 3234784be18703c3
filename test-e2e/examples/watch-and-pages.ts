/** Reads a collection page by page, then what happens to it, both as loops. */
import { createClient } from "@kubets/client-node";
import { follow } from "@kubets/dynamic";
import { configMaps } from "@kubets/kubernetes/core/v1";

await using client = await createClient();
const inDefault = client.resource(configMaps).namespace("default");
const labels = { "example.com/run": `pages-${Date.now()}` };
const labelSelector = Object.entries(labels).join().replace(",", "=");

for (let number = 0; number < 5; number++) {
  await inDefault.create({ metadata: { generateName: "page-", labels }, data: { number: String(number) } });
}

// Two a page; the next one is read when this one is used up.
for await (const { metadata, data } of inDefault.items({ labelSelector, limit: 2 })) {
  console.log(metadata.name, data?.["number"]);
}

// The state first, then changes, for as long as one likes: it survives lost connections.
for await (const event of follow(inDefault, { labelSelector })) {
  if (event.type === "BOOKMARK") {
    console.log("that is all there was");
    await inDefault.deleteCollection({ labelSelector });
  } else {
    console.log(event.type, event.object.metadata.name);
    if (event.type === "DELETED") break;
  }
}
