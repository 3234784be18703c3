// A view of all pods in the terminal that stays right while connections break and the server restarts; ends with Ctrl-C.
// Without a terminal it prints what there is, once; with --follow, whenever that changes.
import { createInformer, liveList, liveStatus } from "@kubets/cache";
import { createClient } from "@kubets/client-node";
import { pods } from "@kubets/kubernetes/core/v1";

await using client = await createClient();
await using informer = createInformer({ listerWatcher: client.resource(pods), name: "pods" });

const list = liveList(informer, { compare: (a, b) => (key(a) < key(b) ? -1 : 1) });
const status = liveStatus(informer);

function key({ metadata }: { readonly metadata: { readonly namespace?: string; readonly name: string } }): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function draw(): void {
  const { phase, synced, error, retryAt } = status.getSnapshot();
  const wait = retryAt === undefined ? "" : `, next try at ${new Date(retryAt).toLocaleTimeString()}`;
  const lines = [error ? `${phase} after ${error.message}${wait}` : phase, synced ? "" : "not complete yet"];
  for (const pod of list.getSnapshot()) lines.push(`${key(pod).padEnd(60)} ${pod.status?.phase ?? ""}`);
  if (process.stdout.isTTY) console.clear();
  console.log(lines.join("\n"));
}

const stop = new AbortController();
process.once("SIGINT", () => stop.abort());
const ended = informer.run({ signal: stop.signal });

if (process.stdout.isTTY || process.argv.includes("--follow")) {
  list.subscribe(draw);
  status.subscribe(draw);
} else {
  await informer.waitForSync({ signal: AbortSignal.timeout(30_000) });
  draw();
  stop.abort();
}
await ended;
