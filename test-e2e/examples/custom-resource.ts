/**
 * A resource of your own, typed by its CRD. The types were written by
 * `npx @kubets/codegen crd custom-resource/bookmarks.json --out custom-resource/src/gen --import-extension .ts`.
 */
import { readFile } from "node:fs/promises";
import { isNotFound } from "@kubets/apimachinery";
import { createClient } from "@kubets/client-node";
import { deleteAndWait, getOrCreate, hasCondition, waitFor } from "@kubets/dynamic";
import { customResourceDefinitions, type CustomResourceDefinition } from "@kubets/kubernetes/apiextensions/v1";
import { poll } from "@kubets/wait";
import { bookmarks } from "./custom-resource/src/gen/examples.kubets.dev/v1.ts";

await using client = await createClient();

// The server has to know the resource before it takes objects of it.
const file = new URL("custom-resource/bookmarks.json", import.meta.url);
const crd = JSON.parse(await readFile(file, "utf8")) as CustomResourceDefinition & { metadata: { name: string } };
const definitions = client.resource(customResourceDefinitions);
await getOrCreate(definitions, crd);
await waitFor(definitions, crd.metadata.name, hasCondition("Established"), { timeoutMs: 60_000 });

const inDefault = client.resource(bookmarks).namespace("default");
// It is established a moment before it is served.
const isServed = (): Promise<boolean> =>
  inDefault.list({ limit: 1 }).then(
    () => true,
    (error: unknown) => (isNotFound(error) ? false : Promise.reject(error)),
  );
await poll(isServed, { intervalMs: 50, timeoutMs: 60_000 });
const created = await inDefault.create({ metadata: { generateName: "kubets-" }, spec: { url: "https://kubets.dev" } });
const { name } = created.metadata;
console.log(`created ${created.kind} ${name}, to be read ${created.spec.shelf}`);

await inDefault.patchStatus(name, { type: "merge", value: { status: { reachable: true } } });
const edited = await inDefault.edit(name, (bookmark) => {
  bookmark.spec = { ...bookmark.spec, shelf: "done", tags: ["kubernetes"] };
});
console.log(`it is ${edited.status?.reachable ? "reachable" : "gone"}, and ${edited.spec.shelf}`);

await inDefault.delete(name);
await deleteAndWait(definitions, crd.metadata.name, { timeoutMs: 60_000 });
console.log("deleted");
