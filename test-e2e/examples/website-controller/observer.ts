import { parseLabelSelector, type Stored } from "@kubets/apimachinery";
import { createInformerFactory, type Lister } from "@kubets/cache";
import type { DynamicClient } from "@kubets/dynamic";
import { deployments, type Deployment } from "@kubets/kubernetes/apps/v1";
import { configMaps, services } from "@kubets/kubernetes/core/v1";
import { includes, wantedConfigMap, wantedDeployment, wantedService } from "./children.ts";
import { websites, type Website } from "./website.ts";

/** Looks at the cluster from outside the controller, by a cache of its own. */
export interface Observer extends AsyncDisposable {
  readonly websites: Lister<Stored<Website>>;
  readonly deployments: Lister<Stored<Deployment>>;
  /** What is not as the websites want it, in words; empty when all is well. */
  differences(): string[];
  /** Resolves once `holds` does, looked at after every change; rejects with `what` and the differences after a while. */
  until(what: string, holds: () => boolean, timeoutMs?: number): Promise<void>;
}

export async function createObserver(client: DynamicClient, namespace: string, signal: AbortSignal): Promise<Observer> {
  const factory = createInformerFactory(client, { namespace });
  const sites = factory.informer(websites);
  const workloads = factory.informer(deployments);
  const network = factory.informer(services);
  const files = factory.informer(configMaps);

  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const each of waiting) each();
  };
  for (const informer of [sites, workloads, network, files]) {
    informer.addEventHandler({ onAdd: look, onUpdate: look, onDelete: look });
  }
  try {
    await factory.start({ signal });
    // Who may not list a resource would wait for ever; the error says which one, and why.
    await factory.waitForCacheSync({ signal: AbortSignal.any([signal, AbortSignal.timeout(60_000)]) });
  } catch (error) {
    await factory[Symbol.asyncDispose]();
    throw error;
  }

  const observer: Observer = {
    websites: sites.lister,
    deployments: workloads.lister,
    differences() {
      const wrong: string[] = [];
      const expected = new Set<string>();
      for (const website of sites.lister.list()) {
        const { name, namespace: home = "default" } = website.metadata;
        expected.add(name);
        if (!website.status?.ready)
          wrong.push(`Website ${name} is not ready: ${website.status?.message ?? "no status"}`);
        const children: [string, unknown, unknown][] = [
          ["Deployment", workloads.lister.namespace(home).get(name), wantedDeployment(website)],
          ["Service", network.lister.namespace(home).get(name), wantedService(website)],
          ["ConfigMap", files.lister.namespace(home).get(name), wantedConfigMap(website)],
        ];
        for (const [kind, actual, wanted] of children) {
          if (!includes(actual, wanted)) wrong.push(`${kind} ${name} is ${actual ? "not as wanted" : "missing"}`);
        }
      }
      wrong.push(...leftOvers("Deployment", workloads.lister, expected));
      wrong.push(...leftOvers("Service", network.lister, expected));
      wrong.push(...leftOvers("ConfigMap", files.lister, expected));
      return wrong;
    },
    until(what, holds, timeoutMs = 60_000) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const settle = (act: () => void): void => {
        waiting.delete(check);
        clearTimeout(timer);
        signal.removeEventListener("abort", onAbort);
        act();
      };
      const check = (): void => {
        if (holds()) settle(resolve);
      };
      const onAbort = (): void => settle(() => reject(signal.reason as Error));
      const timer = setTimeout(() => {
        const details = observer.differences().map((text) => `\n  ${text}`);
        settle(() => reject(new Error(`waited ${timeoutMs / 1000} s in vain until ${what}${details.join("")}`)));
      }, timeoutMs);
      waiting.add(check);
      signal.addEventListener("abort", onAbort, { once: true });
      if (signal.aborted) onAbort();
      else check();
      return promise;
    },
    [Symbol.asyncDispose]: () => factory[Symbol.asyncDispose](),
  };
  return observer;
}

const ofWebsites = parseLabelSelector("demo.kubets.dev/website");

/** Objects of websites that are no more. */
function leftOvers<T extends Stored>(kind: string, lister: Lister<T>, expected: ReadonlySet<string>): string[] {
  return lister
    .list({ labelSelector: ofWebsites })
    .filter(({ metadata }) => !expected.has((metadata as Stored["metadata"]).name))
    .map(({ metadata }) => `${kind} ${(metadata as Stored["metadata"]).name} is left over`);
}
