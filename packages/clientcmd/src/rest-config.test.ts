import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { isEmptyConfiguration } from "./errors.ts";
import type { Cluster, Kubeconfig, User } from "./kubeconfig.ts";
import { mergeKubeconfigs } from "./merge.ts";
import { encodePem } from "./pem.ts";
import { clusterConfigFromKubeconfig, type ClusterConfigOptions } from "./rest-config.ts";

const secret = "hunter2";
const pem = (text: string): string => encodePem(`-----BEGIN X-----\n${text}\n-----END X-----\n`);

function kubeconfig(cluster: Cluster = {}, user: User = {}): Kubeconfig {
  return {
    clusters: [{ name: "k", cluster: { server: "https://k.example:6443", ...cluster } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "c", context: { cluster: "k", user: "u" } }],
    "current-context": "c",
  };
}

/** The message for a kubeconfig that cannot work; no error may show a secret anywhere. */
function complaint(config: Kubeconfig, options: ClusterConfigOptions = {}): string {
  const { origins } = mergeKubeconfigs([{ origin: "/k/config", kubeconfig: config }]);
  try {
    clusterConfigFromKubeconfig(config, { origins, ...options });
  } catch (error) {
    const everything = `${String(error)} ${inspect(error, { depth: 9, showHidden: true })} ${JSON.stringify(error)}`;
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(pem(secret));
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
}

describe("clusterConfigFromKubeconfig", () => {
  it("keeps the TLS settings of a cluster whose context has no user (D31)", () => {
    const config = kubeconfig({ "certificate-authority-data": pem("ca"), "tls-server-name": "api" });
    config.contexts = [{ name: "c", context: { cluster: "k" } }];
    const { tls, credentials } = clusterConfigFromKubeconfig(config);
    expect(tls).toEqual({ caData: "-----BEGIN X-----\nca\n-----END X-----\n", serverName: "api" });
    expect(credentials).toBeUndefined();
  });

  it("uses http without credentials, even those it could not use, but with impersonation (F060, C73, D32)", () => {
    const user: User = {
      exec: { command: "x", apiVersion: "v", interactiveMode: "Never" },
      as: "jane",
      "as-groups": ["g"],
    };
    const config = kubeconfig({ server: "http://k.example:8080/" }, user);
    expect({ ...clusterConfigFromKubeconfig(config) }).toEqual({
      server: "http://k.example:8080",
      impersonate: { user: "jane", groups: ["g"] },
    });
  });

  it("reads all four fields of impersonation (D29)", () => {
    const user: User = { as: "jane", "as-uid": "1", "as-groups": ["g", "h"], "as-user-extra": { scopes: ["view"] } };
    const expected = { user: "jane", uid: "1", groups: ["g", "h"], extra: { scopes: ["view"] } };
    expect(clusterConfigFromKubeconfig(kubeconfig({}, user)).impersonate).toEqual(expected);
  });

  it("hands a token file to the runtime, with the token to begin with (F061, D28)", async () => {
    const asked: unknown[] = [];
    const options: ClusterConfigOptions = {
      tokenFileSource: (request) => {
        asked.push(request);
        return { token: () => "read" };
      },
    };
    const { credentials } = clusterConfigFromKubeconfig(kubeconfig({}, { token: "first", tokenFile: "/t" }), options);
    expect(asked).toEqual([{ path: "/t", initialToken: "first" }]);
    expect(credentials?.token).toMatchObject({ token: expect.any(Function) });
    expect(complaint(kubeconfig({}, { tokenFile: "/t" }))).toMatch(
      /users\["u"\]: tokenFile needs a runtime with files/,
    );
  });

  it("lets credentials of the user itself come before a plugin (C79)", () => {
    const exec = { command: "x", apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "Never" as const };
    expect(clusterConfigFromKubeconfig(kubeconfig({}, { token: "t", exec })).credentials).toEqual({ token: "t" });
    const basic = { username: "a", password: "b" };
    expect(clusterConfigFromKubeconfig(kubeconfig({}, { ...basic, exec })).credentials).toEqual({ basic });
  });

  it("keeps two clusters apart, without shared credentials (D38)", () => {
    const config = kubeconfig({}, { token: "t" });
    config.clusters.push({ name: "l", cluster: { server: "https://l.example" } });
    config.users.push({ name: "v", user: { username: "a", password: "b" } });
    config.contexts.push({ name: "d", context: { cluster: "l", user: "v", namespace: "n" } });
    expect(clusterConfigFromKubeconfig(config)).toMatchObject({
      server: "https://k.example:6443",
      credentials: { token: "t" },
    });
    expect({ ...clusterConfigFromKubeconfig(config, { context: "d" }) }).toEqual({
      server: "https://l.example",
      tls: {},
      credentials: { basic: { username: "a", password: "b" } },
      namespace: "n",
    });
  });

  it("shows no credentials when inspected or turned into JSON", () => {
    const users: User[] = [
      { token: secret },
      { username: "jane", password: secret },
      { "client-certificate-data": pem("crt"), "client-key-data": pem(secret) },
    ];
    for (const user of users) {
      const config = clusterConfigFromKubeconfig(kubeconfig({ "proxy-url": `http://me:${secret}@proxy:1` }, user));
      expect(JSON.stringify({ ...config })).toContain(secret);
      const shown = inspect({ deep: config }, { depth: 9 }) + JSON.stringify({ deep: config });
      expect(shown).toContain("https://k.example:6443");
      expect(shown).not.toContain(secret);
    }
  });
});

describe("a configuration that cannot work says what, where and what to do (F059, F062)", () => {
  it("names a context that does not exist, and those that do", () => {
    expect(complaint(kubeconfig(), { context: "nowhere" })).toBe(
      '/k/config: the context "nowhere" was asked for, but does not exist; there is "c"',
    );
    expect(complaint({ ...kubeconfig(), "current-context": "nowhere" })).toBe(
      '/k/config: current-context: the context "nowhere" does not exist; there is "c"',
    );
  });

  it("names both a cluster and a user that do not exist", () => {
    const config = kubeconfig();
    config.contexts = [{ name: "c", context: { cluster: "x", user: "y" } }];
    expect(complaint(config).split("\n").slice(1)).toEqual([
      '- /k/config: contexts["c"].cluster: the cluster "x" does not exist; there is "k"',
      '- /k/config: contexts["c"].user: the user "y" does not exist; there is "u"',
    ]);
  });

  it("names the contexts to choose from where current-context is empty", () => {
    expect(complaint({ ...kubeconfig(), "current-context": "" })).toBe(
      '/k/config: no context is selected: current-context is empty; set it, or ask for a context; there is "c"',
    );
    expect(complaint({ clusters: [], users: [], contexts: [] })).toMatch(/the kubeconfig is empty/);
  });

  it("tells an empty configuration from a wrong one (F062)", () => {
    const empty = (config: Kubeconfig): boolean => {
      try {
        clusterConfigFromKubeconfig(config);
      } catch (error) {
        return isEmptyConfiguration(error);
      }
      throw new Error("nothing was thrown");
    };
    expect(empty({ clusters: [], users: [], contexts: [] })).toBe(true);
    expect(empty({ ...kubeconfig(), "current-context": "" })).toBe(true);
    expect(empty({ ...kubeconfig(), "current-context": "x" })).toBe(false);
    expect(empty(kubeconfig({ server: "" }))).toBe(false);
  });

  it.for([
    ["", 'clusters["k"].server: missing: the URL of the API server'],
    ["not a url", 'clusters["k"].server: expected a URL such as https://cluster.example:6443, found "not a url"'],
    ["https//k.example", "a path needs a scheme before the host"],
    ["ftp://k.example", 'found the scheme "ftp"'],
    [`https://me:${secret}@k.example`, "found one with a user name or password in it"],
    [`https://me:${secret}@k example`, "found text that is not one"],
  ])("server %j", ([server, expected]) => {
    expect(complaint(kubeconfig({ server: server ?? "" }, { token: secret }))).toContain(expected);
  });

  it.for<[string, Cluster, User, string]>([
    [
      "base64 that is no PEM",
      { "certificate-authority-data": btoa(secret) },
      {},
      'clusters["k"].certificate-authority-data: expected base64 of PEM text',
    ],
    [
      "what is no base64",
      {},
      { "client-certificate-data": `${secret}*`, "client-key-data": pem(secret) },
      'users["u"].client-certificate-data: expected base64 of PEM',
    ],
    [
      "a certificate without its key",
      {},
      { "client-certificate-data": pem("crt") },
      'users["u"].client-key: missing: a client certificate needs its key',
    ],
    [
      "token and basic",
      {},
      { token: secret, password: secret },
      'users["u"]: token and username or password are both there',
    ],
    [
      "an authority and trust in any",
      { "insecure-skip-tls-verify": true, "certificate-authority": "/ca" },
      {},
      "insecure-skip-tls-verify: true together with",
    ],
    [
      "an authority twice",
      { "certificate-authority-data": pem("x"), "certificate-authority": "/ca" },
      {},
      "are both there: only one is allowed",
    ],
    [
      "a proxy of another scheme",
      { "proxy-url": `ftp://me:${secret}@proxy` },
      {},
      'proxy-url: expected a URL with the scheme http, https or socks5, found the scheme "ftp"',
    ],
    ["a proxy that is no URL", { "proxy-url": `me:${secret} @` }, {}, "proxy-url: expected a URL"],
    ["groups without a user", {}, { "as-groups": ["g"] }, 'users["u"].as: missing'],
    [
      "a plugin without its parts",
      {},
      { exec: { env: [{ value: secret }], interactiveMode: "Sometimes" as never } },
      "exec.interactiveMode: expected Never, IfAvailable or Always, found",
    ],
  ])("%s", ([, cluster, user, expected]) => {
    const message = complaint(kubeconfig(cluster, user));
    expect(message).toContain(expected);
    expect(message).toContain("/k/config");
  });

  it("names every file that cannot be read", () => {
    const config = kubeconfig(
      { "certificate-authority": "/ca" },
      { "client-certificate": "/crt", "client-key": "/key" },
    );
    const message = complaint(config, { fileProblem: (path) => (path === "/crt" ? undefined : "no such file") });
    expect(message.split("\n").slice(1)).toEqual([
      '- /k/config: clusters["k"].certificate-authority: /ca cannot be read: no such file',
      '- /k/config: users["u"].client-key: /key cannot be read: no such file',
    ]);
  });

  it("says of plugins that this runtime cannot run them, and of removed ones what took their place", () => {
    const exec = {
      command: "aws",
      args: [secret],
      apiVersion: "client.authentication.k8s.io/v1",
      interactiveMode: "Never" as const,
    };
    expect(complaint(kubeconfig({}, { exec }))).toMatch(
      /users\["u"\]: the credential plugin "aws" needs a runtime that can start programs/,
    );
    const alpha = { ...exec, apiVersion: "client.authentication.k8s.io/v1alpha1" };
    expect(complaint(kubeconfig({}, { exec: alpha }))).toMatch(
      /users\["u"\].exec.apiVersion: expected client.authentication.k8s.io\/v1 or .*v1beta1, found .*v1alpha1"/,
    );
    const provider = (name: string): User => ({ "auth-provider": { name, config: { "refresh-token": secret } } });
    expect(complaint(kubeconfig({}, provider("gcp")))).toMatch(/"gcp" was removed .* gke-gcloud-auth-plugin/);
    expect(complaint(kubeconfig({}, provider("azure")))).toMatch(/"azure" was removed .* kubelogin/);
    expect(complaint(kubeconfig({}, provider("oidc")))).toMatch(/there is no auth-provider "oidc" here/);
  });

  it("says an unknown version of a plugin with everything else, unless nobody will ask the plugin", () => {
    const exec = { command: "aws", apiVersion: "v1", interactiveMode: "Never" as const };
    const both = { "insecure-skip-tls-verify": true, "certificate-authority": "/ca" };
    expect(complaint(kubeconfig(both, { exec })).split("\n").slice(1)).toEqual([
      expect.stringMatching(/clusters\["k"\].insecure-skip-tls-verify: true together with/),
      expect.stringMatching(/users\["u"\].exec.apiVersion: expected .*, found "v1"/),
    ]);
    const silent = [{ token: "t" }, { username: "n" }, { "client-certificate": "/crt", "client-key": "/key" }];
    for (const own of silent) {
      expect(() => clusterConfigFromKubeconfig(kubeconfig({}, { exec, ...own }))).not.toThrow();
    }
    expect(() => clusterConfigFromKubeconfig(kubeconfig({ server: "http://a.example" }, { exec }))).not.toThrow();
  });

  it("refuses a token that no header can hold, without showing it", () => {
    expect(complaint(kubeconfig({}, { token: `${secret}\n` }))).toMatch(/users\["u"\].token: holds a line break/);
    expect(complaint(kubeconfig({}, { token: `${secret} x` }))).toMatch(/users\["u"\].token: holds a space/);
  });
});
