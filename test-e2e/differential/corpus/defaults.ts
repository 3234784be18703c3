import type { Sequence, SequenceRequest } from "../sequence.ts";

const paths: Readonly<Record<string, string>> = {
  pods: "/api/v1/namespaces/$ns/pods",
  services: "/api/v1/namespaces/$ns/services",
  secrets: "/api/v1/namespaces/$ns/secrets",
  persistentvolumeclaims: "/api/v1/namespaces/$ns/persistentvolumeclaims",
  persistentvolumes: "/api/v1/persistentvolumes",
  replicationcontrollers: "/api/v1/namespaces/$ns/replicationcontrollers",
  limitranges: "/api/v1/namespaces/$ns/limitranges",
  serviceaccounts: "/api/v1/namespaces/$ns/serviceaccounts",
  nodes: "/api/v1/nodes",
  deployments: "/apis/apps/v1/namespaces/$ns/deployments",
  replicasets: "/apis/apps/v1/namespaces/$ns/replicasets",
  statefulsets: "/apis/apps/v1/namespaces/$ns/statefulsets",
  daemonsets: "/apis/apps/v1/namespaces/$ns/daemonsets",
  jobs: "/apis/batch/v1/namespaces/$ns/jobs",
  cronjobs: "/apis/batch/v1/namespaces/$ns/cronjobs",
  ingresses: "/apis/networking.k8s.io/v1/namespaces/$ns/ingresses",
  networkpolicies: "/apis/networking.k8s.io/v1/namespaces/$ns/networkpolicies",
  poddisruptionbudgets: "/apis/policy/v1/namespaces/$ns/poddisruptionbudgets",
  horizontalpodautoscalers: "/apis/autoscaling/v2/namespaces/$ns/horizontalpodautoscalers",
  roles: "/apis/rbac.authorization.k8s.io/v1/namespaces/$ns/roles",
  rolebindings: "/apis/rbac.authorization.k8s.io/v1/namespaces/$ns/rolebindings",
  leases: "/apis/coordination.k8s.io/v1/namespaces/$ns/leases",
  storageclasses: "/apis/storage.k8s.io/v1/storageclasses",
  priorityclasses: "/apis/scheduling.k8s.io/v1/priorityclasses",
  endpointslices: "/apis/discovery.k8s.io/v1/namespaces/$ns/endpointslices",
};

const create = (resource: string, body: object, name = "a"): SequenceRequest => ({
  method: "POST",
  path: paths[resource] ?? "",
  body: { metadata: { name: paths[resource]?.includes("/namespaces/") ? name : `$ns-${name}` }, ...body },
});
const container = { name: "c", image: "i" };
const template = { metadata: { labels: { app: "x" } }, spec: { containers: [container] } };
const selector = { matchLabels: { app: "x" } };
const pod = (spec: object, name: string): SequenceRequest =>
  create("pods", { spec: { containers: [container], ...spec } }, name);

export const sequences: readonly Sequence[] = [
  {
    title: "defaults of pods",
    requests: [
      pod({}, "a"),
      pod({ containers: [{ ...container, image: "i:1" }] }, "b"),
      pod(
        {
          containers: [
            {
              ...container,
              image: "r.io:5000/i/j@sha256:0123456789012345678901234567890123456789012345678901234567890123",
            },
          ],
        },
        "c",
      ),
      pod({ containers: [{ ...container, ports: [{ containerPort: 80 }] }], hostNetwork: true }, "d"),
      pod(
        {
          containers: [
            { ...container, livenessProbe: { httpGet: { port: 80 } }, readinessProbe: { grpc: { port: 1 } } },
          ],
        },
        "e",
      ),
      pod(
        {
          containers: [{ ...container, env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }] }],
        },
        "f",
      ),
      pod({ containers: [{ ...container, resources: { limits: { cpu: "1", memory: "1Gi" } } }] }, "g"),
      pod({ containers: [{ ...container, resources: { requests: { cpu: "0.1", memory: "0.5Gi" } } }] }, "h"),
      pod(
        {
          volumes: [{ name: "a" }, { name: "b", secret: { secretName: "s" } }, { name: "c", hostPath: { path: "/x" } }],
        },
        "i",
      ),
      pod(
        {
          volumes: [
            { name: "a", configMap: { name: "s" } },
            { name: "b", projected: { sources: [{ configMap: { name: "t" } }] } },
          ],
        },
        "j",
      ),
      pod({ serviceAccount: "old", terminationGracePeriodSeconds: 0, restartPolicy: "Never" }, "k"),
      pod({ initContainers: [{ name: "i", image: "i" }], tolerations: [{ operator: "Exists" }] }, "l"),
      pod({ schedulingGates: [{ name: "x.io/gate" }] }, "m"),
    ],
  },
  {
    title: "defaults of workloads",
    requests: [
      create("deployments", { spec: { selector, template } }),
      create("deployments", { spec: { selector, template, replicas: 0, strategy: { type: "Recreate" } } }, "b"),
      create("deployments", { spec: { selector, template, strategy: { rollingUpdate: { maxSurge: 1 } } } }, "c"),
      create("replicasets", { spec: { selector, template } }),
      create("statefulsets", { spec: { selector, template, serviceName: "s" } }),
      create("statefulsets", { spec: { selector, template, updateStrategy: { type: "OnDelete" } } }, "b"),
      create("daemonsets", { spec: { selector, template } }),
      create("daemonsets", { spec: { selector, template, updateStrategy: { type: "OnDelete" } } }, "b"),
      create("replicationcontrollers", { spec: { template } }),
      create("jobs", { spec: { template: { spec: { containers: [container], restartPolicy: "Never" } } } }),
      create(
        "jobs",
        {
          spec: {
            parallelism: 2,
            template: { ...template, spec: { containers: [container], restartPolicy: "Never" } },
          },
        },
        "b",
      ),
      create("cronjobs", {
        spec: {
          schedule: "* * * * *",
          jobTemplate: { spec: { template: { spec: { containers: [container], restartPolicy: "Never" } } } },
        },
      }),
    ],
  },
  {
    title: "defaults of services and their addresses",
    requests: [
      create("services", { spec: { ports: [{ port: 80 }], selector: { app: "x" } } }),
      create("services", { spec: { clusterIP: "None", selector: { app: "x" } } }, "b"),
      create("services", { spec: { clusterIP: "None" } }, "c"),
      create("services", { spec: { type: "NodePort", ports: [{ port: 80 }] } }, "d"),
      create(
        "services",
        { spec: { type: "LoadBalancer", ports: [{ port: 80, targetPort: "http" }], externalTrafficPolicy: "Local" } },
        "e",
      ),
      create("services", { spec: { type: "ExternalName", externalName: "x.example" } }, "f"),
      create("services", { spec: { ports: [{ port: 80 }], sessionAffinity: "ClientIP" } }, "g"),
      create("services", { spec: { ports: [{ port: 80 }], clusterIP: "192.168.0.1" } }, "h"),
      create("services", { spec: { type: "NodePort", ports: [{ port: 80, nodePort: 1000 }] } }, "i"),
      {
        method: "PUT",
        path: `${paths["services"]}/a`,
        edit: { request: 0, merge: { spec: { clusterIP: null, clusterIPs: null, type: "NodePort" } } },
      },
      { method: "PUT", path: `${paths["services"]}/d`, edit: { request: 3, merge: { spec: { type: "ClusterIP" } } } },
      { method: "PUT", path: `${paths["services"]}/e`, edit: { request: 4, merge: { spec: { type: "ClusterIP" } } } },
    ],
  },
  {
    title: "defaults of other kinds",
    requests: [
      create("secrets", { stringData: { a: "1" } }),
      create("persistentvolumeclaims", {
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      }),
      create("persistentvolumes", {
        spec: { accessModes: ["ReadWriteOnce"], capacity: { storage: "1Gi" }, hostPath: { path: "/x" } },
      }),
      create("limitranges", { spec: { limits: [{ type: "Container", max: { cpu: "2" }, min: { cpu: "1" } }] } }),
      create("serviceaccounts", {}),
      create("nodes", { status: { capacity: { cpu: "4" } } }),
      create("ingresses", { spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } } }),
      create("networkpolicies", { spec: { podSelector: {}, egress: [{ ports: [{ port: 80 }] }] } }),
      create("poddisruptionbudgets", { spec: { selector, minAvailable: 1 } }),
      create("horizontalpodautoscalers", {
        spec: {
          maxReplicas: 2,
          scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
          behavior: { scaleDown: { stabilizationWindowSeconds: 5 } },
        },
      }),
      create("roles", { rules: [{ verbs: ["get"], apiGroups: [""], resources: ["pods"] }] }),
      create("roles", {}, "empty"),
      create("rolebindings", { roleRef: { kind: "Role", name: "a" }, subjects: [{ kind: "User", name: "u" }] }),
      create("leases", { spec: { holderIdentity: "me", leaseDurationSeconds: 15 } }),
      create("storageclasses", { provisioner: "x.io/p" }),
      create("priorityclasses", { value: 5 }),
      create("endpointslices", {
        addressType: "IPv4",
        endpoints: [{ addresses: ["10.1.2.3"] }],
        ports: [{ port: 80 }],
      }),
    ],
  },
];
