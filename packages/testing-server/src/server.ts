import { randomBytes } from "node:crypto";
import { createSecureServer } from "node:http2";
import type { Client, CreateClientOptions } from "@kubets/client-node";
import { createFakeCluster, type FakeCluster, type FakeClusterOptions, type UserInfo } from "@kubets/testing-fake";
import { createAuthenticator, type Authenticator } from "./authentication.ts";
import { createCertificateAuthority, type KeyAndCertificate } from "./certificates.ts";
import { createHttpHandler } from "./http-handler.ts";
import { formatKubeconfig, writeKubeconfigFile } from "./kubeconfig.ts";
import { createIdentify } from "./identify.ts";
import { addressOf, listen, trackConnections } from "./listen.ts";
import { serveUpgrades } from "./upgrades.ts";

/** Where to listen and what to serve: a new cluster made of these options, or one that exists. */
export interface TestServerOptions extends FakeClusterOptions {
  /** 0, the default, lets the system choose. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`: nobody outside this machine can reach it. */
  readonly host?: string | undefined;
  /** An existing cluster to serve, in place of a new one; it stays the caller's to dispose. */
  readonly cluster?: FakeCluster | undefined;
  /** True: requests without credentials come from `system:anonymous`. Default false: they are answered 401. */
  readonly anonymous?: boolean | undefined;
}

/** A Kubernetes API server over HTTPS. Disposing it ends all connections and frees the port. */
export interface TestServer extends AsyncDisposable {
  /** Such as `https://127.0.0.1:43211`. */
  readonly url: string;
  /** PEM of the authority that signed the server's certificate and signs clients'. Made anew at every start. */
  readonly caCertificate: string;
  /** A bearer token of an administrator, a member of `system:masters`. */
  readonly adminToken: string;
  /** A client certificate of the same administrator. */
  readonly adminCertificate: KeyAndCertificate;
  /**
   * Text of a kubeconfig with both: the current context has the token, `kubets-testing-server-certificate` the client
   * certificate. Treat it as a secret of this server's life.
   */
  readonly kubeconfig: string;
  /** The cluster behind it: objects, faults, compaction. */
  readonly cluster: FakeCluster;
  /**
   * A client of this server over HTTPS, by default of its administrator, as fast as it can be: no rate limit. It is the
   * caller's to dispose; what it still does ends with the server too.
   */
  client(options?: ServerClientOptions): Promise<Client>;
  /** Writes the kubeconfig for its owner only (0600), whole or not at all. */
  writeKubeconfig(path: string): Promise<void>;
  /** A bearer token for this user, from now on. */
  createToken(user: string, groups?: readonly string[]): string;
  /** A client certificate for this user, valid for a year, or for as many milliseconds as are given. */
  createClientCertificate(user: string, groups?: readonly string[], validForMs?: number): KeyAndCertificate;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Who asks, and all else that a client may be told, such as its clock. */
export interface ServerClientOptions extends Omit<CreateClientOptions, "config"> {
  /** A user in place of the administrator, who gets a token for it. */
  readonly user?: string | undefined;
  /** Of that user; none by default. */
  readonly groups?: readonly string[] | undefined;
}

const administrator = { name: "kubernetes-admin", groups: ["system:masters"] } as const;

/**
 * Starts a Kubernetes API server over HTTPS: HTTP/2 and HTTP/1.1 on one port, an own certificate authority, bearer tokens,
 * client certificates, service accounts' tokens and impersonation; exec, attach, logs and port-forward of pods that the
 * option `pods` plays, over WebSockets and SPDY; watches over WebSockets. Everyone who is authenticated may do everything,
 * except impersonate, which is for members of `system:masters`; with `rbac: true`, Roles decide. Rejects with reason
 * `Configuration` where it cannot listen, and says what to do about it; with the server's reason where it refuses an object.
 *
 * Not there: OpenAPI v2.
 */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { port = 0, host = "127.0.0.1", cluster: given, anonymous = false, ...clusterOptions } = options;
  const authority = createCertificateAuthority("kubets-testing-server-ca");
  const names = ["localhost", "127.0.0.1", "::1", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  const own = authority.issueServerCertificate([...new Set([...names, host])]);
  const authenticator: Authenticator = createAuthenticator({
    anonymous,
    serviceAccounts: (token) => cluster.access.userOfToken(token),
  });
  const { serviceAccounts = false } = clusterOptions.controllers ?? {};
  const controllers = {
    ...clusterOptions.controllers,
    serviceAccounts: serviceAccounts === true ? { caCertificate: authority.certificate } : serviceAccounts,
  };
  const userOfToken = (token: string): UserInfo | undefined => authenticator.userOfToken(token);
  const cluster: FakeCluster = given ?? createFakeCluster({ ...clusterOptions, userOfToken, controllers });

  const server = createSecureServer({
    allowHTTP1: true,
    cert: own.certificate,
    key: own.key,
    ca: authority.certificate,
    // Asked for, but not demanded: tokens are as good.
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
  });
  // Clients keep connections for longer than Node's five seconds, and one that closes under a request is a failure. The
  // types do not know that this is HTTP/1.1's server too.
  Object.assign(server, { keepAliveTimeout: 120_000 });
  const connections = trackConnections(server);
  const identify = createIdentify(authenticator, cluster.access);
  server.on("request", createHttpHandler(cluster, identify));
  serveUpgrades(server, cluster, identify);
  let listening: number;
  try {
    listening = await listen(server, port, host);
  } catch (error) {
    if (!given) await cluster[Symbol.asyncDispose]();
    throw error;
  }

  const createToken = (user: string, groups: readonly string[] = []): string => {
    const token = randomBytes(24).toString("base64url");
    authenticator.addToken(token, { name: user, groups });
    return token;
  };
  const url = `https://${addressOf(reachable(host), listening)}`;
  const adminToken = createToken(administrator.name, administrator.groups);
  const adminCertificate = authority.issueClientCertificate(administrator.name, administrator.groups);
  const kubeconfig = formatKubeconfig({
    server: url,
    ca: authority.certificate,
    token: adminToken,
    certificate: adminCertificate,
  });

  return {
    url,
    caCertificate: authority.certificate,
    adminToken,
    adminCertificate,
    kubeconfig,
    cluster,
    async client({ user, groups, ...clientOptions } = {}) {
      // Most tests bring a client of their own, and need not wait for this one to load.
      const { createClient } = await import("@kubets/client-node");
      const token = user === undefined ? adminToken : createToken(user, groups);
      const config = { server: url, tls: { caData: authority.certificate }, credentials: { token } };
      return createClient({ qps: -1, ...clientOptions, config });
    },
    writeKubeconfig: (path) => writeKubeconfigFile(path, kubeconfig),
    createToken,
    createClientCertificate: (user, groups = [], validForMs) =>
      authority.issueClientCertificate(user, groups, validForMs),
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      if (given) given.dropWatches();
      else await cluster[Symbol.asyncDispose]();
      connections.end();
      await closed;
    },
  };
}

/** Where a client finds a server that listens on every address. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "::1" : host;
}
