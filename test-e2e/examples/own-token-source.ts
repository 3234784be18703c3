// Credentials of one's own: a function that brings tokens. It is asked once for all calls that wait, again shortly before
// a token's end, and after a 401. On Node, in a browser or at the edge it is the same.
import { createClient } from "@kubets/client-node";
import { createTokenSource } from "@kubets/clientcmd";
import { loadClusterConfig } from "@kubets/clientcmd-node";
import { namespaces } from "@kubets/kubernetes/core/v1";

const { config } = await loadClusterConfig();
const fallback = config.credentials?.token;

const token = createTokenSource({
  async obtain(signal) {
    console.log("asked for a token");
    // In earnest: a vault, a cloud, an identity provider. Here the kubeconfig's own stands for it.
    const obtained = typeof fallback === "object" ? await fallback.token({ signal }) : fallback;
    return { token: process.env["TOKEN"] ?? obtained ?? "", expiresAtMs: Date.now() + 60_000 };
  },
});

await using client = await createClient({ config: { ...config, credentials: { token } } });
const lists = await Promise.all([1, 2, 3].map(() => client.resource(namespaces).list()));
console.log(`${lists.length} calls, ${lists[0]?.items.length} namespaces`);
