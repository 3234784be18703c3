/**
 * The packages and the only dependencies they may have: the table of the design as data.
 *
 * A package exists only if it (a) has an external dependency that others must not install, (b) belongs to another
 * runtime, (c) is generated bulk, (d) is usable alone and has its own vocabulary, or (e) is for users' tests. Everything
 * else is a file behind a package's single entry. To change an edge, change it here and write the reason beside it.
 */
export interface PackageRule {
  /** "universal" runs in browsers, workers, Deno, Bun and Node; "node" needs Node and says so in `engines`. */
  readonly runtime: "universal" | "node";
  /** One line for the root README's table. */
  readonly purpose: string;
  /** Internal packages it may depend on, beyond `apimachinery` and `wait`, which every package but those two may. */
  readonly internal: readonly string[];
  /** Packages of the registry it may depend on. */
  readonly external: readonly string[];
  /** Entries beside ".": an optional provider, a part that most users do without, a group version, or a testing helper. */
  readonly subpaths?: readonly string[];
  /** Further entries come from the code generator, one a group version. */
  readonly generatedSubpaths?: true;
  /** Largest minified and gzipped bundle of the "." entry for a browser, in bytes; universal packages only. */
  readonly budget?: number;
}

const kilobyte = 1024;

/** Packages that every other one may depend on, and that depend on nothing. */
export const ground: readonly string[] = ["apimachinery", "wait"];

export const packages: Readonly<Record<string, PackageRule>> = {
  apimachinery: {
    runtime: "universal",
    purpose: "object, list, Status, watch and patch types, selectors, quantities, errors",
    internal: [],
    external: [],
    budget: 7 * kilobyte,
  },
  wait: {
    runtime: "universal",
    purpose: "clocks, real and fake, backoff, polling, token bucket",
    internal: [],
    external: [],
    budget: 2 * kilobyte,
  },
  features: {
    runtime: "universal",
    purpose: "feature gates; the environment is passed in",
    internal: [],
    external: [],
    subpaths: ["./testing"],
    budget: 1.5 * kilobyte,
  },
  jsonpath: {
    runtime: "universal",
    purpose: "kubectl's dialect of JSONPath",
    internal: [],
    external: [],
    budget: 4 * kilobyte,
  },
  workqueue: {
    runtime: "universal",
    purpose: "de-duplicating, delaying and rate-limited queues",
    internal: [],
    external: [],
    // The queue in which some items matter more, and a loop over pieces of work that needs no queue.
    subpaths: ["./priority", "./parallelize"],
    budget: 3 * kilobyte,
  },
  rest: {
    runtime: "universal",
    purpose: "requests as values, the transport seam, fetch transport, list and watch decoding",
    internal: [],
    external: [],
    // What every transport must keep, for authors of transports.
    subpaths: ["./testing"],
    // All of it at once: layers, WebSockets and limiters that a program does not name cost it nothing (see bundle-size).
    budget: 12 * kilobyte,
  },
  cache: {
    runtime: "universal",
    purpose: "reflector, store, indexers, shared informers, listers",
    internal: [],
    // Its listeners are two short lists: an emitter would be the larger part.
    external: [],
    budget: 16 * kilobyte,
  },
  leaderelection: {
    runtime: "universal",
    purpose: "leader election on a Lease, with a fencing token",
    internal: [],
    external: [],
    // Where the server elects: few servers do.
    subpaths: ["./coordinated"],
    budget: 4 * kilobyte,
  },
  events: {
    runtime: "universal",
    purpose: "event recorder: aggregation, series, spam filter",
    internal: [],
    external: [],
    budget: 8 * kilobyte,
  },
  discovery: {
    runtime: "universal",
    purpose: "API groups and resources of a server, REST mapper",
    internal: ["rest"],
    external: [],
    budget: 7 * kilobyte,
  },
  dynamic: {
    runtime: "universal",
    purpose: "a client for any resource, typed by its descriptor",
    internal: ["rest"],
    external: [],
    budget: 9 * kilobyte,
  },
  clientcmd: {
    runtime: "universal",
    purpose: "kubeconfig: parse, merge, validate, choose a context",
    internal: ["rest"],
    external: ["js-yaml"],
    subpaths: ["./oidc", "./eks", "./gke", "./aks"],
    // All of it at once, of which js-yaml's parser is 12 kB: it is one file that no bundler can take apart. Reading a
    // kubeconfig, which is what pages and workers do, has its own budget of 20 kB.
    budget: 26.5 * kilobyte,
  },
  kubernetes: {
    runtime: "universal",
    purpose: "types and descriptors of every built-in resource",
    internal: [],
    external: [],
    generatedSubpaths: true,
    budget: 4 * kilobyte,
  },
  protobuf: {
    runtime: "universal",
    purpose: "the Kubernetes protobuf wire format, table-driven",
    internal: [],
    external: [],
    // The table is 27 kB of it; encoding took 4 kB.
    budget: 36 * kilobyte,
  },
  "testing-fake": {
    runtime: "universal",
    purpose: "an API server in memory, as a transport",
    internal: ["rest", "jsonpath", "protobuf"],
    // JSON patch is a page of code here: a library's errors are not the server's.
    external: ["js-yaml", "re2js"],
    // Tables of the built-in kinds and the rules for them are the most of it: 100 kB and 60 kB.
    budget: 352 * kilobyte,
  },
  "transport-node": {
    runtime: "node",
    purpose: "the transport for Node: TLS, client certificates, keep-alive",
    internal: ["rest"],
    external: ["ws"],
  },
  "clientcmd-node": {
    runtime: "node",
    purpose: "kubeconfig files, in-cluster configuration, token files",
    internal: ["clientcmd", "rest"],
    external: [],
  },
  "testing-server": {
    runtime: "node",
    purpose: "an API server over HTTPS that kubectl accepts, and its command line",
    // `server.client()`: a test wants to talk to what it started, and loads the client only then.
    internal: ["testing-fake", "client-node"],
    // WebSockets: watches, exec, attach and port-forward. X.509: certificates are made with WebCrypto and a page of DER,
    // so no library comes with it.
    external: ["ws"],
  },
  "client-node": {
    runtime: "node",
    purpose: "everything a program on Node needs, in one call",
    internal: ["clientcmd", "clientcmd-node", "rest", "transport-node", "discovery", "dynamic"],
    external: [],
  },
  codegen: {
    runtime: "node",
    purpose: "OpenAPI and CRDs to TypeScript types and descriptors",
    // For --from-cluster alone, and loaded only then: `npx` has nothing but dependencies, and what a kubeconfig may ask for
    // (plugins, proxies, certificates) is all of it.
    internal: ["client-node"],
    external: ["js-yaml"],
  },
};
