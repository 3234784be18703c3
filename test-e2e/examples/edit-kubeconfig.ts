// A kubeconfig of one context that needs no other file, and a change to it as `kubectl config` would make it.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@kubets/client-node";
import { flattenKubeconfig, formatKubeconfig, minifyKubeconfig, redactKubeconfig } from "@kubets/clientcmd";
import { editKubeconfig, loadKubeconfig } from "@kubets/clientcmd-node";

const { kubeconfig } = await loadKubeconfig();
const portable = await flattenKubeconfig(minifyKubeconfig(kubeconfig), (path) => readFile(path));

const directory = await mkdtemp(join(tmpdir(), "edit-kubeconfig-"));
try {
  const path = join(directory, "config");
  // A file that does not exist is made, for its owner alone; one that does is locked and replaced as a whole.
  await editKubeconfig(() => portable, { path });
  const written = await editKubeconfig(
    ({ contexts }) => {
      for (const { context } of contexts) context.namespace = "kube-system";
    },
    { path },
  );
  console.log(`changed ${written.length} file`);
  console.log(formatKubeconfig(redactKubeconfig((await loadKubeconfig({ path })).kubeconfig)));

  await using client = await createClient({ kubeconfig: path });
  console.log(`${client.server}, namespace ${client.namespace}`);
} finally {
  await rm(directory, { recursive: true });
}
