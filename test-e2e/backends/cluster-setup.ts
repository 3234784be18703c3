import type { TestProject } from "vitest/node";
import { findBinaries } from "../../tooling/kube-apiserver/binaries.ts";
import { startKubeApiServer } from "../../tooling/kube-apiserver/start.ts";

/** One real kube-apiserver for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const binaries = await findBinaries();
  if ("missing" in binaries) throw new Error(binaries.missing);
  const server = await startKubeApiServer({ binaries });
  const { kubeconfig, url, ca, token } = server;
  project.provide("cluster", { kubeconfig, url, ca, token, kubectl: binaries.kubectl });
  return () => server[Symbol.asyncDispose]();
}
