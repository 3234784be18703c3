// One informer in a process of its own: VARIANT SERVER CA TOKEN PODS UPDATES.
import { CoreV1Api, KubeConfig, makeInformer } from "@kubernetes/client-node";
import { createInformerFactory } from "@kubets/cache";
import { createDynamicClient } from "@kubets/dynamic";
import { pods as podResource } from "@kubets/kubernetes/core/v1";
import { preferProtobuf } from "@kubets/protobuf";
import { createRestClient, type ManagedFieldsMode } from "@kubets/rest";
import { createNodeTransport } from "@kubets/transport-node";
import { done, settledHeap, startWatch } from "./child.ts";

const [variant = "", server = "", ca = "", token = "", pods = "0", updates = "0"] = process.argv.slice(2);

/** Resolves once it was called so often. */
function countdown(total: number): { readonly hit: () => void; readonly all: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = total;
  if (left === 0) resolve();
  const hit = (): void => {
    left -= 1;
    if (left === 0) resolve();
  };
  return { hit, all: promise };
}

const added = countdown(Number(pods));
const updated = countdown(Number(updates));
const before = settledHeap();
const watch = startWatch();
const kept = await (variant === "@kubernetes/client-node" ? theirs() : ours(variant.split(" ")));
await added.all;
const synced = watch.stop();
await updated.all;
const total = watch.stop();
const heapPerObject = (settledHeap() - before) / Number(pods);
const eventsPerSecond = Number(updates) / (total.seconds - synced.seconds);
const cpuMicrosPerEvent = ((total.cpuSeconds - synced.cpuSeconds) * 1e6) / Number(updates);
// What was measured is in use until here.
if (kept === undefined) throw new Error(`no informer ${variant}`);
done({ ...synced, peakMegabytes: total.peakMegabytes, heapPerObject, eventsPerSecond, cpuMicrosPerEvent });

/** `kubets lazy`, `kubets drop protobuf`, `kubets drop protobuf unread`, … */
async function ours([, managedFields = "lazy", format, unread]: readonly string[]): Promise<object> {
  const transport = createNodeTransport({ tls: { caData: ca } });
  // As in a cluster: no line is slower than gzip.
  const config = { server, disableCompression: true, ...(token && { credentials: { token } }) };
  const middleware = format === "protobuf" ? [preferProtobuf({ objects: unread ? "lazy" : "parse" })] : [];
  const rest = createRestClient({ config, transport, middleware, managedFields: managedFields as ManagedFieldsMode });
  const factory = createInformerFactory(createDynamicClient({ rest }));
  const informer = factory.informer(podResource, { indexers: { node: (pod) => [pod.spec?.nodeName ?? ""] } });
  informer.addEventHandler({ onAdd: added.hit, onUpdate: updated.hit });
  await factory.start();
  return factory;
}

async function theirs(): Promise<object> {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: "bench", server, caData: Buffer.from(ca).toString("base64"), skipTLSVerify: false },
    { name: "bench", token: token || "t" },
  );
  const api = config.makeApiClient(CoreV1Api);
  const informer = makeInformer(config, "/api/v1/pods", () => api.listPodForAllNamespaces());
  informer.on("add", added.hit);
  informer.on("update", updated.hit);
  await informer.start();
  return informer;
}
