import { readFileSync } from "node:fs";
import { isKubernetesError, type UnstructuredObject } from "@kubets/apimachinery";
import { createCachedDiscovery, createDiscoveryClient, createRestMapper } from "@kubets/discovery";
import type { DynamicClient } from "@kubets/dynamic";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assignments, typeCheck } from "../../packages/codegen/src/testing/type-check.ts";
import { moduleOf } from "../../packages/kubernetes/src/testing/module-of.ts";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

let backend: Backend;
let client: DynamicClient;
let namespace: string;

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
  namespace = await createNamespace(client);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

/** One object of about every kind, with much of what it may have: as a real server once sent them. */
function golden(): UnstructuredObject[] {
  const file = new URL("../../packages/testing-fake/src/tables/testdata/golden.json", import.meta.url);
  const tables = JSON.parse(readFileSync(file, "utf8")) as { rows: { object: UnstructuredObject }[] }[];
  return tables.flatMap(({ rows }) => rows.map(({ object }) => object));
}

/** Kinds that are not among them. */
const others: readonly UnstructuredObject[] = [
  { apiVersion: "v1", kind: "PodTemplate", template: { spec: { containers: [{ name: "a", image: "b" }] } } },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] },
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
    subjects: [{ kind: "User", name: "a" }],
  },
  {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    webhooks: [
      {
        name: "a.example.com",
        clientConfig: { url: "https://example.com" },
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
      },
    ],
  },
  {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicy",
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: ["apps"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["deployments"] },
        ],
      },
      validations: [{ expression: "true" }],
    },
  },
  {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingAdmissionPolicyBinding",
    spec: { policyName: "a", validationActions: ["Deny"] },
  },
  {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name: "v1.example.com" },
    spec: {
      group: "example.com",
      version: "v1",
      groupPriorityMinimum: 100,
      versionPriority: 100,
      service: { namespace: "a", name: "b" },
      insecureSkipTLSVerify: true,
    },
  },
  {
    apiVersion: "flowcontrol.apiserver.k8s.io/v1",
    kind: "PriorityLevelConfiguration",
    spec: { type: "Limited", limited: { nominalConcurrencyShares: 1, limitResponse: { type: "Reject" } } },
  },
  { apiVersion: "storage.k8s.io/v1", kind: "CSIDriver", metadata: { name: "a.example.com" }, spec: {} },
  { apiVersion: "storage.k8s.io/v1", kind: "CSINode", spec: { drivers: [{ name: "a", nodeID: "b" }] } },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "CSIStorageCapacity",
    storageClassName: "a",
    capacity: "1Gi",
    nodeTopology: {},
  },
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "VolumeAttachment",
    spec: { attacher: "a", nodeName: "b", source: { persistentVolumeName: "c" } },
  },
  {
    apiVersion: "autoscaling/v1",
    kind: "HorizontalPodAutoscaler",
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { kind: "Deployment", name: "web", apiVersion: "apps/v1" },
      targetCPUUtilizationPercentage: 50,
    },
  },
  { apiVersion: "networking.k8s.io/v1", kind: "ServiceCIDR", spec: { cidrs: ["10.9.0.0/16"] } },
  { apiVersion: "resource.k8s.io/v1", kind: "DeviceClass", spec: { selectors: [{ cel: { expression: "true" } }] } },
  {
    apiVersion: "resource.k8s.io/v1",
    kind: "ResourceClaim",
    spec: { devices: { requests: [{ name: "a", exactly: { deviceClassName: "b" } }] } },
  },
];

/** What the server makes of an object, or undefined where it has no such resource or refuses the object. */
async function sent(object: UnstructuredObject): Promise<UnstructuredObject | undefined> {
  const mapper = createRestMapper(discovery);
  const {
    apiVersion = "",
    kind = "",
    status: _,
    metadata = {},
    ...body
  } = object as UnstructuredObject & { status?: unknown };
  const [group = "", version = ""] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  try {
    const descriptor = await mapper.descriptorForKind({ group, version, kind });
    const all = client.resource(descriptor);
    const { labels, annotations } = metadata;
    const own = { name: metadata.name ?? "types", ...(labels && { labels }), ...(annotations && { annotations }) };
    const place = descriptor.scope === "Namespaced" ? all.namespace(namespace) : all;
    return await place.create({ ...body, apiVersion, kind, metadata: own }, { dryRun: true });
  } catch (error) {
    if (
      isKubernetesError(error) &&
      /^(NoMatch|Invalid|BadRequest|AlreadyExists|Forbidden|MethodNotAllowed)$/.test(error.reason)
    )
      return undefined;
    throw error;
  }
}

let discovery: ReturnType<typeof createCachedDiscovery>;
beforeAll(() => {
  discovery = createCachedDiscovery(createDiscoveryClient({ rest: client.rest }));
});

const builtIn = ({ apiVersion = "" }: UnstructuredObject): boolean =>
  !apiVersion.includes(".") || /\.k8s\.io\/[^/]+$/.test(apiVersion);
/** The differential suite, which judges its objects itself, tries on the same server what no type allows. */
const isNoTrial = ({ metadata }: UnstructuredObject): boolean =>
  !/\bdiff-[0-9a-f]{8}\b/.test(`${metadata?.namespace ?? ""} ${metadata?.name ?? ""}`);
const kindsOf = (objects: readonly UnstructuredObject[]): Set<string> =>
  new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));

describe("the generated types", () => {
  it("fit what the server makes of an object of every kind", async () => {
    const answers = await Promise.all([...golden(), ...others].map(sent));
    const objects = answers.filter((object) => object !== undefined).filter(builtIn);
    expect(kindsOf(objects).size).toBeGreaterThan(backend.kind === "cluster" ? 45 : 25);
    expect(await typeCheck({ "objects.ts": assignments(objects, moduleOf) })).toBe("");
  }, 300_000);

  it("fit everything that the server has", async () => {
    const { resources } = await discovery.resources();
    const listable = resources.filter(({ verbs }) => verbs.includes("list"));
    const lists = await Promise.all(
      listable.map((descriptor) =>
        client
          .resource(descriptor)
          .list({ limit: 200 })
          .then(
            ({ items }) => items,
            () => [],
          ),
      ),
    );
    const objects = lists.flat().filter(builtIn).filter(isNoTrial);
    expect(kindsOf(objects).size).toBeGreaterThan(backend.kind === "cluster" ? 10 : 0);
    expect(await typeCheck({ "objects.ts": assignments(objects, moduleOf) })).toBe("");
  }, 300_000);
});
