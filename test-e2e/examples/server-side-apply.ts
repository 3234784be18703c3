/** Two managers apply the same object, and one learns whose fields it would take. */
import { isKubernetesError } from "@kubets/apimachinery";
import { createClient } from "@kubets/client-node";
import { extractManaged, fieldConflicts } from "@kubets/dynamic";
import { configMaps } from "@kubets/kubernetes/core/v1";

await using client = await createClient();
const inDefault = client.resource(configMaps).namespace("default");
const name = `applied-${Date.now()}`;
const settings = (data: Record<string, string>) => ({ metadata: { name }, data });

try {
  await inDefault.apply(settings({ color: "blue", size: "1" }), { fieldManager: "designer" });
} catch (error) {
  // Servers for tests may not have it; they say so.
  if (!isKubernetesError(error) || (error.code !== 415 && error.code !== 501)) throw error;
  console.log(`this server has no server-side apply: ${error.message}`);
  process.exit(0);
}
console.log("the designer applied color and size");

try {
  await inDefault.apply(settings({ color: "red" }), { fieldManager: "operator" });
} catch (error) {
  for (const { field, manager } of fieldConflicts(error)) console.log(`conflict: ${field} is owned by ${manager}`);
}

const forced = await inDefault.apply(settings({ color: "red" }), { fieldManager: "operator", force: true });
console.log("the operator took it:", forced.data);
console.log("the designer still owns:", extractManaged(forced, { fieldManager: "designer" }).data);

await inDefault.delete(name);
