import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Rule } from "../rule.ts";
import type { Workspace } from "../workspace.ts";

/** A program whose bundle for a browser has a limit of its own. */
interface Program {
  readonly name: string;
  readonly source: string;
  /** Bytes, minified and gzipped. */
  readonly budget: number;
}

const programs: readonly Program[] = [
  {
    name: "rest + dynamic + one typed resource",
    source: `
      import { createFetchTransport, createRestClient } from "@kubets/rest";
      import { createDynamicClient } from "@kubets/dynamic";
      import { pods } from "@kubets/kubernetes/core/v1";
      const config = { server: location.origin };
      const rest = createRestClient({ config, transport: createFetchTransport() });
      console.log(await createDynamicClient({ rest }).resource(pods).namespace("default").list());`,
    budget: 8 * 1024,
  },
  {
    name: "rest + dynamic + discovery: a typed resource, and one by its name",
    source: `
      import { createCachedDiscovery, createDiscoveryClient, createRestMapper } from "@kubets/discovery";
      import { createFetchTransport, createRestClient } from "@kubets/rest";
      import { createDynamicClient } from "@kubets/dynamic";
      import { pods } from "@kubets/kubernetes/core/v1";
      const config = { server: location.origin };
      const rest = createRestClient({ config, transport: createFetchTransport() });
      const client = createDynamicClient({ rest });
      const mapper = createRestMapper(createCachedDiscovery(createDiscoveryClient(client)));
      const named = await mapper.descriptorForResource(location.hash);
      console.log(await client.resource(named).list(), await client.resource(pods).list());`,
    budget: 11 * 1024,
  },
  {
    // All that an informer needs to keep its promises; what else it may have is passed to it.
    name: "rest + dynamic + cache: an informer of one typed resource",
    source: `
      import { createInformer } from "@kubets/cache";
      import { createFetchTransport, createRestClient } from "@kubets/rest";
      import { createDynamicClient } from "@kubets/dynamic";
      import { pods } from "@kubets/kubernetes/core/v1";
      const config = { server: location.origin };
      const client = createDynamicClient({ rest: createRestClient({ config, transport: createFetchTransport() }) });
      const informer = createInformer({ listerWatcher: client.resource(pods), name: "pods" });
      informer.addEventHandler({ onAdd: console.log });
      await informer.run();`,
    budget: 16 * 1024,
  },
  {
    // The factory, and what makes relists free.
    name: "rest + dynamic + cache: a factory of informers",
    source: `
      import { createInformerFactory } from "@kubets/cache";
      import { createFetchTransport, createRestClient } from "@kubets/rest";
      import { createDynamicClient } from "@kubets/dynamic";
      import { pods } from "@kubets/kubernetes/core/v1";
      const config = { server: location.origin };
      const rest = createRestClient({ config, transport: createFetchTransport() });
      const factory = createInformerFactory(createDynamicClient({ rest }));
      factory.informer(pods).addEventHandler({ onAdd: console.log });
      await factory.start();`,
    budget: 17.5 * 1024,
  },
  {
    // js-yaml's parser is more than half of it; who does not write kubeconfigs has none of what writes them.
    name: "clientcmd with YAML: from a kubeconfig to a configuration",
    source: `
      import { clusterConfigFromKubeconfig, parseKubeconfig } from "@kubets/clientcmd";
      const text = await (await fetch("/kubeconfig")).text();
      console.log(clusterConfigFromKubeconfig(parseKubeconfig(text), { context: "production" }));`,
    budget: 20 * 1024,
  },
  {
    name: "workqueue/priority, with what it shares with the other queues",
    source: `export * from "@kubets/workqueue/priority";`,
    budget: 3.25 * 1024,
  },
  {
    name: "workqueue/parallelize",
    source: `export * from "@kubets/workqueue/parallelize";`,
    budget: 0.5 * 1024,
  },
  {
    name: "leaderelection/coordinated, with what it shares with the elector on a Lease",
    source: `export * from "@kubets/leaderelection/coordinated";`,
    budget: 4.25 * 1024,
  },
];

/** What a browser or a worker downloads stays small, and nothing in it needs Node. */
export const bundleSize: Rule = {
  name: "bundle-size",
  demands: "browser bundles stay within their budgets and import nothing of Node's",
  slow: true,
  async check(workspace) {
    const findings: string[] = [];
    const notes: string[] = [];
    const all: Program[] = [
      ...programs,
      ...workspace.packages.flatMap(({ folder, rule }) =>
        rule?.runtime === "universal" && rule.budget !== undefined
          ? [{ name: folder, source: `export * from "@kubets/${folder}";`, budget: rule.budget }]
          : [],
      ),
    ];
    for (const { name, source, budget } of all) {
      try {
        const bytes = await gzippedSize(workspace, source);
        notes.push(`${name}: ${bytes} of ${budget} bytes gzipped`);
        if (bytes > budget) findings.push(`${name}: ${bytes} bytes gzipped, ${bytes - budget} more than its budget`);
      } catch (error) {
        findings.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    for (const { folder, rule } of workspace.packages) {
      if (rule?.runtime === "universal" && rule.budget === undefined) {
        findings.push(`tooling/checks/packages.ts: ${folder} has no budget; add one`);
      }
    }
    return { findings, notes };
  },
};

/** Bytes of a program bundled for a browser from the sources, minified and gzipped. Rejects on an import of Node's. */
export async function gzippedSize(workspace: Pick<Workspace, "root">, source: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: join(workspace.root, "tooling"), loader: "ts" },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2023",
    conditions: ["@kubets/source", "workerd", "edge-light", "worker", "browser"],
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
}
