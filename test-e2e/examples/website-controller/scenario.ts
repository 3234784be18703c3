import { isAlreadyExists, type Stored } from "@kubets/apimachinery";
import type { DynamicClient } from "@kubets/dynamic";
import { deployments } from "@kubets/kubernetes/apps/v1";
import { configMaps } from "@kubets/kubernetes/core/v1";
import { realClock } from "@kubets/wait";
import { createObserver } from "./observer.ts";
import { startReplica, type Replica } from "./replicas.ts";
import type { Timeline } from "./timeline.ts";
import { websites, type Website } from "./website.ts";

export interface ScenarioOptions {
  readonly client: DynamicClient;
  readonly namespace: string;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly say: Timeline;
  readonly signal: AbortSignal;
  /** How long to stop before each act, so that somebody can read along. */
  readonly pauseMs: number;
}

/** The replicas stay up until this is disposed. */
export interface Scenario extends AsyncDisposable {
  /** Plays everything to the end; rejects where the cluster does not become what it should be. */
  play(): Promise<void>;
  /** One more website, for whoever wants to go on by hand. */
  leaveOne(): Promise<void>;
}

export async function createScenario(options: ScenarioOptions): Promise<Scenario> {
  const { client, namespace, say, signal, pauseMs } = options;

  const failure = new AbortController();
  const observer = await createObserver(client, namespace, AbortSignal.any([signal, failure.signal]));
  const sites = client.resource(websites).namespace(namespace);
  const replicas = new Map<string, Replica>();
  let leader: string | undefined;
  let changed = (): void => {};

  const start = (identity: string): void => {
    const replica = startReplica({
      ...options,
      identity,
      onMessage(message) {
        say(identity, message);
        if (message.startsWith("leads (")) leader = identity;
        changed();
      },
      onFailure: (error) => failure.abort(error),
    });
    replicas.set(identity, replica);
  };

  /** Resolves once another replica than `former` says that it leads. */
  const untilLeader = async (former?: string): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const timer = setTimeout(() => reject(new Error("no replica took the lead within a minute")), 60_000);
    const stop = AbortSignal.any([signal, failure.signal]);
    const onAbort = (): void => reject(stop.reason as Error);
    stop.addEventListener("abort", onAbort);
    changed = () => {
      if (leader !== undefined && leader !== former) resolve(leader);
    };
    changed();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      stop.removeEventListener("abort", onAbort);
      changed = () => {};
    }
  };

  const create = async (name: string, spec: Website["spec"]): Promise<Stored<Website>> => {
    const created = await sites.create({ metadata: { name }, spec });
    const { image, replicas = 1 } = spec;
    say("you", `create Website ${name} (${image}, ${replicas} ${replicas === 1 ? "replica" : "replicas"})`);
    return created;
  };
  /** Resolves once the controller has brought this state of the website, or a later one, about. */
  const untilReady = ({ metadata: { name, generation = 0 } }: Stored<Website>): Promise<void> =>
    observer.until(`Website ${name} is ready`, () => {
      const status = observer.websites.namespace(namespace).get(name)?.status;
      return (
        status?.ready === true && (status.observedGeneration ?? 0) >= generation && differencesOf(name).length === 0
      );
    });
  const differencesOf = (name: string): string[] =>
    observer.differences().filter((text) => text.split(" ")[1] === name);
  const pause = (): Promise<void> => realClock.sleep(pauseMs, { signal });
  const deploymentOf = (name: string) => observer.deployments.namespace(namespace).get(name);

  return {
    async play() {
      start("replica-1");
      start("replica-2");
      const first = await untilLeader();

      const blog = await create("blog", { image: "nginx:1.29", text: "Hello", replicas: 2 });
      const docs = await create("docs", { image: "nginx:1.29", text: "How to", replicas: 1 });
      await untilReady(blog);
      await untilReady(docs);

      await pause();
      await sites.updateScale("blog", { ...(await sites.getScale("blog")), spec: { replicas: 5 } });
      say("you", "scale Website blog to 5 replicas");
      await untilReady(await sites.get("blog"));

      await pause();
      const edited = await sites.edit("docs", ({ spec }) => void (spec.text = "How to do it right"));
      say("you", "edit the text of Website docs");
      await untilReady(edited);

      await pause();
      const former = deploymentOf("docs")?.metadata.uid;
      await client.resource(deployments).namespace(namespace).delete("docs");
      say("you", "delete Deployment docs behind the controller's back");
      await observer.until(
        "the Deployment is back",
        () => ![former, undefined].includes(deploymentOf("docs")?.metadata.uid),
      );

      await pause();
      await breakAndMend();
      await pause();
      await failover(first);

      await pause();
      for (const { metadata } of observer.websites.list()) {
        await sites.delete((metadata as Stored["metadata"]).name);
        say("you", `delete Website ${(metadata as Stored["metadata"]).name}`);
      }
      const gone = (): boolean => observer.websites.list().length === 0 && observer.differences().length === 0;
      await observer.until("every website and all it had are gone", gone);
    },
    async leaveOne() {
      await untilReady(await create("blog", { image: "nginx:1.29", text: "Try me", replicas: 2 }));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...replicas.values()].map((replica) => replica.stop()));
      await observer[Symbol.asyncDispose]();
    },
  };

  /** A ConfigMap of somebody else stands in the way: the controller reports it, tries again and again, and gets through. */
  async function breakAndMend(): Promise<void> {
    const maps = client.resource(configMaps).namespace(namespace);
    await maps.create({ metadata: { name: "shop" }, data: { owner: "somebody else" } }).catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw error;
    });
    say("you", "create a ConfigMap shop, which will be in the way");
    const shop = await create("shop", { image: "nginx:1.29", text: "Buy" });
    const isBroken = (): boolean => observer.websites.namespace(namespace).get("shop")?.status?.ready === false;
    await observer.until("the controller reports the broken website", isBroken);
    await pause();
    await maps.delete("shop");
    say("you", "delete that ConfigMap");
    await untilReady(shop);
  }

  /** The leader dies without a word; once its lease has run out the other one leads and does what is left to do. */
  async function failover(former: string): Promise<void> {
    await replicas.get(former)?.crash();
    replicas.delete(former);
    say("you", `kill ${former}, the leader`);
    const edited = await sites.edit("blog", ({ spec }) => void (spec.image = "nginx:1.30"));
    say("you", "change the image of Website blog, with nobody there to see it");
    await untilLeader(former);
    await untilReady(edited);
  }
}
