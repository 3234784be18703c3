import type { FullObject } from "./full-object.ts";

const networking = (resource: string): string => `/apis/networking.k8s.io/v1/namespaces/$ns/${resource}`;
const rbac = "/apis/rbac.authorization.k8s.io/v1";
const storage = "/apis/storage.k8s.io/v1";
const backend = { service: { name: "web", port: { number: 80 } } };
const webhook = {
  name: "a.example.com",
  clientConfig: { service: { namespace: "x", name: "y", path: "/z", port: 443 }, caBundle: "" },
  rules: [
    {
      apiGroups: ["apps"],
      apiVersions: ["v1"],
      resources: ["deployments", "pods/exec"],
      operations: ["CREATE", "UPDATE"],
      scope: "Namespaced",
    },
  ],
  failurePolicy: "Ignore",
  matchPolicy: "Exact",
  namespaceSelector: { matchLabels: { a: "b" } },
  objectSelector: { matchExpressions: [{ key: "a", operator: "Exists" }] },
  sideEffects: "None",
  timeoutSeconds: 5,
  admissionReviewVersions: ["v1"],
  matchConditions: [{ name: "c", expression: "true" }],
};

export const objects: readonly FullObject[] = [
  {
    title: "an ingress",
    path: networking("ingresses"),
    body: {
      metadata: { name: "web" },
      spec: {
        ingressClassName: "nginx",
        defaultBackend: backend,
        tls: [{ hosts: ["a.example"], secretName: "tls" }],
        rules: [
          {
            host: "a.example",
            http: {
              paths: [
                { path: "/a", pathType: "Prefix", backend },
                { path: "/b", pathType: "Exact", backend: { service: { name: "web", port: { name: "http" } } } },
                {
                  path: "/c",
                  pathType: "ImplementationSpecific",
                  backend: { resource: { apiGroup: "x.example", kind: "Bucket", name: "b" } },
                },
              ],
            },
          },
          { host: "*.b.example", http: { paths: [{ path: "/", pathType: "Prefix", backend }] } },
        ],
      },
    },
  },
  {
    title: "an ingress class",
    path: "/apis/networking.k8s.io/v1/ingressclasses",
    body: {
      metadata: { name: "$ns-class" },
      spec: {
        controller: "example.com/ingress",
        parameters: { apiGroup: "x.example", kind: "Params", name: "p", scope: "Namespace", namespace: "n" },
      },
    },
  },
  {
    title: "a network policy",
    path: networking("networkpolicies"),
    body: {
      metadata: { name: "policy" },
      spec: {
        podSelector: { matchLabels: { a: "b" } },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
          {
            ports: [{ protocol: "TCP", port: 80, endPort: 90 }, { port: "http" }],
            from: [
              { podSelector: {}, namespaceSelector: { matchLabels: { a: "b" } } },
              { ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } },
            ],
          },
        ],
        egress: [{ ports: [{ protocol: "UDP", port: 53 }], to: [{ ipBlock: { cidr: "2001:db8::/32" } }] }],
      },
    },
  },
  {
    title: "a role",
    path: `${rbac}/namespaces/$ns/roles`,
    body: {
      metadata: { name: "role" },
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"], resourceNames: ["x"] }],
    },
  },
  {
    title: "a cluster role",
    path: `${rbac}/clusterroles`,
    body: {
      metadata: { name: "$ns-role" },
      rules: [
        { nonResourceURLs: ["/healthz", "/x/*"], verbs: ["get"] },
        { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
      ],
    },
  },
  {
    title: "an aggregated cluster role",
    path: `${rbac}/clusterroles`,
    body: { metadata: { name: "$ns-all" }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] } },
  },
  {
    title: "a role binding",
    path: `${rbac}/namespaces/$ns/rolebindings`,
    body: {
      metadata: { name: "binding" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "role" },
      subjects: [
        { kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "jane" },
        { kind: "Group", name: "devs" },
        { kind: "ServiceAccount", name: "robot", namespace: "x" },
      ],
    },
  },
  {
    title: "a cluster role binding",
    path: `${rbac}/clusterrolebindings`,
    body: {
      metadata: { name: "$ns-binding" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "role" },
      subjects: [{ kind: "ServiceAccount", name: "robot", namespace: "x" }],
    },
  },
  {
    title: "a lease",
    path: "/apis/coordination.k8s.io/v1/namespaces/$ns/leases",
    body: {
      metadata: { name: "lease" },
      spec: {
        holderIdentity: "me",
        leaseDurationSeconds: 15,
        acquireTime: "2026-01-01T00:00:00.000000Z",
        renewTime: "2026-01-01T00:00:00.000000Z",
        leaseTransitions: 1,
      },
    },
  },
  {
    title: "an event of events.k8s.io",
    path: "/apis/events.k8s.io/v1/namespaces/$ns/events",
    body: {
      metadata: { name: "new-event" },
      eventTime: "2026-01-01T00:00:00.000000Z",
      reportingController: "example.com/c",
      reportingInstance: "i",
      action: "Do",
      reason: "Because",
      regarding: { kind: "Pod", name: "p", namespace: "$ns" },
      related: { kind: "Node", name: "n" },
      note: "n",
      type: "Warning",
      series: { count: 2, lastObservedTime: "2026-01-01T00:00:00.000000Z" },
    },
  },
  {
    title: "a certificate signing request",
    path: "/apis/certificates.k8s.io/v1/certificatesigningrequests",
    body: {
      metadata: { name: "$ns-csr" },
      spec: {
        request:
          "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWk1JR0FBZ0VBTUI0eERUQUxCZ05WQkFNTUJHcGhibVV4RFRBTEJnTlZCQW9NQkdSbGRuTXdXVEFUQmdjcQpoa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVN2dnk5bjM1ai9tVjhzU1hMdytpODJzaDFrSmhHOGs0SW9DVnNyCm9kVDQrYjZxaHlHcTB2RmkzQTR1MWRaVnFLM0ZEang3OVh0TE5mY2tJMXpqRmdWY29BQXdDZ1lJS29aSXpqMEUKQXdJRFNBQXdSUUloQU9yZUxkSlZuRVFwSHdtTkZLdm1nanZPOWluWDhYR0lEcXNUUWZYNTF6Qm9BaUFESlNKMApqVWdUK0lzQjFqZHRsVW9kbWdBdGJabTkrVUlQUEhoTCs2cHNJUT09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=",
        signerName: "example.com/signer",
        usages: ["digital signature", "client auth"],
        expirationSeconds: 3600,
      },
    },
  },
  {
    title: "a storage class",
    path: `${storage}/storageclasses`,
    body: {
      metadata: { name: "$ns-class" },
      provisioner: "example.com/p",
      parameters: { a: "b" },
      reclaimPolicy: "Retain",
      mountOptions: ["ro"],
      allowVolumeExpansion: true,
      volumeBindingMode: "WaitForFirstConsumer",
      allowedTopologies: [{ matchLabelExpressions: [{ key: "zone", values: ["a", "b"] }] }],
    },
  },
  {
    title: "a CSI driver",
    path: `${storage}/csidrivers`,
    body: {
      metadata: { name: "$ns-driver" },
      spec: {
        attachRequired: true,
        podInfoOnMount: true,
        volumeLifecycleModes: ["Persistent", "Ephemeral"],
        storageCapacity: true,
        fsGroupPolicy: "File",
        tokenRequests: [{ audience: "a", expirationSeconds: 3600 }],
        requiresRepublish: true,
        seLinuxMount: true,
      },
    },
  },
  {
    title: "a volume attachment",
    path: `${storage}/volumeattachments`,
    body: {
      metadata: { name: "$ns-attachment" },
      spec: { attacher: "example.com", nodeName: "n", source: { persistentVolumeName: "p" } },
    },
  },
  {
    title: "a priority class",
    path: "/apis/scheduling.k8s.io/v1/priorityclasses",
    body: {
      metadata: { name: "$ns-priority" },
      value: 100,
      globalDefault: false,
      description: "d",
      preemptionPolicy: "Never",
    },
  },
  {
    title: "a runtime class",
    path: "/apis/node.k8s.io/v1/runtimeclasses",
    body: {
      metadata: { name: "$ns-runtime" },
      handler: "runc",
      overhead: { podFixed: { cpu: "10m" } },
      scheduling: { nodeSelector: { a: "b" }, tolerations: [{ key: "k", operator: "Exists", effect: "NoSchedule" }] },
    },
  },
  {
    title: "an endpoint slice",
    path: "/apis/discovery.k8s.io/v1/namespaces/$ns/endpointslices",
    body: {
      metadata: { name: "slice" },
      addressType: "IPv4",
      endpoints: [
        {
          addresses: ["10.0.0.1"],
          conditions: { ready: true, serving: true, terminating: false },
          hostname: "h",
          nodeName: "n",
          zone: "z",
          targetRef: { kind: "Pod", name: "p" },
          hints: { forZones: [{ name: "z" }] },
        },
      ],
      ports: [
        { name: "http", port: 80, protocol: "TCP", appProtocol: "http" },
        { name: "b", port: 81 },
      ],
    },
  },
  {
    title: "a validating webhook",
    path: "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
    body: { metadata: { name: "$ns-validating" }, webhooks: [webhook] },
  },
  {
    title: "a mutating webhook",
    path: "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
    body: {
      metadata: { name: "$ns-mutating" },
      webhooks: [{ ...webhook, reinvocationPolicy: "IfNeeded", clientConfig: { url: "https://x.example/y" } }],
    },
  },
];
