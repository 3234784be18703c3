// One replica of the controller, as a process: `replica.ts --identity NAME --namespace NS [--context C]`.
// The cluster comes from KUBECONFIG; what it does it says on standard output, one JSON string a line.
import { parseArgs } from "node:util";
import { createClient } from "@kubets/client-node";
import { runController } from "./controller.ts";

const { values } = parseArgs({
  options: { identity: { type: "string" }, namespace: { type: "string" }, context: { type: "string" } },
});
const { identity = "replica", namespace = "default", context } = values;

const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
// A replica never outlives what started it.
process.once("disconnect", () => stop.abort());

try {
  await using client = await createClient({
    context,
    userAgent: `website-controller/${identity}`,
    qps: 50,
    burst: 100,
  });
  const report = (message: string): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
  await runController({ client, namespace, identity, signal: stop.signal, report });
} catch (error) {
  if (!stop.signal.aborted) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
if (process.connected) process.disconnect();
