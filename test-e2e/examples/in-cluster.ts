// A program in a pod needs no options: `createClient()` finds the pod's service account. To be run anywhere, this one lays
// out in a folder what Kubernetes puts into every pod: two variables and three files.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@kubets/client-node";
import { loadClusterConfig } from "@kubets/clientcmd-node";
import { namespaces } from "@kubets/kubernetes/core/v1";

const { config } = await loadClusterConfig();
const { hostname, port } = new URL(config.server);
const token = config.credentials?.token;

const serviceAccountDirectory = await mkdtemp(join(tmpdir(), "serviceaccount-"));
try {
  const files = {
    // Kubernetes renews it every hour or so; it is read again while in use.
    token: typeof token === "object" ? await token.token() : (token ?? ""),
    "ca.crt": config.tls?.caData ?? "",
    namespace: "default",
  };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(serviceAccountDirectory, name), content, { mode: 0o600 });
  }
  const env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };

  // No KUBECONFIG and no ~/.kube/config, as in a pod.
  await using client = await createClient({ env, home: serviceAccountDirectory, serviceAccountDirectory });
  console.log(client);
  const { items } = await client.resource(namespaces).list();
  console.log(`${items.length} namespaces, seen from ${client.namespace}`);
} finally {
  await rm(serviceAccountDirectory, { recursive: true });
}
