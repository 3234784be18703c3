import { randomBytes } from "node:crypto";
import { createClient } from "@kubets/client-node";
import { namespaces, serviceAccounts } from "@kubets/kubernetes/core/v1";
import { startTestServer } from "@kubets/testing-server";
import { inject } from "vitest";
import { createCertificateAuthority } from "../../packages/testing-server/src/certificates.ts";
import { findBinaries } from "../../tooling/kube-apiserver/binaries.ts";
import { startKubeApiServer } from "../../tooling/kube-apiserver/start.ts";

/** A server of one's own that knows people by tokens and by client certificates. */
export interface Identities extends AsyncDisposable {
  readonly url: string;
  /** PEM. */
  readonly ca: string;
  readonly adminToken: string;
  /** Bearer token of one of the users it was started with. */
  token(user: string): string;
  certificate(user: string, groups: readonly string[], validForMs?: number): { certificate: string; key: string };
  serviceAccountToken(namespace: string, name: string): Promise<string>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts one of the kind that this run of the suites is for; where that has no socket, testing-server. */
export function startIdentities(users: Readonly<Record<string, readonly string[]>>): Promise<Identities> {
  return inject("backend") === "cluster" ? realOne(users) : embeddedOne(users);
}

async function embeddedOne(users: Readonly<Record<string, readonly string[]>>): Promise<Identities> {
  const server = await startTestServer({ rbac: true });
  const tokens = new Map(Object.entries(users).map(([user, groups]) => [user, server.createToken(user, groups)]));
  return {
    url: server.url,
    ca: server.caCertificate,
    adminToken: server.adminToken,
    token: (user) => tokens.get(user) ?? "",
    certificate: (user, groups, validForMs) => server.createClientCertificate(user, groups, validForMs),
    serviceAccountToken: async (namespace, name) =>
      server.createToken(`system:serviceaccount:${namespace}:${name}`, ["system:serviceaccounts"]),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function realOne(users: Readonly<Record<string, readonly string[]>>): Promise<Identities> {
  const binaries = await findBinaries();
  if ("missing" in binaries) throw new Error(binaries.missing);
  const authority = createCertificateAuthority("kubets-e2e-clients");
  const tokenUsers = Object.entries(users).map(([name, groups]) => ({
    name,
    groups,
    token: randomBytes(24).toString("base64url"),
  }));
  const server = await startKubeApiServer({ binaries, clientAuthority: authority.certificate, users: tokenUsers });
  return {
    url: server.url,
    ca: server.ca,
    adminToken: server.token,
    token: (user) => tokenUsers.find(({ name }) => name === user)?.token ?? "",
    certificate: (user, groups, validForMs) => authority.issueClientCertificate(user, groups, validForMs),
    async serviceAccountToken(namespace, name) {
      await using client = await createClient({ kubeconfig: server.kubeconfig, qps: -1 });
      await client.resource(namespaces).create({ metadata: { name: namespace } });
      await client.resource(serviceAccounts).namespace(namespace).create({ metadata: { name } });
      const { status } = await client.rest.json<{ status: { token: string } }>({
        method: "POST",
        path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
        body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
      });
      return status.token;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
