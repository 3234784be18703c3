/** Changes a Deployment and waits for the rollout, step by step, as kubectl rollout status does. */
import { isClientTimeout } from "@kubets/apimachinery";
import { createClient } from "@kubets/client-node";
import { rolloutStatus, waitFor } from "@kubets/dynamic";
import { deployments } from "@kubets/kubernetes/apps/v1";

await using client = await createClient();
const inDefault = client.resource(deployments).namespace("default");
const name = `rollout-${Date.now()}`;
const labels = { app: name };
await inDefault.create({
  metadata: { name },
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx" }] } },
  },
});

try {
  // A server alone has nobody to roll anything out: no controllers, no nodes.
  await waitFor(inDefault, name, ({ status }) => status?.observedGeneration !== undefined, { timeoutMs: 5000 });
  await waitFor(inDefault, name, (deployment) => rolloutStatus(deployment).done, {
    timeoutMs: 120_000,
    onProgress: (deployment) => deployment && console.log(rolloutStatus(deployment).message),
  });
} catch (error) {
  if (!isClientTimeout(error)) throw error;
  console.log(`${error.message}: is there a controller manager?`);
} finally {
  await inDefault.delete(name);
}
