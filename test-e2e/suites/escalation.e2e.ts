import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { callAs, type Answer } from "../backends/call.ts";
import { startIdentities, type Identities } from "../backends/identities.ts";

// Nobody can give away more than they have: what a server says to roles and bindings that would.

let server: Identities;
beforeAll(async () => {
  server = await startIdentities({ giver: ["devs"], binder: [], escalator: [], nobody: [] });
  for (const [path, body] of setUp) {
    expect(await callAs(server, server.adminToken, "POST", path, body)).toMatchObject({ code: 201 });
  }
  // A server learns of roles and bindings a moment after it has stored them.
  const becomes = (ask: () => Promise<unknown>, wanted: unknown): Promise<unknown> =>
    vi.waitFor(async () => expect(await ask()).toBe(wanted), { timeout: 60_000 });
  const may = (who: string, attributes: object) => async (): Promise<unknown> => {
    const review = { spec: { resourceAttributes: { group: apiGroup, namespace: "team", ...attributes } } };
    return (await call(who, "POST", reviews, review)).body.status?.["allowed"];
  };
  await becomes(may("giver", { verb: "get", group: "", resource: "configmaps" }), true);
  await becomes(may("binder", { verb: "bind", resource: "clusterroles", name: "admin" }), true);
  await becomes(may("escalator", { verb: "escalate", resource: "roles" }), true);
  for (const who of ["giver", "binder", "escalator"]) {
    await becomes(may(who, { verb: "create", resource: "rolebindings" }), true);
  }
  const huge = named("try", bind("huge", "nobody", "Role"));
  await becomes(async () => (await call("giver", "POST", `${bindings}?dryRun=All`, huge)).code, 403);
});
afterAll(() => server[Symbol.asyncDispose]());

const call = (user: string, method: string, path: string, body?: unknown, type?: string): Promise<Answer> =>
  callAs(server, server.token(user), method, path, body, type === undefined ? {} : { "content-type": type });

const reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const roles = `${rbac}/namespaces/team/roles`;
const bindings = `${rbac}/namespaces/team/rolebindings`;
const apiGroup = "rbac.authorization.k8s.io";
const named = (name: string, rest: object): object => ({ metadata: { name }, ...rest });
const user = (name: string): object => ({ apiGroup, kind: "User", name });
const role = (kind: string, name: string): object => ({ apiGroup, kind, name });
const rule = (resources: readonly string[], verbs: readonly string[], more: object = {}): object => ({
  apiGroups: [""],
  resources,
  verbs,
  ...more,
});
const writes = {
  apiGroups: [apiGroup],
  resources: ["roles", "rolebindings", "clusterroles", "clusterrolebindings"],
  verbs: ["create", "update", "patch", "get"],
};
const bind = (name: string, subject: string, kind = "ClusterRole"): object => ({
  roleRef: role(kind, name),
  subjects: [user(subject)],
});

const setUp: readonly (readonly [string, object])[] = [
  ["/api/v1/namespaces", named("team", {})],
  [`${rbac}/clusterroles`, named("writers", { rules: [writes] })],
  ...["giver", "binder", "escalator"].map(
    (who) => [`${rbac}/clusterrolebindings`, named(`${who}-writes`, bind("writers", who))] as const,
  ),
  [
    `${rbac}/clusterroles`,
    named("held", {
      rules: [
        rule(["configmaps"], ["get", "list"]),
        rule(["secrets"], ["get"], { resourceNames: ["one"] }),
        rule(["*/status"], ["get"]),
        { nonResourceURLs: ["/deep/*"], verbs: ["get"] },
      ],
    }),
  ],
  [`${rbac}/clusterrolebindings`, named("giver-has", bind("held", "giver"))],
  [roles, named("small", { rules: [rule(["configmaps"], ["get"])] })],
  [roles, named("large", { rules: [rule(["configmaps", "pods"], ["get", "watch"])] })],
  [roles, named("huge", { rules: [rule(["pods"], ["*"])] })],
  [
    `${rbac}/clusterroles`,
    named("binders", {
      rules: [{ apiGroups: [apiGroup], resources: ["clusterroles"], resourceNames: ["admin"], verbs: ["bind"] }],
    }),
  ],
  [`${rbac}/clusterrolebindings`, named("binder-binds", bind("binders", "binder"))],
  [
    `${rbac}/clusterroles`,
    named("escalators", { rules: [{ apiGroups: [apiGroup], resources: ["roles"], verbs: ["escalate"] }] }),
  ],
  [bindings, named("escalator-escalates", bind("escalators", "escalator"))],
];

const held = `user "giver" (groups=["devs" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n`;

describe("a role that its author writes", () => {
  it("may have what the author has, in parts and by name", async () => {
    const rules = [
      rule(["configmaps"], ["list"]),
      rule(["secrets"], ["get"], { resourceNames: ["one"] }),
      rule(["pods/status"], ["get"]),
    ];
    expect((await call("giver", "POST", roles, named("part", { rules }))).code).toBe(201);
    const deep = { rules: [{ nonResourceURLs: ["/deep/down", "/deep/*"], verbs: ["get"] }] };
    expect((await call("giver", "POST", `${rbac}/clusterroles`, named("deep", deep))).code).toBe(201);
  });

  it.each([
    [
      "verbs and resources that the author lacks, by resource",
      [rule(["configmaps", "pods"], ["get", "delete"])],
      '{APIGroups:[""], Resources:["configmaps"], Verbs:["delete"]}\n{APIGroups:[""], Resources:["pods"], Verbs:["get" "delete"]}',
    ],
    [
      "everything",
      [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
      '{APIGroups:["*"], Resources:["*"], Verbs:["*"]}',
    ],
    [
      "all names where the author has one",
      [rule(["secrets"], ["get"]), rule(["secrets"], ["get"], { resourceNames: ["one", "two"] })],
      '{APIGroups:[""], Resources:["secrets"], ResourceNames:["two"], Verbs:["get"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}',
    ],
  ])("is refused with %s", async (_, rules, missing) => {
    const { code, body } = await call("giver", "POST", roles, named("more", { rules }));
    expect({ code, ...body }).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: `roles.rbac.authorization.k8s.io "more" is forbidden: ${held}${missing}`,
      reason: "Forbidden",
      details: { name: "more", group: apiGroup, kind: "roles" },
      code: 403,
    });
  });

  it("is refused with paths that the author may not ask for", async () => {
    const rules = [{ nonResourceURLs: ["/deep/down", "/metrics"], verbs: ["get", "post"] }];
    const { body } = await call("giver", "POST", `${rbac}/clusterroles`, named("paths", { rules }));
    expect(body.message).toBe(
      `clusterroles.rbac.authorization.k8s.io "paths" is forbidden: ${held}{NonResourceURLs:["/deep/down"], Verbs:["post"]}\n{NonResourceURLs:["/metrics"], Verbs:["get"]}\n{NonResourceURLs:["/metrics"], Verbs:["post"]}`,
    );
  });

  it("cannot gather other roles", async () => {
    const body = named("gathers", { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] } });
    expect((await call("giver", "POST", `${rbac}/clusterroles`, body)).body.message).toBe(
      'clusterroles.rbac.authorization.k8s.io "gathers" is forbidden: must have cluster-admin privileges to use the aggregationRule',
    );
  });

  it("is refused in an update too, but for what only the garbage collector needs", async () => {
    const merge = "application/merge-patch+json";
    const message = `roles.rbac.authorization.k8s.io "large" is forbidden: ${held}{APIGroups:[""], Resources:["configmaps"], Verbs:["watch"]}\n{APIGroups:[""], Resources:["pods"], Verbs:["get" "watch"]}`;
    const labelled = await call("giver", "PATCH", `${roles}/large`, { metadata: { labels: { a: "b" } } }, merge);
    expect(labelled).toMatchObject({ code: 403, body: { message } });
    const finalizers = { metadata: { finalizers: ["example.com/wait"] } };
    expect((await call("giver", "PATCH", `${roles}/large`, finalizers, merge)).code).toBe(200);
    const smaller = { rules: [rule(["configmaps"], ["get"])] };
    expect(
      (await call("giver", "PATCH", `${roles}/large`, { metadata: { finalizers: null }, ...smaller }, merge)).code,
    ).toBe(200);
  });

  it("is checked before anything else of it", async () => {
    const body = named("Not Valid!/", { rules: [{ verbs: [], resources: ["pods"] }, rule(["pods"], ["get"])] });
    expect((await call("giver", "POST", roles, body)).code).toBe(403);
  });

  it("may have anything where the author may escalate", async () => {
    const rules = [rule(["pods"], ["*"])];
    expect((await call("escalator", "POST", roles, named("any", { rules }))).code).toBe(201);
    expect((await call("escalator", "POST", `${rbac}/clusterroles`, named("any", { rules }))).code).toBe(403);
  });
});

describe("a binding", () => {
  it("may be to a role of which its author has all", async () => {
    expect((await call("giver", "POST", bindings, named("fine", bind("small", "nobody", "Role")))).code).toBe(201);
    expect((await call("giver", "POST", bindings, named("fine-too", bind("held", "nobody")))).code).toBe(201);
  });

  it("is refused to a role that has more than its author", async () => {
    const answer = await call("giver", "POST", bindings, named("view", bind("huge", "nobody", "Role")));
    expect(answer).toMatchObject({
      code: 403,
      body: {
        message: `rolebindings.rbac.authorization.k8s.io "view" is forbidden: ${held}{APIGroups:[""], Resources:["pods"], Verbs:["*"]}`,
        details: { name: "view", group: apiGroup, kind: "rolebindings" },
      },
    });
  });

  it.each(["ClusterRole", "Role"])("to a %s that is not there is not found", async (kind) => {
    const answer = await call("giver", "POST", bindings, named("lost", bind("none", "nobody", kind)));
    // Under the name of what was asked for, not of what is missing.
    const message = 'rolebindings.rbac.authorization.k8s.io "none" not found';
    const details = { name: "none", group: apiGroup, kind: "rolebindings" };
    expect(answer).toMatchObject({ code: 404, body: { reason: "NotFound", message, details } });
  });

  it("to something that is no role is the server's own failure", async () => {
    const answer = await call("giver", "POST", bindings, named("odd", bind("none", "nobody", "Other")));
    expect(answer).toMatchObject({ code: 500, body: { message: 'unsupported role reference kind: "Other"' } });
  });

  it("may be made by who may bind that role", async () => {
    expect((await call("binder", "POST", bindings, named("bound", bind("admin", "nobody")))).code).toBe(201);
    expect((await call("binder", "POST", bindings, named("other", bind("huge", "nobody", "Role")))).code).toBe(403);
    expect(
      (await call("binder", "POST", `${rbac}/clusterrolebindings`, named("all", bind("admin", "nobody")))).code,
    ).toBe(201);
  });
});
