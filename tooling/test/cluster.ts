// The end-to-end suites against a real kube-apiserver and etcd, and other clients against testing-server.
import { findBinaries, kubectlVersion, type Binaries } from "../kube-apiserver/binaries.ts";
import { add, closingLine, noTests, runVitest, type Count } from "./count.ts";

const binaries = await findBinaries();
let count: Count;
if ("missing" in binaries) {
  const required = process.env["CI"] === "true";
  console.error(`${required ? "failed" : "skipped"}: the suites against a real API server: ${binaries.missing}`);
  count = required ? { ...noTests, failed: 1 } : { ...noTests, skipped: 1 };
} else {
  count = await runAll(binaries, process.argv.slice(2));
}
console.log(`\n${closingLine(count)}`);
process.exitCode = count.failed > 0 ? 1 : 0;

async function runAll({ kubectl }: Binaries, args: readonly string[]): Promise<Count> {
  console.log(`kubectl ${await kubectlVersion(kubectl)} and clients in other languages against testing-server`);
  const foreign = await runVitest(args, { KUBETS_E2E_BACKENDS: "foreign", KUBETS_KUBECTL: kubectl });
  console.log("the suites against a real kube-apiserver");
  return add(foreign, await runVitest(args, { KUBETS_E2E_BACKENDS: "cluster" }));
}
