// Saves a cache to a file and begins with it the next time, without a list.
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInformer, createSnapshot, type SnapshotStore } from "@kubets/cache";
import { createClient } from "@kubets/client-node";
import { configMaps, namespaces } from "@kubets/kubernetes/core/v1";

await using client = await createClient();
const folder = await mkdtemp(join(tmpdir(), "resumed-cache-"));
const path = join(folder, "config-maps");

const store: SnapshotStore = {
  load: () => readFile(path, "utf8").catch(() => undefined),
  async save(pieces) {
    await writeFile(`${path}.new`, pieces, { mode: 0o600 });
    await rename(`${path}.new`, path);
  },
};
// Versions of one cluster mean nothing to another: this UID tells them apart.
const { metadata } = await client.resource(namespaces).get("kube-system");
const snapshot = createSnapshot({ store, key: `${metadata.uid} config maps`, onError: console.error });

for (const time of ["first", "second"]) {
  await using informer = createInformer({ listerWatcher: client.resource(configMaps), snapshot });
  void informer.run();
  await informer.waitForSync({ signal: AbortSignal.timeout(30_000) });
  const { resumed = false, objects } = informer.status;
  console.log(`the ${time} time: ${objects} objects, ${resumed ? "from the file" : "from a list"}`);
  if (resumed !== (time === "second")) process.exitCode = 1;
}
await rm(folder, { recursive: true });
