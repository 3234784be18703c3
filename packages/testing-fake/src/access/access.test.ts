import { describe, expect, it } from "vitest";
import { configMap, configMaps, openCluster, pod, pods } from "../testing/cluster.ts";
import type { Client } from "../testing/cluster.ts";

const rbac = "/apis/rbac.authorization.k8s.io/v1";

/** The status of a request of somebody who is no administrator. */
async function as({ cluster }: Client, name: string, method: string, path: string): Promise<number> {
  const transport = cluster.transport({ user: { name, groups: ["system:authenticated"] } });
  return (await transport.send({ method, url: `http://x${path}`, headers: [], reading: "whole" })).status;
}

const bind = (role: string, user: string) => ({
  metadata: { name: `${role}-${user}` },
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
  subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }],
});

describe("RBAC in a fake cluster", () => {
  it("is off by default: everybody may do everything, and there are no roles", async () => {
    const client = openCluster();
    expect(await as(client, "jane", "GET", pods)).toBe(200);
    expect((await client.call("GET", `${rbac}/clusterroles`)).items).toEqual([]);
  });

  it("gives view, edit and admin the rules of the roles that add to them, own ones too", async () => {
    const client = openCluster({ rbac: true });
    await client.call("POST", `${rbac}/namespaces/default/rolebindings`, bind("view", "jane"));
    await client.call("POST", `${rbac}/namespaces/default/rolebindings`, bind("admin", "boss"));
    expect(await as(client, "jane", "GET", pods)).toBe(200);
    expect(await as(client, "jane", "GET", "/api/v1/namespaces/default/secrets")).toBe(403);
    expect(await as(client, "boss", "GET", "/api/v1/namespaces/default/secrets")).toBe(200);
    expect(await as(client, "jane", "GET", "/api/v1/namespaces/other/pods")).toBe(403);
    const websites = "/apis/example.com/v1/namespaces/default/websites";
    expect(await as(client, "jane", "GET", websites)).toBe(403);
    await client.call("POST", `${rbac}/clusterroles`, {
      metadata: { name: "websites", labels: { "rbac.authorization.k8s.io/aggregate-to-view": "true" } },
      rules: [{ apiGroups: ["example.com"], resources: ["websites"], verbs: ["get", "list", "watch"] }],
    });
    // There is no such resource, but no objection to asking either; what may be viewed, admins may too.
    expect(await as(client, "jane", "GET", websites)).toBe(404);
    expect(await as(client, "boss", "GET", websites)).toBe(404);
    await client.call("DELETE", `${rbac}/clusterroles/websites`);
    expect(await as(client, "jane", "GET", websites)).toBe(403);
  });

  it("asks for create, not only get, where a GET becomes a session in a container", async () => {
    const { cluster, call } = openCluster({ rbac: true, objects: [pod("a")], pods: { exec: () => 0 } });
    await call("POST", `${rbac}/clusterroles`, {
      metadata: { name: "get-exec" },
      rules: [{ apiGroups: [""], resources: ["pods/exec"], verbs: ["get"] }],
    });
    await call("POST", `${rbac}/namespaces/default/rolebindings`, bind("get-exec", "jane"));
    const answer = await cluster.upgrade({
      method: "GET",
      target: `${pods}/a/exec?command=x&stdout=1`,
      headers: [],
      user: { name: "jane", groups: [] },
      signal: new AbortController().signal,
      upgrade: "websocket",
      protocols: ["v5.channel.k8s.io"],
    });
    expect(answer).toMatchObject({ status: 403 });
    expect(JSON.parse(("body" in answer ? answer.body : "") as string)).toMatchObject({
      message:
        'pods "a" is forbidden: User "jane" cannot create resource "pods/exec" in API group "" in the namespace "default"',
    });
  });

  it("decides for whoever serves the cluster, with the reason", () => {
    const { access } = openCluster({ rbac: true }).cluster;
    const user = { name: "jane", groups: ["system:authenticated"] };
    expect(access.decide({ user, verb: "get", path: "/healthz" })).toEqual({
      allowed: true,
      reason:
        'RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"',
    });
    expect(access.decide({ user, verb: "impersonate", group: "", resource: "users" }).allowed).toBe(false);
  });
});

describe("tokens of service accounts", () => {
  const robot = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot" } };
  const path = "/api/v1/namespaces/default/serviceaccounts/robot/token";

  it("expire by the cluster's clock", async () => {
    const { call, cluster, clock } = openCluster({ objects: [robot] });
    const token = String(
      ((await call("POST", path, { spec: { expirationSeconds: 600 } })).object as never)["status"]["token"],
    );
    expect(await cluster.access.userOfToken(token)).toMatchObject({ name: "system:serviceaccount:default:robot" });
    await clock.advance(599_000);
    expect(await cluster.access.userOfToken(token)).toBeDefined();
    await clock.advance(1000);
    expect(await cluster.access.userOfToken(token)).toBeUndefined();
  });

  it("are bound to a pod of the service account, and end with it", async () => {
    const bound = (name: string) => ({ spec: { boundObjectRef: { apiVersion: "v1", kind: "Pod", name } } });
    const objects = [robot, pod("own", {}, { serviceAccountName: "robot", nodeName: "n1" }), pod("other")];
    const { call, cluster } = openCluster({ objects });
    const answer = (await call("POST", path, bound("own"))).object as unknown as { status: { token: string } };
    expect(await cluster.access.userOfToken(answer.status.token)).toMatchObject({
      extra: { "authentication.kubernetes.io/pod-name": ["own"], "authentication.kubernetes.io/node-name": ["n1"] },
    });
    expect((await call("POST", path, bound("other"))).failure.message).toBe(
      'cannot bind token for serviceaccount "robot" to pod running with different serviceaccount name.',
    );
    cluster.tracker.delete(pod("own"));
    expect(await cluster.access.userOfToken(answer.status.token)).toBeUndefined();
  });

  it("are known by the server's own key only, and not for other audiences", async () => {
    const [one, other] = [openCluster({ objects: [robot] }), openCluster({ objects: [robot] })];
    const of = async ({ call }: Client, audiences?: string[]) =>
      ((await call("POST", path, { spec: { audiences } })).object as unknown as { status: { token: string } }).status
        .token;
    expect(await other.cluster.access.userOfToken(await of(one))).toBeUndefined();
    const vault = await of(one, ["vault"]);
    expect(await one.cluster.access.userOfToken(vault)).toBeUndefined();
    const review = async (audiences: string[]) =>
      (await one.call("POST", "/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token: vault, audiences } }))
        .object;
    expect(await review(["vault", "x"])).toMatchObject({ status: { authenticated: true, audiences: ["vault"] } });
    expect((await review(["x"]))["status"]).not.toHaveProperty("authenticated");
    const keys = (await one.call("GET", "/openid/v1/jwks")).object;
    expect(keys).toMatchObject({ keys: [{ kty: "EC", alg: "ES256" }] });
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  it.each(["", "a", "a.b", "a.b.c", "a.b.c.d", "!.!.!"])("are not %j", async (token) => {
    expect(await openCluster().cluster.access.userOfToken(token)).toBeUndefined();
  });
});

describe("what is refused", () => {
  it("is not carried out", async () => {
    const client = openCluster({ rbac: true, objects: [configMap("a")] });
    expect(await as(client, "jane", "DELETE", `${configMaps}/a`)).toBe(403);
    expect((await client.call("GET", `${configMaps}/a`)).status).toBe(200);
  });
});
