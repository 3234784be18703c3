// A controller from end to end: `npx -y pnpm@12 demo [--cluster] [--context NAME] [--keep] [--port N]`.
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { isAlreadyExists, isKubernetesError, isNotFound } from "@kubets/apimachinery";
import { createClient } from "@kubets/client-node";
import type { DynamicClient } from "@kubets/dynamic";
import { customResourceDefinitions } from "@kubets/kubernetes/apiextensions/v1";
import { namespaces } from "@kubets/kubernetes/core/v1";
import { createScenario, type Scenario } from "./scenario.ts";
import { realTarget, startTestTarget, type Target } from "./target.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { websiteDefinition } from "./website.ts";

const help = `A Kubernetes controller in TypeScript at work, from end to end.

  demo [--keep] [--port N]           starts testing-server on loopback and plays there
  demo --cluster [--context NAME]    plays on the cluster of your kubeconfig, in a namespace of its own

  --cluster       use the cluster that KUBECONFIG or ~/.kube/config names
  --context NAME  use this context of it; with KUBECONFIG set, --cluster may be left out
  --keep          leave everything up at the end and say how to try it by hand; Ctrl-C ends it
  --port N        port of testing-server; default: one that is free
  --help          print this`;

const summary =
  "3 websites created, scaled, edited, broken, mended, taken over and deleted; the cluster is as it should be, and nothing is left over";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // The second one finds the default behaviour: it ends at once.
  process.once(signal, () => stop.abort(new Interrupted()));
}

class Interrupted extends Error {
  override readonly message = "interrupted";
}

try {
  const options = readArguments();
  if (options === undefined) console.log(help);
  else process.exitCode = await demo(options);
} catch (error) {
  if (stop.signal.aborted) {
    console.error("interrupted; everything has been cleaned up");
    process.exitCode = 130;
  } else {
    console.error(`demo: ${describe(error)}`);
    process.exitCode = 1;
  }
}

interface Options {
  readonly cluster: boolean;
  readonly context: string | undefined;
  readonly keep: boolean;
  readonly port: number | undefined;
}

/** What the command line asks for; undefined for help. Throws a sentence that says what is wrong. */
function readArguments(): Options | undefined {
  const { values } = parseArgs({
    options: {
      cluster: { type: "boolean", default: false },
      context: { type: "string" },
      keep: { type: "boolean", default: false },
      port: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return undefined;
  const { context, keep, port } = values;
  const cluster = values.cluster || (context !== undefined && Boolean(process.env["KUBECONFIG"]));
  if (context !== undefined && !cluster) throw new Error("--context needs --cluster, or KUBECONFIG set");
  if (port !== undefined && cluster) throw new Error("--port is for testing-server; it does not go with --cluster");
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    throw new Error(`--port ${port}: a port is a number from 0 to 65535`);
  }
  return { cluster, context, keep, port: port === undefined ? undefined : Number(port) };
}

async function demo({ cluster, context, keep, port }: Options): Promise<number> {
  const started = performance.now();
  const say = createTimeline();
  await using target = cluster ? realTarget(context) : await startTarget(port, say);
  await using client = await createClient({ kubeconfig: target.kubeconfig, context: target.context });
  if (cluster) say("demo", `uses the cluster at ${client.server}`);
  await using home = await prepare(client, target, say);

  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
  const done = (): void => say("demo", `done in ${seconds()} s: ${summary}`);
  try {
    await play(client, target, say, home.namespace, async (scenario) => {
      if (!keep) return;
      done();
      await scenario.leaveOne();
      console.log(instructions(target, home.namespace));
      await untilStopped();
    });
    if (!keep) done();
    return 0;
  } catch (error) {
    if (stop.signal.aborted) throw error;
    say("demo", `FAILED after ${seconds()} s: ${describe(error)}`);
    return 1;
  }
}

/** Plays the scenario, then `afterwards`, then ends the replicas. */
async function play(
  client: DynamicClient,
  target: Target,
  say: Timeline,
  namespace: string,
  afterwards: (scenario: Scenario) => Promise<void>,
): Promise<void> {
  const pauseMs = process.stdout.isTTY ? 700 : 0;
  await using scenario = await createScenario({ ...target, client, say, namespace, signal: stop.signal, pauseMs });
  await scenario.play();
  await afterwards(scenario);
}

async function startTarget(port: number | undefined, say: Timeline): Promise<Target> {
  const target = await startTestTarget(port);
  say("server", `testing-server listens on ${target.url}`);
  return target;
}

/** The custom resource and a namespace, both removed at the end if they were not there before. */
async function prepare(
  client: DynamicClient,
  target: Target,
  say: Timeline,
): Promise<{ namespace: string } & AsyncDisposable> {
  const definitions = client.resource(customResourceDefinitions);
  const { name: definition = "" } = websiteDefinition.metadata ?? {};
  const installed = await definitions.create(websiteDefinition).then(
    () => true,
    (error: unknown) => {
      if (isAlreadyExists(error)) return false;
      throw error;
    },
  );
  const namespace = target.isTestServer ? "default" : `kubets-demo-${randomBytes(3).toString("hex")}`;
  if (!target.isTestServer) await client.resource(namespaces).create({ metadata: { name: namespace } });
  await untilServed(client, definition);
  say(
    "demo",
    `${installed ? "installed" : "found"} the resource websites.demo.kubets.dev; plays in namespace ${namespace}`,
  );
  return {
    namespace,
    async [Symbol.asyncDispose]() {
      if (target.isTestServer) return;
      const gone = (error: unknown): void => {
        if (!isNotFound(error)) say("demo", `could not clean up: ${describe(error)}`);
      };
      await client.resource(namespaces).delete(namespace).catch(gone);
      if (installed) await definitions.delete(definition).catch(gone);
      say("demo", `deleted namespace ${namespace}${installed ? " and the resource" : ""}`);
    },
  };
}

/** A new resource is served only once the API server has looked at its definition. */
async function untilServed(client: DynamicClient, name: string): Promise<void> {
  const definitions = client.resource(customResourceDefinitions);
  const { metadata, items } = await definitions.list({ fieldSelector: `metadata.name=${name}` });
  const isServed = (status: (typeof items)[number]["status"]): boolean =>
    status?.conditions?.some(({ type, status: state }) => type === "Established" && state === "True") ?? false;
  if (items.some(({ status }) => isServed(status))) return;
  const options = { fieldSelector: `metadata.name=${name}`, timeoutSeconds: 30, signal: stop.signal };
  for await (const { type, object } of definitions.watch({
    ...options,
    resourceVersion: metadata.resourceVersion ?? "",
  })) {
    if (type !== "BOOKMARK" && isServed(object.status)) return;
  }
  throw new Error(`the cluster did not begin to serve ${name} within 30 s`);
}

function instructions({ kubeconfig, context, isTestServer }: Target, namespace: string): string {
  const kubectl = `kubectl${context ? ` --context ${context}` : ""}${isTestServer ? "" : ` -n ${namespace}`}`;
  return `
Everything stays up until Ctrl-C. In another terminal:
${kubeconfig ? `\n  export KUBECONFIG=${kubeconfig}` : ""}
  ${kubectl} get websites,deployments,services,configmaps
  ${kubectl} scale website blog --replicas 7
  ${kubectl} delete deployment blog
  ${kubectl} get deployments --watch
`;
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stay = setInterval(() => {}, 2 ** 30);
    const end = (): void => {
      clearInterval(stay);
      resolve();
    };
    if (stop.signal.aborted) end();
    else stop.signal.addEventListener("abort", end, { once: true });
  });
}

/** What went wrong, without a stack. */
function describe(error: unknown): string {
  if (isKubernetesError(error) && error.request)
    return `${error.message} (${error.request.method} ${error.request.url})`;
  return error instanceof Error ? error.message : String(error);
}
