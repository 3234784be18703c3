// Where kube-apiserver, etcd and kubectl come from.
import { execFile } from "node:child_process";
import { access, constants, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder } from "../cache-folder.ts";
import { runQuietly } from "../run-quietly.ts";

export const kubernetesVersion = "1.37.1";

export interface Binaries {
  readonly kubeApiServer: string;
  readonly etcd: string;
  readonly kubectl: string;
}

/** Why there are no binaries, in one line. */
export interface Missing {
  readonly missing: string;
}

interface Tool {
  readonly name: string;
  /** What `go build` names. */
  readonly source: string;
}

const tools: readonly Tool[] = [
  { name: "etcd", source: "go.etcd.io/etcd/server/v3" },
  { name: "kubectl", source: "k8s.io/kubernetes/cmd/kubectl" },
  { name: "kube-apiserver", source: "k8s.io/kubernetes/cmd/kube-apiserver" },
];

/**
 * The binaries: from KUBEBUILDER_ASSETS where that is set (the convention of controller-runtime's envtest), else from the
 * cache outside the checkout, built with Go when they are not there yet.
 */
export async function findBinaries(log: (line: string) => void = console.error): Promise<Binaries | Missing> {
  const assets = process.env["KUBEBUILDER_ASSETS"];
  if (assets) {
    const absent = await absentIn(assets);
    if (absent.length === 0) return binariesIn(assets);
    return { missing: `KUBEBUILDER_ASSETS=${assets} has no ${absent.join(", ")}` };
  }
  // It depends on nothing but the version.
  const cache = cacheFolder(`kube-apiserver-${kubernetesVersion}`);
  const absent = await absentIn(cache);
  if (absent.length === 0) return binariesIn(cache);
  if (!(await isOnPath("go"))) {
    return { missing: "no kube-apiserver: KUBEBUILDER_ASSETS is not set and there is no Go to build one with" };
  }
  await mkdir(cache, { recursive: true });
  for (const tool of tools) {
    if (absent.includes(tool.name)) await build(tool, cache, log);
  }
  return binariesIn(cache);
}

function binariesIn(folder: string): Binaries {
  return {
    kubeApiServer: join(folder, "kube-apiserver"),
    etcd: join(folder, "etcd"),
    kubectl: join(folder, "kubectl"),
  };
}

async function absentIn(folder: string): Promise<string[]> {
  const absent: string[] = [];
  for (const { name } of tools) if (!(await isExecutable(join(folder, name)))) absent.push(name);
  return absent;
}

async function build(tool: Tool, folder: string, log: (line: string) => void): Promise<void> {
  const started = performance.now();
  log(`building ${tool.name} for Kubernetes ${kubernetesVersion} with Go (minutes the first time) …`);
  // Built aside and moved into place, so that an interrupted build leaves nothing that looks like a binary.
  const aside = await mkdtemp(join(folder, ".build-"));
  try {
    const version = "k8s.io/component-base/version";
    const [major, minor] = kubernetesVersion.split(".");
    const flags = `-s -w -X ${version}.gitVersion=v${kubernetesVersion} -X ${version}.gitMajor=${major} -X ${version}.gitMinor=${minor}`;
    const built = join(aside, tool.name);
    const args = ["build", "-trimpath", "-ldflags", flags, "-o", built, tool.source];
    await runQuietly("go", args, import.meta.dirname, { CGO_ENABLED: "0" });
    await rename(built, join(folder, tool.name));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  log(`built ${tool.name} in ${Math.round((performance.now() - started) / 1000)} s`);
}

async function isOnPath(command: string): Promise<boolean> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder && (await isExecutable(join(folder, command)))) return true;
  }
  return false;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The version a kubectl says it is, such as `v1.37.1`. */
export async function kubectlVersion(kubectl: string): Promise<string> {
  const { stdout } = await promisify(execFile)(kubectl, ["version", "--client", "-o", "json"], {
    env: { ...process.env, HOME: dirname(kubectl) },
  });
  return (JSON.parse(stdout) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion;
}
