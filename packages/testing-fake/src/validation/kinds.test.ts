import { describe, expect, it } from "vitest";
import { openCluster } from "../testing/cluster.ts";

const template = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } };
const selector = { matchLabels: { a: "b" } };

/** What it is, where it is created, what is in it beside its name, and all that a kube-apiserver 1.37 says of it. */
const refused: readonly (readonly [title: string, path: string, content: object, problems: string])[] = [
  [
    "a stateful set of an unknown way to manage pods",
    "apis/apps/v1/namespaces/default/statefulsets",
    { spec: { selector: selector, template: template, serviceName: "s", podManagementPolicy: "Odd" } },
    "spec.podManagementPolicy: Invalid value: \"Odd\": must be 'OrderedReady' or 'Parallel'",
  ],
  [
    "a daemon set whose pods do not restart",
    "apis/apps/v1/namespaces/default/daemonsets",
    {
      spec: {
        selector: selector,
        template: { metadata: { labels: { a: "b" } }, spec: { ...template.spec, restartPolicy: "Never" } },
      },
    },
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
  ],
  [
    "a replica set of less than nothing",
    "apis/apps/v1/namespaces/default/replicasets",
    { spec: { selector: selector, template: template, replicas: -1 } },
    "spec.replicas: Invalid value: -1: must be greater than or equal to 0",
  ],
  [
    "a deployment that cannot move",
    "apis/apps/v1/namespaces/default/deployments",
    {
      spec: {
        selector: selector,
        template: template,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } },
      },
    },
    "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0",
  ],
  [
    "a job whose pods restart always",
    "apis/batch/v1/namespaces/default/jobs",
    { spec: { template: { spec: { ...template.spec, restartPolicy: "Always" } } } },
    'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ],
  [
    "a cron job at no time",
    "apis/batch/v1/namespaces/default/cronjobs",
    {
      spec: {
        schedule: "61 * * * *",
        jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: "Never" } } } },
      },
    },
    'spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61',
  ],
  [
    "a network policy of an unknown direction",
    "apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
    { spec: { podSelector: {}, policyTypes: ["Up"] } },
    'spec.policyTypes[0]: Unsupported value: "Up": supported values: "Ingress", "Egress"',
  ],
  [
    "a network policy with a block that is none",
    "apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
    { spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8", except: ["11.0.0.0/16"] } }] }] } },
    'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
  ],
  [
    "an ingress without rules",
    "apis/networking.k8s.io/v1/namespaces/default/ingresses",
    { spec: {} },
    "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified",
  ],
  [
    "an ingress with a path that is none",
    "apis/networking.k8s.io/v1/namespaces/default/ingresses",
    {
      spec: {
        rules: [
          {
            host: "*.b.*",
            http: {
              paths: [{ path: "x", pathType: "Exact", backend: { service: { name: "s", port: { number: 80 } } } }],
            },
          },
        ],
      },
    },
    "[spec.rules[0].host: Invalid value: \"*.b.*\": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'), spec.rules[0].http.paths[0].path: Invalid value: \"x\": must be an absolute path]",
  ],
  [
    "a disruption budget that says both",
    "apis/policy/v1/namespaces/default/poddisruptionbudgets",
    { spec: { selector: selector, minAvailable: 1, maxUnavailable: "50%" } },
    'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"a":"b"}},"MaxUnavailable":"50%","UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set',
  ],
  [
    "a disruption budget of more than all",
    "apis/policy/v1/namespaces/default/poddisruptionbudgets",
    { spec: { selector: selector, minAvailable: "101%" } },
    'spec.minAvailable: Invalid value: "101%": must not be greater than 100%',
  ],
  [
    "an autoscaler that scales down to more",
    "apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
    {
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
        minReplicas: 3,
        maxReplicas: 2,
      },
    },
    "spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`",
  ],
  [
    "a signing request that is none",
    "apis/certificates.k8s.io/v1/certificatesigningrequests",
    { spec: { request: "YQ==", signerName: "example.com/s", usages: ["client auth"] } },
    'spec.request: Invalid value: "YQ==": PEM block type must be CERTIFICATE REQUEST',
  ],
  [
    "a volume of nothing",
    "api/v1/persistentvolumes",
    { spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"] } },
    "spec: Required value: must specify a volume type",
  ],
  [
    "a volume of two things",
    "api/v1/persistentvolumes",
    {
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        hostPath: { path: "/a" },
        nfs: { server: "s", path: "/b" },
      },
    },
    "spec.nfs: Forbidden: may not specify more than 1 volume type",
  ],
  [
    "a claim of nothing",
    "api/v1/namespaces/default/persistentvolumeclaims",
    { spec: { accessModes: ["ReadWriteOnce"], resources: {} } },
    "spec.resources[storage]: Required value",
  ],
  [
    "a claim of odd access",
    "api/v1/namespaces/default/persistentvolumeclaims",
    { spec: { accessModes: ["Odd"], resources: { requests: { storage: "1Gi" } } } },
    'spec.accessModes: Unsupported value: "Odd": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
  ],
  ["a service without ports", "api/v1/namespaces/default/services", { spec: {} }, "spec.ports: Required value"],
  [
    "a service with two names alike",
    "api/v1/namespaces/default/services",
    {
      spec: {
        ports: [
          { name: "a", port: 80 },
          { name: "a", port: 81 },
        ],
      },
    },
    'spec.ports[1].name: Duplicate value: "a"',
  ],
  [
    "a service that is elsewhere, nowhere",
    "api/v1/namespaces/default/services",
    { spec: { type: "ExternalName", externalName: "not a name" } },
    "spec.externalName: Invalid value: \"not a name\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
  ],
  [
    "a config map with a key that is none",
    "api/v1/namespaces/default/configmaps",
    { data: { "a b": "c" } },
    "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
  ],
  [
    "a config map with a key twice",
    "api/v1/namespaces/default/configmaps",
    { data: { a: "c" }, binaryData: { a: "YQ==" } },
    'data[a]: Invalid value: "a": duplicate of key present in binaryData',
  ],
  [
    "a secret for registries without one",
    "api/v1/namespaces/default/secrets",
    { type: "kubernetes.io/dockerconfigjson" },
    "data[.dockerconfigjson]: Required value",
  ],
  [
    "a limit range of less than its least",
    "api/v1/namespaces/default/limitranges",
    { spec: { limits: [{ type: "Container", max: { cpu: "1" }, min: { cpu: "2" } }] } },
    '[spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1, spec.limits[0].defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1, spec.limits[0].default[cpu]: Invalid value: "2": min value 2 is greater than default value 1]',
  ],
  [
    "a quota of an unknown scope",
    "api/v1/namespaces/default/resourcequotas",
    { spec: { hard: { pods: "1" }, scopes: ["Odd"] } },
    'spec.scopes: Invalid value: ["Odd"]: unsupported scope',
  ],
  [
    "a role with rules about nothing",
    "apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
    { rules: [{ verbs: ["get"] }, { resources: ["pods"] }] },
    "[rules[0].apiGroups: Required value: resource rules must supply at least one api group, rules[0].resources: Required value: resource rules must supply at least one resource, rules[1].apiGroups: Required value: resource rules must supply at least one api group, rules[1].verbs: Required value]",
  ],
  [
    "a binding to nothing",
    "apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
    { roleRef: { apiGroup: "x", kind: "Odd", name: "" }, subjects: [{ kind: "User" }] },
    '[roleRef.apiGroup: Unsupported value: "x": supported values: "rbac.authorization.k8s.io", roleRef.kind: Unsupported value: "Odd": supported values: "Role", "ClusterRole", subjects[0].name: Required value, roleRef.name: Required value]',
  ],
  [
    "a lease that never was",
    "apis/coordination.k8s.io/v1/namespaces/default/leases",
    { spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } },
    "[spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0, spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0]",
  ],
  [
    "an event of another namespace",
    "api/v1/namespaces/default/events",
    { involvedObject: { namespace: "other" } },
    'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
  ],
  [
    "a node with taints alike",
    "api/v1/nodes",
    {
      spec: {
        taints: [
          { key: "a", effect: "NoSchedule" },
          { key: "a", effect: "NoSchedule" },
        ],
      },
    },
    'metadata.taints[1]: Duplicate value: {"Key":"a","Value":"","Effect":"NoSchedule","TimeAdded":null}: taints must be unique by key and effect pair',
  ],
  [
    "a node with a block that is none",
    "api/v1/nodes",
    { spec: { podCIDR: "x" } },
    'spec.podCIDRs[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
  ],
  [
    "a webhook under conditions that are none",
    "apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
    {
      webhooks: [
        {
          name: "a.b.c",
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          clientConfig: { url: "https://a" },
          matchConditions: [{ name: "c", expression: "request.nme == 'a'" }],
        },
      ],
    },
    "webhooks[0].matchConditions[0].expression: Invalid value: \"request.nme == 'a'\": compilation failed: ERROR: <input>:1:8: undefined field 'nme'\n | request.nme == 'a'\n | .......^",
  ],
  [
    "a webhook under a condition that is a text",
    "apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
    {
      webhooks: [
        {
          name: "a.b.c",
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
          clientConfig: { url: "https://a" },
          matchConditions: [{ name: "c", expression: "request.name" }],
        },
      ],
    },
    'webhooks[0].matchConditions[0].expression: Invalid value: "request.name": must evaluate to bool but got string',
  ],
  [
    "a storage class that provides nothing",
    "apis/storage.k8s.io/v1/storageclasses",
    { reclaimPolicy: "Odd" },
    '[reclaimPolicy: Unsupported value: "Odd": supported values: "Delete", "Retain", provisioner: Required value]',
  ],
  [
    "a priority beyond what is the system's",
    "apis/scheduling.k8s.io/v1/priorityclasses",
    { value: 2000000000 },
    "value: Forbidden: maximum allowed value of a user defined priority is 1000000000",
  ],
  [
    "an endpoint slice of unknown addresses",
    "apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
    { addressType: "Odd", endpoints: [{ addresses: [] }] },
    '[addressType: Unsupported value: "Odd": supported values: "FQDN", "IPv4", "IPv6", endpoints[0].addresses: Required value]',
  ],
  [
    "a volume attachment of odd drivers",
    "apis/storage.k8s.io/v1/volumeattachments",
    { spec: { attacher: "Not Valid!", nodeName: "n", source: {} } },
    "[spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName, spec.attacher: Invalid value: \"Not Valid!\": an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'Example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')]",
  ],
];

describe("objects of built-in kinds", () => {
  it.each(refused)("are refused: %s", async (_, path, content, problems) => {
    const { call } = openCluster();
    const { status, failure } = await call("POST", `/${path}`, { metadata: { name: "a" }, ...content });
    expect({ status, problems: failure.message?.replace(/^[^"]* "a" is invalid: /, "") }).toEqual({
      status: 422,
      problems,
    });
  });

  it.each(refused)("are taken as they are where validation is off: %s", async (_, path, content) => {
    const { call } = openCluster({ validation: "off" });
    expect((await call("POST", `/${path}`, { metadata: { name: "a" }, ...content })).status).toBe(201);
  });
});
