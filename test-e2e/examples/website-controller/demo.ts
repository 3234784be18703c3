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
const interrupt = (): void => stop.abort(new Interrupted());
// The second signal finds the default behaviour: it ends at once.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, interrupt);
// Nobody reads any more: a terminal was closed, or a pipe. What was made is still cleaned up.
process.stdout.on("error", interrupt);
process.stderr.on("error", interrupt);

/** A server that accepts a call and never answers it must not hold up the end. */
const timeoutMs = 10_000;

class Interrupted extends Error {
  override readonly message = "interrupted";
}

try {
  const options = readArguments();
  if (options === undefined) console.log(help);
  else process.exitCode = await demo(options);
} catch (error) {
  if (stop.signal.aborted) {
    console.error("demo: interrupted");
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
  await using client = await createClient({ kubeconfig: target.kubeconfig, context: target.context, timeoutMs });
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

/** The custom resource and a namespace, both removed at the end, also of half a beginning, if they were not there before. */
async function prepare(
  client: DynamicClient,
  target: Target,
  say: Timeline,
): Promise<{ namespace: string } & AsyncDisposable> {
  await using undo = new AsyncDisposableStack();
  const { signal } = stop;
  const remove = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    if (target.isTestServer) return;
    try {
      await act();
      say("demo", `deleted ${what}`);
    } catch (error) {
      if (!isNotFound(error)) say("demo", `could not delete ${what}: ${describe(error)}`);
    }
  };

  const definitions = client.resource(customResourceDefinitions);
  const { name: definition = "" } = websiteDefinition.metadata ?? {};
  let installed = true;
  try {
    await definitions.create(websiteDefinition, { signal });
    undo.defer(() => remove(`the resource ${definition}`, () => definitions.delete(definition)));
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    installed = false;
  }

  const namespace = target.isTestServer ? "default" : `kubets-demo-${randomBytes(3).toString("hex")}`;
  if (!target.isTestServer) {
    await client.resource(namespaces).create({ metadata: { name: namespace } }, { signal });
    undo.defer(() => remove(`namespace ${namespace}`, () => client.resource(namespaces).delete(namespace)));
  }
  await untilServed(client, definition);
  say("demo", `${installed ? "installed" : "found"} the resource ${definition}; plays in namespace ${namespace}`);

  const kept = undo.move();
  return { namespace, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A new resource is served only once the API server has looked at its definition. */
async function untilServed(client: DynamicClient, name: string): Promise<void> {
  const definitions = client.resource(customResourceDefinitions);
  const { metadata, items } = await definitions.list({ fieldSelector: `metadata.name=${name}`, signal: stop.signal });
  const isServed = (status: (typeof items)[number]["status"]): boolean =>
    status?.conditions?.some(({ type, status: state }) => type === "Established" && state === "True") ?? false;
  if (items.some(({ status }) => isServed(status))) return;
  const options = { fieldSelector: `metadata.name=${name}`, timeoutSeconds: 60, signal: stop.signal };
  for await (const { type, object } of definitions.watch({
    ...options,
    resourceVersion: metadata.resourceVersion ?? "",
  })) {
    if (type !== "BOOKMARK" && isServed(object.status)) return;
  }
  throw new Error(`the cluster did not begin to serve ${name} within a minute`);
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
  if (!(error instanceof Error)) return String(error);
  // What parseArgs says beyond its first sentence is about ways around it.
  return "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS") ? firstSentence(error) : error.message;
}

function firstSentence({ message }: Error): string {
  return message.split(/\.\s/, 1)[0] ?? message;
}
