// Runs a real kube-apiserver until Ctrl-C, for trying things by hand.
import { findBinaries } from "./binaries.ts";
import { startKubeApiServer } from "./start.ts";

const binaries = await findBinaries();
if ("missing" in binaries) {
  console.error(binaries.missing);
  process.exitCode = 1;
} else {
  await using server = await startKubeApiServer({ binaries, everything: process.argv.includes("--everything") });
  console.log(
    `kube-apiserver listens on ${server.url}\n\n  export KUBECONFIG=${server.kubeconfig}\n  ${binaries.kubectl} get namespaces\n\nCtrl-C ends it.`,
  );
  await new Promise<void>((resolve) => {
    const stay = setInterval(() => {}, 2 ** 30);
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.once(signal, () => {
        clearInterval(stay);
        resolve();
      });
    }
  });
}
