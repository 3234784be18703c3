import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type Client, type CreateClientOptions } from "@kubets/client-node";
import { encodePem, formatKubeconfig, type Cluster, type Kubeconfig, type User } from "@kubets/clientcmd";
import { selfSubjectReviews } from "@kubets/kubernetes/authentication/v1";
import { createFakeClock } from "@kubets/wait";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFaultProxy } from "../backends/fault-proxy.ts";
import { startIdentities, type Identities } from "../backends/identities.ts";

let server: Identities;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubets-credentials-"));
  server = await startIdentities({ alice: ["dev"], bob: ["ops"] });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** A kubeconfig in a file, as a person would have it. */
async function kubeconfig(name: string, user: User, cluster: Cluster = {}): Promise<string> {
  const content: Kubeconfig = {
    clusters: [
      {
        name: "c",
        cluster: { server: server.url, "certificate-authority-data": encodePem(server.ca), ...cluster },
      },
    ],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  };
  const path = join(folder, name);
  await writeFile(path, formatKubeconfig(content), { mode: 0o600 });
  return path;
}

const connectAs = (options: CreateClientOptions): Promise<Client> => createClient({ qps: -1, ...options });

/** Who the server says that the client is. */
async function whoAmI(client: Client): Promise<{ username: string | undefined; groups: readonly string[] }> {
  const { status } = await client.resource(selfSubjectReviews).create({});
  const { username, groups = [] } = status?.userInfo ?? {};
  return { username, groups: groups.filter((group) => group !== "system:authenticated") };
}

describe("a client of a kubeconfig is who its user says", () => {
  it("by a client certificate, in the kubeconfig or in files beside it (C72, F062)", async () => {
    const { certificate, key } = server.certificate("carol", ["dev", "ops"]);
    const embedded = await kubeconfig("certificate-data", {
      "client-certificate-data": encodePem(certificate),
      "client-key-data": encodePem(key),
    });
    await writeFile(join(folder, "carol.crt"), certificate);
    await writeFile(join(folder, "carol.key"), key, { mode: 0o600 });
    const files = await kubeconfig("certificate-files", {
      "client-certificate": "carol.crt",
      "client-key": "carol.key",
    });
    for (const path of [embedded, files]) {
      await using client = await connectAs({ kubeconfig: path });
      expect(await whoAmI(client)).toEqual({ username: "carol", groups: ["dev", "ops"] });
    }
  });

  it("by a token, and nobody by one that the server does not know", async () => {
    await using client = await connectAs({ kubeconfig: await kubeconfig("token", { token: server.token("alice") }) });
    expect(await whoAmI(client)).toEqual({ username: "alice", groups: ["dev"] });
    const path = await kubeconfig("wrong-token", { token: "hunter2" });
    await using stranger = await connectAs({ kubeconfig: path });
    const failed = whoAmI(stranger);
    await expect(failed).rejects.toMatchObject({ reason: "Unauthorized", code: 401 });
    await expect(failed).rejects.toThrow(`context "x", user "u", from ${path}`);
    await expect(failed).rejects.not.toThrow("hunter2");
  });

  it("by a token file that is exchanged while in use, as Kubernetes exchanges mounted ones (F030, F061, C76)", async () => {
    const mount = join(folder, "mount");
    const put = async (version: string, token: string): Promise<void> => {
      await mkdir(join(mount, version), { recursive: true });
      await writeFile(join(mount, version, "token"), token);
      await symlink(version, join(mount, "..data-new"));
      await rename(join(mount, "..data-new"), join(mount, "..data"));
    };
    await put("..1", server.token("alice"));
    await symlink("..data/token", join(mount, "token"));
    const clock = createFakeClock();
    const path = await kubeconfig("token-file", { tokenFile: "mount/token" });
    await using client = await connectAs({ kubeconfig: path, clock });
    expect(await whoAmI(client)).toMatchObject({ username: "alice" });
    await put("..2", server.token("bob"));
    expect(await whoAmI(client)).toMatchObject({ username: "alice" });
    await clock.advance(50_000);
    expect(await whoAmI(client)).toMatchObject({ username: "bob" });

    // A token that ends before its minute is over: one call is refused, and the next reads anew.
    await put("..3", "over");
    await clock.advance(50_000);
    await expect(whoAmI(client)).rejects.toMatchObject({ code: 401 });
    await put("..4", server.token("alice"));
    expect(await whoAmI(client)).toMatchObject({ username: "alice" });
  });

  it("acting as somebody of two groups (F032, C70)", async () => {
    const user: User = {
      token: server.adminToken,
      as: "jane",
      "as-groups": ["team:a", "team:b"],
      "as-user-extra": { "example.com/reason": ["audit"] },
    };
    await using client = await connectAs({ kubeconfig: await kubeconfig("impersonating", user) });
    expect(await whoAmI(client)).toEqual({ username: "jane", groups: ["team:a", "team:b"] });
    const { status } = await client.resource(selfSubjectReviews).create({});
    expect(status?.userInfo?.extra).toMatchObject({ "example.com/reason": ["audit"] });
  });
});

describe("a client of a credential plugin", () => {
  /** A plugin that prints what the file beside it holds, and counts its runs. */
  async function plugin(
    name: string,
  ): Promise<{ user: User; answer: (status: object) => Promise<void>; runs: () => Promise<number> }> {
    const [script, status, runs] = ["mjs", "json", "runs"].map((ending) => join(folder, `${name}.${ending}`)) as [
      string,
      string,
      string,
    ];
    await writeFile(runs, "");
    await writeFile(
      script,
      `import { appendFileSync, readFileSync } from "node:fs";
       appendFileSync(${JSON.stringify(runs)}, ".");
       const { apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
       const status = JSON.parse(readFileSync(${JSON.stringify(status)}, "utf8"));
       console.log(JSON.stringify({ kind: "ExecCredential", apiVersion, status }));`,
    );
    const apiVersion = "client.authentication.k8s.io/v1";
    return {
      user: { exec: { command: process.execPath, args: [script], apiVersion, interactiveMode: "Never" } },
      answer: (value) => writeFile(status, JSON.stringify(value)),
      runs: async () => (await readFile(runs, "utf8")).length,
    };
  }

  const dated = (user: string, validForMs?: number): { clientCertificateData: string; clientKeyData: string } => {
    const { certificate, key } = server.certificate(user, [], validForMs);
    return { clientCertificateData: certificate, clientKeyData: key };
  };

  /** How long a certificate holds whose end is waited for: a plugin and a call must come before it, however slow they are. */
  const shortMs = 12_000;

  /** Resolves once the server takes a certificate for one that is over. */
  async function untilOver({
    clientCertificateData: cert,
    clientKeyData: key,
  }: ReturnType<typeof dated>): Promise<void> {
    await expect
      .poll(
        async () => {
          const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
          const url = `${server.url}/api/v1/namespaces`;
          httpsRequest(url, { ca: server.ca, cert, key, agent: false }, (response) => {
            response.resume().once("end", () => resolve(response.statusCode));
          })
            .once("error", reject)
            .end();
          return promise;
        },
        { timeout: 60_000, interval: 200 },
      )
      .toBe(401);
  }

  it("has a new certificate, on a new connection, when the old one is over (F045, F046, C78)", async () => {
    await using proxy = await startFaultProxy(server.url);
    const { user, answer, runs } = await plugin("expiring");
    const first = dated("dave", shortMs);
    await answer({ ...first, expirationTimestamp: new Date(Date.now() + shortMs - 2000).toISOString() });
    const path = await kubeconfig("plugin", user, { server: proxy.url });
    await using client = await connectAs({ kubeconfig: path });
    expect(await whoAmI(client)).toMatchObject({ username: "dave" });
    expect([await runs(), proxy.connections]).toEqual([1, 1]);

    await answer(dated("erin"));
    await untilOver(first);
    expect(await whoAmI(client)).toMatchObject({ username: "erin" });
    expect(await whoAmI(client)).toMatchObject({ username: "erin" });
    expect(await runs()).toBe(2);
    // The connection that was dave's is closed, and erin's is the only one.
    await expect.poll(() => proxy.connections).toBe(1);
  });

  it("asks for a new certificate after the server refused one of which no end was told (C77, C78)", async () => {
    await using proxy = await startFaultProxy(server.url);
    const { user, answer, runs } = await plugin("endless");
    const first = dated("dave", shortMs);
    await answer(first);
    await using client = await connectAs({ kubeconfig: await kubeconfig("endless", user, { server: proxy.url }) });
    expect(await whoAmI(client)).toMatchObject({ username: "dave" });
    await answer(dated("erin"));
    await untilOver(first);
    proxy.cut();
    await expect.poll(() => proxy.connections).toBe(0);
    await expect(whoAmI(client)).rejects.toMatchObject({ code: 401 });
    expect(await whoAmI(client)).toMatchObject({ username: "erin" });
    expect(await runs()).toBe(2);
  });
});

describe("a client behind a proxy", () => {
  it("sends no credentials in plain http, and is who the proxy is (F060, C73, D32)", async () => {
    const seen: (string | undefined)[] = [];
    // As kubectl proxy does it: the credentials are the proxy's.
    const proxy = createServer((incoming, outgoing) => {
      seen.push(incoming.headers.authorization);
      const headers = { ...incoming.headers, authorization: `Bearer ${server.token("bob")}` };
      const forwarded = httpsRequest(
        server.url + incoming.url,
        { ca: server.ca, method: incoming.method, headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        },
      );
      incoming.pipe(forwarded);
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      const path = await kubeconfig("plain", { token: server.token("alice") });
      await using client = await connectAs({ kubeconfig: path, server: url });
      expect(await whoAmI(client)).toMatchObject({ username: "bob" });
      expect(seen).toEqual([undefined]);
    } finally {
      proxy.close().closeAllConnections();
    }
  });

  it("goes through the proxy that the cluster names, with its credentials inside of TLS", async () => {
    const tunnels: (string | undefined)[] = [];
    const proxy = createServer().listen(0, "127.0.0.1");
    proxy.on("connect", (request, socket, head) => {
      tunnels.push(request.url);
      const { hostname, port } = new URL(server.url);
      const upstream = connect(Number(port), hostname, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [socket, upstream]) end.on("error", () => {});
    });
    await once(proxy, "listening");
    const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      const path = await kubeconfig("tunnel", { token: server.token("alice") }, { "proxy-url": proxyUrl });
      await using client = await connectAs({ kubeconfig: path });
      expect(await whoAmI(client)).toMatchObject({ username: "alice" });
      expect(tunnels).toEqual([new URL(server.url).host]);
    } finally {
      proxy.close();
    }
  });
});

describe("a client in a pod", () => {
  it("is the service account of its files, at the server of its environment (F004, F063, C75)", async () => {
    const root = join(folder, "var/run/secrets/kubernetes.io/serviceaccount");
    await mkdir(root, { recursive: true });
    await writeFile(join(root, "token"), await server.serviceAccountToken("shop", "web"));
    await writeFile(join(root, "ca.crt"), server.ca);
    await writeFile(join(root, "namespace"), "shop");
    const { hostname, port } = new URL(server.url);
    const env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
    await using client = await connectAs({ env, home: folder, serviceAccountDirectory: root });
    expect(client).toMatchObject({ namespace: "shop", origin: "the service account of the pod" });
    const { username, groups } = await whoAmI(client);
    expect(username).toBe("system:serviceaccount:shop:web");
    expect(groups).toContain("system:serviceaccounts");
  });
});
