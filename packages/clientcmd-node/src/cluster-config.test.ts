import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { formatKubeconfig, isEmptyConfiguration, type Cluster, type Kubeconfig, type User } from "@kubets/clientcmd";
import { createFakeClock } from "@kubets/wait";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadClusterConfig, type LoadClusterConfigOptions } from "./cluster-config.ts";
import { loadInClusterConfig } from "./in-cluster.ts";
import { loadKubeconfig } from "./load.ts";

const secret = "hunter2";
const pod = { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" };

let directory: string;
let serviceAccountDirectory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cluster-config-"));
  serviceAccountDirectory = join(directory, "sa");
  await file("sa/token", `${secret}\n`);
  await file("sa/ca.crt", "-----BEGIN CERTIFICATE-----\n");
  await file("sa/namespace", "shop\n");
});
afterAll(() => rm(directory, { recursive: true }));

async function file(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
  return path;
}

function kubeconfig(user: User = {}, cluster: Cluster = {}, namespace?: string): Kubeconfig {
  return {
    clusters: [{ name: "k", cluster: { server: "https://k.example", ...cluster } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "c", context: { cluster: "k", user: "u", ...(namespace && { namespace }) } }],
    "current-context": "c",
  };
}

/** Outside of a pod and of anybody's home, unless a test says otherwise. */
const load = (options: LoadClusterConfigOptions): ReturnType<typeof loadClusterConfig> =>
  loadClusterConfig({ env: {}, home: "/nowhere", serviceAccountDirectory, ...options });

async function complaint(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: "KubernetesError", reason: "Configuration" });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  return (error as Error).message;
}

describe("loadClusterConfig", () => {
  it("prefers the given file to KUBECONFIG to the home directory to the pod (F053, F063)", async () => {
    const named = (server: string): string => formatKubeconfig(kubeconfig({}, { server: `https://${server}` }));
    const given = await file("given", named("given"));
    const env = { ...pod, KUBECONFIG: await file("env", named("env")) };
    const home = join(directory, "home");
    await file("home/.kube/config", named("home"));
    const server = async (options: LoadClusterConfigOptions): Promise<string> => (await load(options)).config.server;
    expect(await server({ kubeconfig: given, env, home })).toBe("https://given");
    expect(await server({ env, home })).toBe("https://env");
    expect(await server({ env: pod, home })).toBe("https://home");
    expect(await server({ env: pod })).toBe("https://10.0.0.1:443");
  });

  it("says what it used, and what it tried before", async () => {
    const path = await file("described", formatKubeconfig(kubeconfig()));
    expect(await load({ kubeconfig: path })).toMatchObject({ origin: path, context: "c", cluster: "k", user: "u" });
    const { attempts, origin, context } = await load({ env: pod });
    expect({ origin, context }).toEqual({ origin: "the service account of the pod", context: undefined });
    expect(attempts).toEqual([
      { place: "option kubeconfig", outcome: "not given" },
      { place: "kubeconfig", outcome: "/nowhere/.kube/config does not exist" },
      { place: "service account of a pod", outcome: "used" },
    ]);
  });

  it("says everything that was tried where nothing is configured", async () => {
    const failing = load({ serviceAccountDirectory: "/nowhere" });
    expect(isEmptyConfiguration(await failing.catch((error: unknown) => error))).toBe(true);
    expect((await complaint(failing)).split("\n")).toEqual([
      "no cluster is configured; tried:",
      "- option kubeconfig: not given",
      "- kubeconfig: /nowhere/.kube/config does not exist",
      "- service account of a pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set",
      "- KUBERNETES_MASTER: not set",
      "Give a kubeconfig, set KUBECONFIG, or run in a pod with a service account.",
    ]);
    expect(
      await complaint(load({ env: { ...pod, KUBECONFIG: "/no/file" }, serviceAccountDirectory: "/nowhere" })),
    ).toContain(
      "- kubeconfig: /no/file, named by KUBECONFIG, does not exist\n- service account of a pod: /nowhere/token: it does not exist\n",
    );
  });

  it("takes the server in KUBERNETES_MASTER last of all, and none by itself (F064)", async () => {
    const env = { KUBERNETES_MASTER: "http://127.0.0.1:8080" };
    const { config, origin, attempts } = await load({ env });
    expect([config.server, origin]).toEqual(["http://127.0.0.1:8080", "KUBERNETES_MASTER"]);
    expect(attempts.at(-1)).toEqual({ place: "KUBERNETES_MASTER", outcome: "used" });
    expect((await load({ env: { ...env, ...pod } })).config.server).toBe("https://10.0.0.1:443");
    const path = await file("before-master", formatKubeconfig(kubeconfig()));
    expect((await load({ env: { ...env, KUBECONFIG: path } })).config.server).toBe("https://k.example");
    // As with BuildConfigFromFlags of client-go there is no default server: only kubectl has one.
    await expect(load({})).rejects.toSatisfy(isEmptyConfiguration);
  });

  it("is anonymous where the context's user does not exist, and says so (F059)", async () => {
    const config = kubeconfig();
    config.users = [];
    const warnings: unknown[] = [];
    const loaded = await load({ kubeconfig: config, logger: { warn: (message) => void warnings.push(message) } });
    expect(loaded.config.credentials).toBeUndefined();
    expect(loaded).toMatchObject({ user: "u", userMissing: 'the user "u" does not exist; there is no user' });
    expect(warnings).toEqual(['calls are anonymous: the user "u" does not exist; there is no user']);
  });

  it("never goes to the pod's own cluster because another one's name is misspelt (F063)", async () => {
    const config = kubeconfig();
    config.contexts = [{ name: "c", context: { cluster: "prdo", user: "u" } }];
    const path = await file("misspelt", formatKubeconfig(config));
    expect(await complaint(load({ env: { ...pod, KUBECONFIG: path } }))).toBe(
      `${path}: contexts["c"].cluster: the cluster "prdo" does not exist; there is "k"`,
    );
  });

  it("takes the pod's account only where the kubeconfig is empty, not where it is wrong (F063)", async () => {
    const inPod = async (content: string): Promise<string> => {
      const path = await file("in-pod", content);
      return (await load({ env: { ...pod, KUBECONFIG: path } })).config.server;
    };
    expect(await inPod("")).toBe("https://10.0.0.1:443");
    expect(await inPod(formatKubeconfig({ ...kubeconfig(), "current-context": "" }))).toBe("https://10.0.0.1:443");
    expect(await complaint(inPod(formatKubeconfig({ ...kubeconfig(), "current-context": "x" })))).toContain(
      '"x" does not exist',
    );
    expect(await complaint(inPod("a: b: c"))).toContain("not YAML");
    expect(await complaint(inPod(formatKubeconfig(kubeconfig({}, { server: "" }))))).toContain(
      "the URL of the API server",
    );
  });

  it("warns where KUBECONFIG is set but the pod's account is used (F053)", async () => {
    const warnings: string[] = [];
    const logger = { warn: (message: string): void => void warnings.push(message) };
    await load({ env: pod, logger });
    expect(warnings).toEqual([]);
    await load({ env: { ...pod, KUBECONFIG: "/no/file" }, logger });
    expect(warnings).toEqual([
      "the service account of the pod is used, although KUBECONFIG is set: /no/file, named by KUBECONFIG, does not exist",
    ]);
  });

  it("never takes the pod's account in place of a kubeconfig or a context that was asked for", async () => {
    expect(await complaint(load({ env: pod, kubeconfig: "/no/file" }))).toMatch(/was asked for does not exist/);
    const empty = await file("empty", "");
    expect(await complaint(load({ env: pod, kubeconfig: empty }))).toMatch(/the kubeconfig is empty/);
    expect(await complaint(load({ env: pod, context: "prod" }))).toBe(
      'the context "prod" was asked for, but /nowhere/.kube/config does not exist',
    );
  });

  it("needs no kubeconfig where a server is asked for (F058)", async () => {
    const { config, origin } = await load({ server: "http://localhost:8001" });
    expect({ ...config, origin }).toEqual({ server: "http://localhost:8001", origin: "the options" });
  });

  it("takes a kubeconfig in place of a file", async () => {
    const { config, origin } = await load({ kubeconfig: kubeconfig({ token: "t" }, {}, "n") });
    expect(config).toMatchObject({ server: "https://k.example", credentials: { token: "t" }, namespace: "n" });
    expect(origin).toBe("the given kubeconfig");
  });

  it("uses the pod's namespace where context and options say none (F063, C75)", async () => {
    const namespace = async (options: LoadClusterConfigOptions, own?: string): Promise<string | undefined> =>
      (await load({ kubeconfig: kubeconfig({}, {}, own), ...options })).config.namespace;
    expect(await namespace({})).toBeUndefined();
    expect(await namespace({ env: pod })).toBe("shop");
    expect(await namespace({ env: { ...pod, POD_NAMESPACE: "till" } })).toBe("till");
    expect(await namespace({ env: pod }, "own")).toBe("own");
    expect(await namespace({ env: pod, namespace: "asked" }, "own")).toBe("asked");
  });

  it("reads a token file at once, again later, and prefers it to the token (F061, D28)", async () => {
    const clock = createFakeClock();
    const path = await file("token", "from-file");
    const tokenOf = async (user: User): Promise<() => Promise<string>> => {
      const source = (await load({ kubeconfig: kubeconfig(user), clock })).config.credentials?.token;
      return async () => (typeof source === "object" ? source.token() : "not a source");
    };
    const token = await tokenOf({ tokenFile: path, token: "first" });
    expect(await token()).toBe("from-file");
    await writeFile(path, "renewed");
    await clock.advance(50_000);
    expect(await token()).toBe("renewed");
    expect(await complaint(load({ kubeconfig: kubeconfig({ tokenFile: "/no/token" }) }))).toBe(
      "/no/token: the token cannot be read: it does not exist",
    );
  });

  it("names every certificate file that cannot be read (F062)", async () => {
    const user = { "client-certificate": "/no/crt", "client-key": directory };
    const message = await complaint(load({ kubeconfig: kubeconfig(user, { "certificate-authority": "/no/ca" }) }));
    expect(message).toContain('clusters["k"].certificate-authority: /no/ca cannot be read: it does not exist');
    expect(message).toContain('users["u"].client-certificate: /no/crt cannot be read: it does not exist');
    expect(message).toContain(`users["u"].client-key: ${directory} cannot be read: it is a directory`);
  });

  it("shows no credentials", async () => {
    for (const options of [
      { env: pod },
      { kubeconfig: kubeconfig({ token: secret }) },
      { env: pod, kubeconfig: kubeconfig({ token: secret }) },
    ]) {
      const loaded = await load(options);
      expect(inspect(loaded, { depth: 9 }) + JSON.stringify(loaded)).not.toContain(secret);
    }
  });
});

describe("loadInClusterConfig", () => {
  it("is the pod's service account over https, without compression (F004, C75, C76)", async () => {
    const config = await loadInClusterConfig({ env: pod, serviceAccountDirectory });
    expect(config).toMatchObject({
      server: "https://10.0.0.1:443",
      tls: { caFile: join(serviceAccountDirectory, "ca.crt") },
      disableCompression: true,
      namespace: "shop",
    });
    const source = config.credentials?.token;
    expect(typeof source === "object" && (await source.token())).toBe(secret);
  });

  it("puts an IPv6 address in brackets (F004)", async () => {
    const env = { ...pod, KUBERNETES_SERVICE_HOST: "fd00::1" };
    expect((await loadInClusterConfig({ env, serviceAccountDirectory })).server).toBe("https://[fd00::1]:443");
  });

  it("warns of a ca.crt that cannot be used, and goes on (F004)", async () => {
    await file("no-ca/token", secret);
    await file("bad-ca/token", secret);
    await file("bad-ca/ca.crt", "nothing");
    const warnings: string[] = [];
    const logger = { warn: (message: string): void => void warnings.push(message) };
    for (const name of ["no-ca", "bad-ca"]) {
      const config = await loadInClusterConfig({ env: pod, serviceAccountDirectory: join(directory, name), logger });
      expect(config).toMatchObject({ tls: {}, namespace: "default" });
    }
    expect(warnings).toEqual([
      `${join(directory, "no-ca/ca.crt")}: it does not exist; the system's authorities are trusted instead`,
      `${join(directory, "bad-ca/ca.crt")}: it holds no certificate; the system's authorities are trusted instead`,
    ]);
  });

  it("says why a process is in no pod (F004)", async () => {
    const options = { env: { KUBERNETES_SERVICE_HOST: "h" }, serviceAccountDirectory };
    expect(await complaint(loadInClusterConfig(options))).toBe("not in a cluster: KUBERNETES_SERVICE_PORT is not set");
    await mkdir(join(directory, "odd/token"), { recursive: true });
    expect(await complaint(loadInClusterConfig({ env: pod, serviceAccountDirectory: join(directory, "odd") }))).toMatch(
      /it is a directory$/,
    );
    await file("no-token/token", "");
    const empty = loadInClusterConfig({ env: pod, serviceAccountDirectory: join(directory, "no-token") });
    expect(await complaint(empty)).toMatch(/expected a token, found an empty file/);
  });

  it("lets server, token, authority and impersonation be overridden, and nothing else (C75)", async () => {
    const config = await loadInClusterConfig({
      env: pod,
      serviceAccountDirectory,
      namespace: "asked",
      clusterFields: { server: "https://other", "certificate-authority": "/ca", "insecure-skip-tls-verify": true },
      userFields: { token: "asked", username: "ignored", as: "jane" },
    });
    expect({ ...config }).toEqual({
      server: "https://other",
      tls: { caFile: "/ca" },
      credentials: { token: "asked" },
      impersonate: { user: "jane" },
      disableCompression: true,
      namespace: "asked",
    });
  });
});

describe("an auth provider oidc (F052)", () => {
  const token = (seconds: number): string =>
    ["{}", JSON.stringify({ exp: Date.now() / 1000 + seconds }), "x"]
      .map((part) => Buffer.from(part).toString("base64url"))
      .join(".");

  it("refreshes, by the issuer's own authority, and keeps the new tokens in the user's file", async () => {
    const pem = (name: string): string =>
      fileURLToPath(new URL(`../../transport-node/testdata/${name}.pem`, import.meta.url));
    const [first, second] = [token(-1), token(3600)];
    const asked: string[] = [];
    const server = createServer(
      { cert: readFileSync(pem("server")), key: readFileSync(pem("server-key")) },
      (request, response) => {
        asked.push(request.url ?? "");
        const { port } = server.address() as AddressInfo;
        const discovery = { token_endpoint: `https://127.0.0.1:${port}/token` };
        const answer = request.url === "/token" ? { id_token: second, refresh_token: "next" } : discovery;
        response.end(JSON.stringify(answer));
      },
    );
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    try {
      const config = {
        "idp-issuer-url": `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
        "idp-certificate-authority": pem("ca"),
        "client-id": "kubets",
        "id-token": first,
        "refresh-token": secret,
      };
      const user: User = { "auth-provider": { name: "oidc", config } };
      const path = await file("oidc", formatKubeconfig(kubeconfig(user)));
      const other = await file(
        "oidc-other",
        formatKubeconfig({ clusters: [], users: [], contexts: [], "current-context": "c" }),
      );
      const env = { KUBECONFIG: [other, path].join(delimiter) };
      const sources = await Promise.all([1, 2].map(async () => (await load({ env })).config.credentials?.token));
      const given = sources.map(async (source) => (typeof source === "object" ? source.token() : source));
      expect(await Promise.all(given)).toEqual([second, second]);
      // One refresh served both.
      expect(asked).toEqual(["/.well-known/openid-configuration", "/token"]);
      const kept = (await loadKubeconfig({ path })).kubeconfig.users[0]?.user["auth-provider"];
      expect(kept).toEqual({ name: "oidc", config: { ...config, "id-token": second, "refresh-token": "next" } });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    }
  });
});
