/** Creates, changes and deletes a Deployment with the types of the built-in kinds. */
import { createClient } from "@kubets/client-node";
import { deleteAndWait } from "@kubets/dynamic";
import { deployments, type Deployment } from "@kubets/kubernetes/apps/v1";

await using client = await createClient();
const inDefault = client.resource(deployments).namespace("default");
const name = `typed-${Date.now()}`;

const web: Deployment = {
  metadata: { name },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: "web", image: "nginx", ports: [{ containerPort: 80 }] }] },
    },
  },
};

const created = await inDefault.create(web);
console.log(`created ${created.kind} ${created.metadata.name}, uid ${created.metadata.uid}`);

const edited = await inDefault.edit(name, (deployment) => {
  deployment.spec.replicas = 2;
});
console.log(`edited: ${edited.spec.replicas} replicas wanted, generation ${edited.metadata.generation}`);

const { items } = await inDefault.list({ fieldSelector: `metadata.name=${name}` });
console.log(`listed: ${items.map(({ metadata }) => metadata.name).join(", ")}`);

await deleteAndWait(inDefault, name, { timeoutMs: 60_000 });
console.log("deleted");
