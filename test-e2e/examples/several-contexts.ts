// Every context of the kubeconfig at once: each client has its own connections and credentials.
import { createClient } from "@kubets/client-node";
import { loadKubeconfig } from "@kubets/clientcmd-node";

const { kubeconfig, origins } = await loadKubeconfig();

await Promise.all(
  kubeconfig.contexts.map(async ({ name }) => {
    const file = origins.contexts.get(name);
    try {
      await using client = await createClient({ context: name, timeoutMs: 5000 });
      const { gitVersion } = await client.discovery.serverVersion();
      console.log(`${name} (${file}): ${client.server} runs ${gitVersion}`);
    } catch (error) {
      // One cluster that is gone does not hide the others.
      console.log(`${name} (${file}): ${(error as Error).message}`);
    }
  }),
);
