// A real kube-apiserver with its etcd, on loopback, in a folder of its own that goes with it.
import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quietPorts } from "../quiet-ports.ts";
import type { Binaries } from "./binaries.ts";

export interface KubeApiServer extends AsyncDisposable {
  readonly url: string;
  /** PEM of what signed the server's certificate. */
  readonly ca: string;
  /** Bearer token of a cluster administrator. */
  readonly token: string;
  /** Path of a kubeconfig with both. */
  readonly kubeconfig: string;
  /** Where its etcd answers to anyone, in plain HTTP. */
  readonly etcdUrl: string;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface StartOptions {
  readonly binaries: Binaries;
  /** Every alpha and beta group and feature too. */
  readonly everything?: boolean | undefined;
  /** Whether lists and watches are answered from memory; else etcd answers them, and forgets what is compacted. Default true. */
  readonly watchCache?: boolean | undefined;
  /** PEM of an authority: who has a client certificate of it is its common name, a member of its organizations. */
  readonly clientAuthority?: string | undefined;
  /** Who else may call, beside the administrator, with bearer tokens. */
  readonly users?: readonly TokenUser[] | undefined;
}

export interface TokenUser {
  readonly name: string;
  readonly groups: readonly string[];
  readonly token: string;
}

/** A port at which nobody listened has been taken. */
class PortTaken extends Error {}

/**
 * Starts both and resolves once the API server is ready and has made what every cluster begins with; disposing ends them and
 * removes their folder.
 */
export async function startKubeApiServer(options: StartOptions): Promise<KubeApiServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === 5) throw error;
    }
  }
}

async function startOnce(options: StartOptions): Promise<KubeApiServer> {
  const { binaries, everything = false, watchCache = true, clientAuthority, users = [] } = options;
  const folder = await mkdtemp(join(tmpdir(), "kubets-kube-apiserver-"));
  const cleanUp: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const dispose = async (): Promise<void> => {
    for (const step of cleanUp.splice(0).toReversed()) await step();
  };
  try {
    const [clientPort, peerPort, securePort] = await quietPorts(3);
    const etcdUrl = `http://127.0.0.1:${clientPort}`;
    const peerUrl = `http://127.0.0.1:${peerPort}`;
    const etcd = launch(binaries.etcd, join(folder, "etcd.log"), [
      `--data-dir=${join(folder, "etcd")}`,
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
      "--unsafe-no-fsync",
      "--log-level=warn",
    ]);
    cleanUp.push(() => end(etcd));

    const token = randomBytes(24).toString("base64url");
    const tokens = join(folder, "tokens.csv");
    const known: TokenUser[] = [{ name: "kubets-admin", groups: ["system:masters"], token }, ...users];
    const lines = known.map(({ token, name, groups }) => `${token},${name},${name},"${groups.join(",")}"\n`);
    await writeFile(tokens, lines.join(""), { mode: 0o600 });
    const clientAuthorityFile = join(folder, "client-authority.crt");
    await writeFile(clientAuthorityFile, clientAuthority ?? "");
    const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const privateKey = join(folder, "service-account.key");
    const publicKey = join(folder, "service-account.pub");
    await writeFile(privateKey, keys.privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
    await writeFile(publicKey, keys.publicKey.export({ type: "spki", format: "pem" }));

    const certificates = join(folder, "certificates");
    const apiServer = launch(binaries.kubeApiServer, join(folder, "kube-apiserver.log"), [
      `--etcd-servers=${etcdUrl}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${securePort}`,
      `--cert-dir=${certificates}`,
      `--token-auth-file=${tokens}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${publicKey}`,
      `--service-account-signing-key-file=${privateKey}`,
      "--service-cluster-ip-range=10.0.0.0/24",
      "--authorization-mode=RBAC",
      "--allow-privileged",
      `--watch-cache=${watchCache}`,
      // Without a controller manager nobody creates the service accounts that this plugin asks of every pod.
      "--disable-admission-plugins=ServiceAccount",
      ...(clientAuthority === undefined ? [] : [`--client-ca-file=${clientAuthorityFile}`]),
      ...(everything ? ["--runtime-config=api/all=true", "--feature-gates=AllAlpha=true,AllBeta=true"] : []),
    ]);
    cleanUp.push(() => end(apiServer));

    const url = `https://127.0.0.1:${securePort}`;
    const ca = await untilReady({ url, certificates, token, processes: [etcd, apiServer], folder });
    const kubeconfig = join(folder, "kubeconfig");
    await writeFile(kubeconfig, JSON.stringify(kubeconfigOf(url, ca, token), undefined, 2), { mode: 0o600 });
    return { url, ca, token, kubeconfig, etcdUrl, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function kubeconfigOf(server: string, ca: string, token: string): object {
  const name = "kube-apiserver";
  const data = Buffer.from(ca).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": data } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
}

interface Child {
  readonly process: ChildProcess;
  readonly log: string;
  readonly ended: Promise<void>;
}

function launch(command: string, log: string, args: readonly string[]): Child {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  const ended = new Promise<void>((resolve) => {
    child.once("error", () => file.end(resolve));
    child.once("close", () => file.end(resolve));
  });
  return { process: child, log, ended };
}

async function end(child: Child): Promise<void> {
  child.process.kill("SIGTERM");
  // An API server waits for its watches to end; nobody here needs it to.
  const impatient = setTimeout(() => child.process.kill("SIGKILL"), 2000);
  await child.ended;
  clearTimeout(impatient);
}

interface Readiness {
  readonly url: string;
  readonly certificates: string;
  readonly token: string;
  readonly processes: readonly Child[];
  readonly folder: string;
}

async function untilReady({ url, certificates, token, processes }: Readiness): Promise<string> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    for (const child of processes) {
      const { exitCode, signalCode, spawnfile } = child.process;
      if (exitCode === null && signalCode === null) continue;
      await child.ended;
      const log = await readFile(child.log, "utf8").catch(() => "");
      const message = `${spawnfile} ended with ${signalCode ?? `code ${exitCode}`}:\n${log.slice(-2000)}`;
      throw log.includes("address already in use") ? new PortTaken(message) : new Error(message);
    }
    const ca = await readFile(join(certificates, "apiserver.crt"), "utf8").catch(() => undefined);
    if (ca && (await areThere(beginnings, url, ca, token))) return ca;
    if (performance.now() > deadline) throw new Error(`${url} was not ready within two minutes`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What an API server makes by itself, some of it after it has said that it is ready. */
const beginnings: readonly string[] = [
  "/readyz",
  "/api/v1/namespaces/kube-system",
  // With an address, from which others are given theirs.
  "/api/v1/namespaces/default/services/kubernetes",
  "/openapi/v3/apis/apps/v1",
];

async function areThere(paths: readonly string[], url: string, ca: string, token: string): Promise<boolean> {
  for (const path of paths) if (!(await isThere(url + path, ca, token))) return false;
  return true;
}

function isThere(url: string, ca: string, token: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const options = { ca, headers: { authorization: `Bearer ${token}` }, agent: false as const };
  request(url, options, (response) => {
    response.resume();
    response.on("end", () => resolve(response.statusCode === 200)).on("error", () => resolve(false));
  })
    .on("error", () => resolve(false))
    .end();
  return promise;
}
