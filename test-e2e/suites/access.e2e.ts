import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { callAs, type Answer } from "../backends/call.ts";
import { startIdentities, type Identities } from "../backends/identities.ts";

// Who may do what, in the words of the server: Roles, reviews, tokens of service accounts and impersonation.

let server: Identities;
let agent: (user: string) => string;
beforeAll(async () => {
  server = await startIdentities({ jane: ["devs"], joe: [], viewer: [], editor: [], boss: [] });
  agent = (user) => (user === "admin" ? server.adminToken : server.token(user));
  for (const [path, body] of setUp) expect(await call("admin", "POST", path, body)).toMatchObject({ code: 201 });
  // A server learns of roles and bindings a moment after it has stored them; of each kind of them here is the last.
  const known: readonly (readonly [string, string, RegExp])[] = [
    ["system:serviceaccount:team:robot", "configmaps", /^yes/],
    ["joe", "configmaps", /clusterrole\.rbac\.authorization\.k8s\.io "none" not found/],
    ["boss", "/metrics", /^yes/],
  ];
  for (const [user, what, wanted] of known) {
    const attributes = what.startsWith("/")
      ? { nonResourceAttributes: { path: what, verb: "get" } }
      : { resourceAttributes: { namespace: "team", resource: what, verb: "list" } };
    await vi.waitFor(
      async () => {
        const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
        const { status } = (await call("admin", "POST", path, { spec: { user, ...attributes } })).body;
        const { allowed, ...why } = status ?? {};
        expect(`${allowed ? "yes" : "no"} ${JSON.stringify(Object.values(why))}`.replaceAll("\\", "")).toMatch(wanted);
      },
      { timeout: 60_000 },
    );
  }
});
afterAll(() => server[Symbol.asyncDispose]());

async function call(
  user: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return callAs(server, agent(user), method, path, body, headers);
}

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const named = (name: string, rest: object): object => ({ metadata: { name }, ...rest });
const user = (name: string): object => ({ apiGroup: "rbac.authorization.k8s.io", kind: "User", name });
const role = (kind: string, name: string): object => ({ apiGroup: "rbac.authorization.k8s.io", kind, name });

const setUp: readonly (readonly [string, object])[] = [
  ["/api/v1/namespaces", named("team", {})],
  ["/api/v1/namespaces/team/serviceaccounts", named("robot", {})],
  ["/api/v1/namespaces/team/configmaps", named("settings", { data: { a: "1" } })],
  [
    `${rbac}/namespaces/team/roles`,
    named("reader", {
      rules: [
        { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] },
        { apiGroups: [""], resources: ["secrets"], resourceNames: ["one"], verbs: ["get"] },
        { apiGroups: [""], resources: ["pods/exec"], verbs: ["get"] },
      ],
    }),
  ],
  [
    `${rbac}/namespaces/team/rolebindings`,
    named("reads", { roleRef: role("Role", "reader"), subjects: [role("Group", "devs")] }),
  ],
  [
    `${rbac}/namespaces/team/rolebindings`,
    named("robot-reads", {
      roleRef: role("Role", "reader"),
      subjects: [{ kind: "ServiceAccount", name: "robot", namespace: "team" }],
    }),
  ],
  [
    `${rbac}/namespaces/team/rolebindings`,
    named("missing", { roleRef: role("ClusterRole", "none"), subjects: [user("joe")] }),
  ],
  [
    `${rbac}/clusterroles`,
    named("impersonators", {
      rules: [
        { apiGroups: [""], resources: ["users"], resourceNames: ["jane"], verbs: ["impersonate"] },
        { nonResourceURLs: ["/metrics", "/deep/*"], verbs: ["get"] },
      ],
    }),
  ],
  [
    `${rbac}/clusterrolebindings`,
    named("boss-impersonates", { roleRef: role("ClusterRole", "impersonators"), subjects: [user("boss")] }),
  ],
];

describe("authorization by Roles", () => {
  it.each([
    ["jane", "GET", "/api/v1/namespaces/team/configmaps"],
    ["jane", "GET", "/api/v1/namespaces/team/configmaps/settings"],
    ["jane", "GET", "/api"],
    ["joe", "GET", "/version"],
    ["jane", "GET", "/apis/apps/v1"],
  ])("lets %s %s %s", async (who, method, path) => {
    expect((await call(who, method, path)).code).toBe(200);
  });

  const refused = (message: string, details: object): object => ({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason: "Forbidden",
    details,
    code: 403,
  });
  const ask = async (who: string, method: string, path: string): Promise<object> => {
    const { code, body } = await call(who, method, path, method === "GET" ? undefined : {});
    return { code, ...body };
  };
  const inTeam = (verb: string, resource: string, group = ""): string =>
    `cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "team"`;

  it.each([
    ["GET", "pods", "list", "pods", { kind: "pods" }],
    ["GET", "pods/a", "get", "pods", { name: "a", kind: "pods" }],
    ["GET", "pods?watch=1", "watch", "pods", { kind: "pods" }],
    ["DELETE", "configmaps", "deletecollection", "configmaps", { kind: "configmaps" }],
    ["POST", "configmaps", "create", "configmaps", { kind: "configmaps" }],
    ["PUT", "pods/a/status", "update", "pods/status", { name: "a", kind: "pods" }],
    ["GET", "secrets", "list", "secrets", { kind: "secrets" }],
    ["GET", "secrets/two", "get", "secrets", { name: "two", kind: "secrets" }],
    ["GET", "", "get", "namespaces", { name: "team", kind: "namespaces" }],
  ])("refuses jane %s %s in a namespace: %s %s", async (method, path, verb, resource, details) => {
    const what = "name" in details ? `${details.kind} "${details.name}"` : details.kind;
    expect(await ask("jane", method, `/api/v1/namespaces/team/${path}`.replace(/\/$/, ""))).toEqual(
      refused(`${what} is forbidden: User "jane" ${inTeam(verb, resource)}`, details),
    );
  });

  it.each([
    [
      "jane PATCH /apis/apps/v1/namespaces/team/deployments/web/scale",
      `deployments.apps "web" is forbidden: User "jane" ${inTeam("patch", "deployments/scale", "apps")}`,
      { name: "web", group: "apps", kind: "deployments" },
    ],
    [
      "jane GET /api/v1/configmaps",
      'configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" at the cluster scope',
      { kind: "configmaps" },
    ],
    [
      "jane GET /apis/example.com/v1/namespaces/team/things",
      `things.example.com is forbidden: User "jane" ${inTeam("list", "things", "example.com")}`,
      { group: "example.com", kind: "things" },
    ],
    ["jane GET /metrics", 'forbidden: User "jane" cannot get path "/metrics"', {}],
    ["jane POST /a<b", 'forbidden: User "jane" cannot post path "/a&lt;b"', {}],
    [
      "joe GET /api/v1/namespaces/team/configmaps",
      `configmaps is forbidden: User "joe" ${inTeam("list", "configmaps")}: rbac: RBAC: clusterrole.rbac.authorization.k8s.io "none" not found`,
      { kind: "configmaps" },
    ],
  ])("refuses %s", async (asked, message, details) => {
    const [who = "", method = "", path = ""] = asked.split(" ");
    expect(await ask(who, method, path)).toEqual(refused(message, details));
  });

  it("has the roles of every cluster", async () => {
    for (const name of ["cluster-admin", "admin", "edit", "view", "system:basic-user", "system:discovery"]) {
      expect((await call("admin", "GET", `${rbac}/clusterroles/${name}`)).body).toMatchObject({
        metadata: { labels: { "kubernetes.io/bootstrapping": "rbac-defaults" } },
      });
    }
    const { body } = await call("admin", "GET", `${rbac}/clusterroles/system:aggregate-to-view`);
    expect(body["rules"]).toContainEqual({
      apiGroups: ["networking.k8s.io"],
      resources: ["ingresses", "ingresses/status", "networkpolicies"],
      verbs: ["get", "list", "watch"],
    });
  });
});

describe("reviews", () => {
  const authorization = "/apis/authorization.k8s.io/v1";
  const review = async (who: string, resource: string, spec: object): Promise<unknown> => {
    const { body } = await call(who, "POST", `${authorization}/${resource}`, { spec });
    return body.status === undefined || typeof body.status === "string" ? body.message : body.status;
  };
  const configMaps = { namespace: "team", verb: "list", resource: "configmaps" };

  it("say of oneself and of others what they may, and why", async () => {
    const because = 'RBAC: allowed by RoleBinding "reads/team" of Role "reader" to Group "devs"';
    const yes = { allowed: true, reason: because };
    expect(await review("jane", "selfsubjectaccessreviews", { resourceAttributes: configMaps })).toEqual(yes);
    const no = { ...configMaps, verb: "delete" };
    expect(await review("jane", "selfsubjectaccessreviews", { resourceAttributes: no })).toEqual({ allowed: false });
    const spec = { user: "someone", groups: ["devs"], resourceAttributes: configMaps };
    expect(await review("admin", "subjectaccessreviews", spec)).toEqual(yes);
    expect(await review("admin", "selfsubjectaccessreviews", { resourceAttributes: configMaps })).toEqual({
      allowed: true,
    });
    const robot = { user: "system:serviceaccount:team:robot", resourceAttributes: configMaps };
    expect(await review("admin", "subjectaccessreviews", robot)).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "robot-reads/team" of Role "reader" to ServiceAccount "robot/team"',
    });
    const deep = { user: "boss", nonResourceAttributes: { verb: "get", path: "/deep/er" } };
    expect(await review("admin", "subjectaccessreviews", deep)).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by ClusterRoleBinding "boss-impersonates" of ClusterRole "impersonators" to User "boss"',
    });
  });

  it("refuse questions that are none", async () => {
    expect(await review("admin", "subjectaccessreviews", { resourceAttributes: configMaps })).toContain(
      'spec.user: Invalid value: "": at least one of user or group must be specified',
    );
    expect(await review("jane", "selfsubjectaccessreviews", {})).toContain(
      "exactly one of nonResourceAttributes or resourceAttributes must be specified",
    );
    expect((await call("jane", "POST", `${authorization}/subjectaccessreviews`, { spec: {} })).code).toBe(403);
  });

  it("list the rules of a namespace", async () => {
    const status = (await review("jane", "selfsubjectrulesreviews", { namespace: "team" })) as Record<string, unknown>;
    expect(status["resourceRules"]).toContainEqual({
      verbs: ["get", "list"],
      apiGroups: [""],
      resources: ["configmaps"],
    });
    expect(status["resourceRules"]).toContainEqual({
      verbs: ["create"],
      apiGroups: ["authorization.k8s.io"],
      resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    });
    expect(status["nonResourceRules"]).toContainEqual({
      verbs: ["get"],
      nonResourceURLs: ["/healthz", "/livez", "/readyz", "/version", "/version/"],
    });
    expect(status["incomplete"]).toBe(false);
  });

  it("say who somebody is", async () => {
    const { body } = await call("jane", "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {});
    expect(body.status?.["userInfo"]).toMatchObject({ username: "jane", groups: ["devs", "system:authenticated"] });
  });
});

describe("tokens of service accounts", () => {
  const path = "/api/v1/namespaces/team/serviceaccounts/robot/token";
  const create = (spec: object): Promise<Answer> => call("admin", "POST", path, { spec });

  it("are who the service account is, and may what it may", async () => {
    const { code, body } = await create({ expirationSeconds: 600 });
    expect(code).toBe(201);
    expect(body).toMatchObject({
      kind: "TokenRequest",
      apiVersion: "authentication.k8s.io/v1",
      metadata: { name: "robot", namespace: "team" },
      spec: { expirationSeconds: 600 },
    });
    const token = String(body.status?.["token"]);
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
    expect(claims).toMatchObject({
      sub: "system:serviceaccount:team:robot",
      "kubernetes.io": { namespace: "team", serviceaccount: { name: "robot" } },
    });
    expect(Number(claims["exp"]) - Number(claims["iat"])).toBe(600);
    const self = await callAs(server, token, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {});
    expect(self.body.status?.["userInfo"]).toMatchObject({
      username: "system:serviceaccount:team:robot",
      groups: ["system:serviceaccounts", "system:serviceaccounts:team", "system:authenticated"],
    });
    expect((await callAs(server, token, "GET", "/api/v1/namespaces/team/configmaps")).code).toBe(200);
    expect((await callAs(server, token, "GET", "/api/v1/namespaces/team/pods")).code).toBe(403);
    expect((await callAs(server, `${token}x`, "GET", "/api")).code).toBe(401);
    const review = await call("admin", "POST", "/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token } });
    expect(review.body.status).toMatchObject({
      authenticated: true,
      user: { username: "system:serviceaccount:team:robot" },
      audiences: expect.any(Array),
    });
    const wrong = await call("admin", "POST", "/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token: "no" } });
    expect(wrong.body.status?.["authenticated"]).toBeUndefined();
    expect(wrong.body.status?.["user"]).toEqual({});
  });

  it("end with the service account", async () => {
    await call("admin", "POST", "/api/v1/namespaces/team/serviceaccounts", named("short-lived", {}));
    const own = "/api/v1/namespaces/team/serviceaccounts/short-lived";
    const token = String((await call("admin", "POST", `${own}/token`, { spec: {} })).body.status?.["token"]);
    expect((await callAs(server, token, "GET", "/api")).code).toBe(200);
    await call("admin", "DELETE", own);
    await expect.poll(async () => (await callAs(server, token, "GET", "/api")).code, { timeout: 60_000 }).toBe(401);
  });

  it.each([
    [
      { expirationSeconds: 10 },
      422,
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes',
    ],
    [{ boundObjectRef: { apiVersion: "v1", kind: "Pod", name: "none" } }, 404, 'pods "none" not found'],
  ])("are refused where %j is asked for", async (spec, code, message) => {
    const answer = await create(spec);
    expect({ code: answer.code, message: answer.body.message }).toEqual({ code, message });
  });
});

describe("impersonation", () => {
  const whoAmI = (who: string, headers: Record<string, string>): Promise<Answer> =>
    call(who, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, headers);

  it("is for whom a Role allows it, user by user", async () => {
    expect((await whoAmI("boss", { "Impersonate-User": "jane" })).body.status?.["userInfo"]).toMatchObject({
      username: "jane",
    });
    const { code, body } = await whoAmI("boss", { "Impersonate-User": "joe" });
    expect({ code, message: body.message, details: body.details }).toEqual({
      code: 403,
      message:
        'users "joe" is forbidden: User "boss" cannot impersonate resource "users" in API group "" at the cluster scope',
      details: { name: "joe", kind: "users" },
    });
    const group = await whoAmI("boss", { "Impersonate-User": "jane", "Impersonate-Group": "devs" });
    expect(group.body.message).toBe(
      'groups "devs" is forbidden: User "boss" cannot impersonate resource "groups" in API group "" at the cluster scope',
    );
    const account = await whoAmI("boss", { "Impersonate-User": "system:serviceaccount:team:robot" });
    expect(account.body.message).toBe(
      'serviceaccounts "robot" is forbidden: User "boss" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "team"',
    );
  });
});
