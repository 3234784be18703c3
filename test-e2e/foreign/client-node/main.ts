// Does with @kubernetes/client-node what programs written with it do, and says of each step what came of it: `node main.ts
// KUBECONFIG` prints one line of JSON for each. What it prints against two servers can be compared.
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { anyObjects, customObjects } from "./custom.ts";
import { informer, lists, watches } from "./reading.ts";
import { begin } from "./transcript.ts";
import { typed } from "./typed.ts";

const sections = { typed, lists, watches, informer, "custom-objects": customObjects, "any-objects": anyObjects };

const kubeConfig = new KubeConfig();
kubeConfig.loadFromFile(process.argv[2] ?? "");
for (const [name, run] of Object.entries(sections)) {
  const namespace = `client-node-${name}`;
  await kubeConfig.makeApiClient(CoreV1Api).createNamespace({ body: { metadata: { name: namespace } } });
  begin(name);
  await run(kubeConfig, namespace);
}
