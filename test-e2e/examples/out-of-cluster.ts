// Which cluster does kubectl talk to, and as whom? A client with the same answer, and what it was chosen by.
import { loadClusterConfig } from "@kubets/clientcmd-node";
import { createClient } from "@kubets/client-node";
import { namespaces } from "@kubets/kubernetes/core/v1";

const { origin, context, attempts } = await loadClusterConfig();
for (const { place, outcome } of attempts) console.log(`${place}: ${outcome}`);
console.log(`the context ${context ?? "(none)"}, from ${origin}`);

// The same in one call. In a pod without a kubeconfig it is the pod's service account.
await using client = await createClient();
console.log(client);

const { items } = await client.resource(namespaces).list();
console.log(`${items.length} namespaces: ${items.map(({ metadata }) => metadata.name).join(", ")}`);
