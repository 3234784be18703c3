import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { defineResource, type KubernetesObject } from "@kubets/apimachinery";
import { encodePem, formatKubeconfig, type Kubeconfig, type User } from "@kubets/clientcmd";
import { headerValue, type Transport, type TransportRequest, type TransportResponse } from "@kubets/rest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quietPorts } from "../../../tooling/quiet-ports.ts";
import { createCertificateAuthority } from "../../testing-server/src/certificates.ts";
import { createClient, type Client, type CreateClientOptions } from "./create-client.ts";

const secret = "hunter2";
const apiVersion = "client.authentication.k8s.io/v1";
const pods = defineResource<KubernetesObject>({
  group: "",
  version: "v1",
  kind: "Pod",
  resource: "pods",
  scope: "Namespaced",
});
const emptyList = { kind: "PodList", apiVersion: "v1", metadata: { resourceVersion: "1" }, items: [] };

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "create-client-"));
});
afterAll(() => rm(directory, { recursive: true }));

function kubeconfig(user: User = { token: secret }): Kubeconfig {
  return {
    clusters: [{ name: "k", cluster: { server: "https://k.example" } }],
    users: [{ name: "admin", user }],
    contexts: [{ name: "prod", context: { cluster: "k", user: "admin", namespace: "shop" } }],
    "current-context": "prod",
  };
}

async function kubeconfigFile(name: string, content: Kubeconfig): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, formatKubeconfig(content));
  return path;
}

interface FakeTransport extends Transport {
  readonly requests: TransportRequest[];
  answer: () => [status: number, body: unknown];
  closed: number;
}

function createFakeTransport(): FakeTransport {
  const transport: FakeTransport = {
    requests: [],
    answer: () => [200, emptyList],
    closed: 0,
    async send(request): Promise<TransportResponse> {
      transport.requests.push(request);
      const [status, body] = transport.answer();
      const bytes = new TextEncoder().encode(JSON.stringify(body));
      return {
        status,
        headers: [["content-type", "application/json"]],
        body: (async function* () {
          yield bytes;
        })(),
      };
    },
    openWebSocket: () => Promise.reject(new Error("no WebSockets here")),
    async [Symbol.asyncDispose]() {
      transport.closed++;
    },
  };
  return transport;
}

const unauthorized = (): [number, unknown] => [
  401,
  { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Unauthorized", code: 401, message: "Unauthorized" },
];

/** The message of a failure that shows no secret anywhere. */
async function complaint(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ name: "KubernetesError" });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  return (error as Error).message;
}

describe("createClient", () => {
  it("makes one client of a kubeconfig: server, namespace, credentials, resources, discovery", async () => {
    const transport = createFakeTransport();
    const path = await kubeconfigFile("config", kubeconfig());
    await using client = await createClient({ kubeconfig: path, transport });
    expect(client).toMatchObject({
      server: "https://k.example",
      namespace: "shop",
      context: "prod",
      user: "admin",
      origin: path,
    });
    expect(transport.requests).toEqual([]);

    expect((await client.resource(pods).namespace(client.namespace).list()).items).toEqual([]);
    transport.answer = () => [200, { major: "1", minor: "37", gitVersion: "v1.37.1", platform: "linux/amd64" }];
    expect((await client.discovery.serverVersion()).gitVersion).toBe("v1.37.1");
    expect(transport.requests.map(({ url }) => new URL(url).pathname)).toEqual([
      "/api/v1/namespaces/shop/pods",
      "/version",
    ]);
    for (const { headers } of transport.requests)
      expect(headerValue(headers, "authorization")).toBe(`Bearer ${secret}`);
  });

  it("names the program as field manager and user agent, unless told a name", async () => {
    const agentOf = async (options: CreateClientOptions): Promise<string | undefined> => {
      const transport = createFakeTransport();
      await using client = await createClient({ kubeconfig: kubeconfig(), transport, ...options });
      await client.resource(pods).list();
      return headerValue(transport.requests[0]?.headers ?? [], "user-agent");
    };
    expect(await agentOf({ userAgent: "web/1.0" })).toBe("web/1.0");
    expect(await agentOf({})).toMatch(/^[\w.-]+\/unknown \(\w+\/\w+\) kubets$/);
  });

  it("looks at no kubeconfig where the configuration is given", async () => {
    const transport = createFakeTransport();
    const env = { KUBECONFIG: "/nowhere" };
    await using client = await createClient({ config: { server: "https://fake" }, transport, env });
    await client.resource(pods).list();
    expect(headerValue(transport.requests[0]?.headers ?? [], "authorization")).toBeUndefined();
    expect(client.namespace).toBe("default");
  });

  it("keeps two clients apart (D38)", async () => {
    const [a, b] = [createFakeTransport(), createFakeTransport()];
    await using one = await createClient({ kubeconfig: kubeconfig({ token: "one" }), transport: a });
    await using two = await createClient({ kubeconfig: kubeconfig({ token: "two" }), transport: b });
    await Promise.all([one.resource(pods).list(), two.resource(pods).list()]);
    const tokens = [a, b].map(({ requests }) => requests.map(({ headers }) => headerValue(headers, "authorization")));
    expect(tokens).toEqual([["Bearer one"], ["Bearer two"]]);
  });

  it("closes the transport with the client", async () => {
    const transport = createFakeTransport();
    {
      await using client = await createClient({ kubeconfig: kubeconfig(), transport });
      expect(client.rest.transport).toBe(transport);
    }
    expect(transport.closed).toBe(1);
  });
});

describe("what a client shows", () => {
  it.for<[string, User]>([
    ["token", { token: secret }],
    ["password", { username: "jane", password: secret }],
  ])("is where it points, and no %s", async ([, user]) => {
    await using client = await createClient({ kubeconfig: kubeconfig(user), transport: createFakeTransport() });
    const shown = [
      inspect(client),
      inspect({ deep: { client } }, { depth: 9 }),
      JSON.stringify(client),
      JSON.stringify({ client }),
    ];
    expect(inspect([client.rest, client.discovery], { depth: 9, showHidden: true })).not.toContain(secret);
    for (const text of [...shown, inspect(client.config, { depth: 9 }), JSON.stringify(client.config)]) {
      expect(text).toContain("https://k.example");
      expect(text).not.toContain(secret);
    }
    for (const text of shown) for (const part of ["prod", "admin", "shop"]) expect(text).toContain(part);
    expect(shown[0]).toMatch(/^Client \{/);
  });
});

describe("a first call that fails", () => {
  const list = async (client: Client): Promise<unknown> => client.resource(pods).list();

  it("says which server, context, user and file were used", async () => {
    const path = await kubeconfigFile("refused", kubeconfig());
    const transport = createFakeTransport();
    transport.answer = unauthorized;
    await using client = await createClient({ kubeconfig: path, transport });
    const target = `(server https://k.example, context "prod", user "admin", from ${path})`;
    const failed = list(client);
    expect(await complaint(failed)).toBe(`Unauthorized ${target}`);
    await expect(failed).rejects.toMatchObject({
      reason: "Unauthorized",
      code: 401,
      cause: { reason: "Unauthorized" },
    });
    expect(await complaint(client.discovery.serverVersion())).toContain(target);
    const watched = client.resource(pods).watch()[Symbol.asyncIterator]();
    expect(await complaint(watched.next())).toContain(target);
  });

  it("says so only until a call has succeeded, and only of what may be the configuration's fault", async () => {
    const transport = createFakeTransport();
    await using client = await createClient({ kubeconfig: kubeconfig(), transport });
    transport.answer = () => [
      404,
      { kind: "Status", status: "Failure", reason: "NotFound", code: 404, message: "no such pod" },
    ];
    expect(await complaint(list(client))).toBe("no such pod");
    transport.answer = () => [200, emptyList];
    await list(client);
    transport.answer = unauthorized;
    expect(await complaint(list(client))).toBe("Unauthorized");
  });

  it("says of a client certificate that it is over, to whom the server does not know any more", async () => {
    const { certificate, key } = createCertificateAuthority("ca").issueClientCertificate("jane", [], -60_000);
    const user = { "client-certificate-data": encodePem(certificate), "client-key-data": encodePem(key) };
    const transport = createFakeTransport();
    transport.answer = unauthorized;
    await using client = await createClient({ kubeconfig: kubeconfig(user), transport });
    expect(await complaint(client.resource(pods).list())).toMatch(
      /^Unauthorized \(.*, user "admin", .*; client certificate over since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z\)$/,
    );
  });

  it("says so of a server that nobody listens at", async () => {
    const [port] = await quietPorts(1);
    const config = kubeconfig();
    config.clusters = [{ name: "k", cluster: { server: `https://127.0.0.1:${port}` } }];
    await using client = await createClient({ kubeconfig: config });
    const message = await complaint(client.resource(pods).namespace("shop").get("web-0"));
    expect(message).toContain(
      `(server https://127.0.0.1:${port}, context "prod", user "admin", from the given kubeconfig)`,
    );
    expect(message).toContain("ECONNREFUSED");
  });
});

describe("a client that cannot be made", () => {
  it("says all that was tried where nothing is configured", async () => {
    const options = { env: {}, home: "/nowhere", serviceAccountDirectory: "/nowhere" };
    expect(await complaint(createClient(options))).toMatch(
      /^no cluster is configured; tried:\n.*\n- kubeconfig: \/nowhere/,
    );
  });

  it("says of certificates that do not fit whose they are", async () => {
    const pem = (kind: string): string => encodePem(`-----BEGIN ${kind}-----\n${secret}\n-----END ${kind}-----\n`);
    const user = { "client-certificate-data": pem("CERTIFICATE"), "client-key-data": pem("PRIVATE KEY") };
    const path = await kubeconfigFile("certificates", kubeconfig(user));
    expect(await complaint(createClient({ kubeconfig: path }))).toContain(
      `context "prod", user "admin", from ${path})`,
    );
  });

  it("says which user's plugin is missing, and where it is configured, when the first call needs it (F049)", async () => {
    const exec = { command: "/no/such/plugin", apiVersion, interactiveMode: "Never" as const };
    const path = await kubeconfigFile("plugin", kubeconfig({ exec }));
    await using client = await createClient({ kubeconfig: path, transport: createFakeTransport() });
    expect(await complaint(client.resource(pods).list())).toMatch(
      /users\["admin"\]: the credential plugin "\/no\/such\/plugin" was not found\n[^]*\n\(server .*, context "prod", user "admin", from .*\)$/,
    );
  });

  it("says what is wrong with a policy for plugins, and runs none that is not in it (F050)", async () => {
    const exec = { command: process.execPath, apiVersion, interactiveMode: "Never" as const };
    const options: CreateClientOptions = { kubeconfig: kubeconfig({ exec }), transport: createFakeTransport() };
    const wrong = createClient({ ...options, pluginPolicy: { type: "Allowlist" } });
    expect(await complaint(wrong)).toBe("credential plugin policy: the policy Allowlist without an allowlist");
    await using client = await createClient({ ...options, pluginPolicy: { type: "DenyAll" } });
    expect(await complaint(client.resource(pods).list())).toContain("is not run: the policy is DenyAll");
  });
});
