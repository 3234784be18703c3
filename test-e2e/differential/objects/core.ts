import type { FullObject } from "./full-object.ts";

const inNamespace = (resource: string): string => `/api/v1/namespaces/$ns/${resource}`;

export const objects: readonly FullObject[] = [
  {
    title: "a config map",
    path: inNamespace("configmaps"),
    body: { metadata: { name: "map" }, data: { a: "b", "c.d": "e" }, binaryData: { bin: "AAEC" }, immutable: false },
  },
  {
    title: "an immutable config map",
    path: inNamespace("configmaps"),
    body: { metadata: { name: "fixed" }, data: { a: "b" }, immutable: true },
  },
  {
    title: "a secret",
    path: inNamespace("secrets"),
    body: {
      metadata: { name: "opaque" },
      data: { a: "Yg==" },
      stringData: { c: "d" },
      type: "Opaque",
      immutable: false,
    },
  },
  {
    title: "an immutable secret",
    path: inNamespace("secrets"),
    body: { metadata: { name: "fixed" }, data: { a: "Yg==" }, immutable: true },
  },
  {
    title: "a TLS secret",
    path: inNamespace("secrets"),
    body: { metadata: { name: "tls" }, type: "kubernetes.io/tls", data: { "tls.crt": "YQ==", "tls.key": "YQ==" } },
  },
  {
    title: "a docker secret",
    path: inNamespace("secrets"),
    body: {
      metadata: { name: "docker" },
      type: "kubernetes.io/dockerconfigjson",
      stringData: { ".dockerconfigjson": "{}" },
    },
  },
  {
    title: "an old docker secret",
    path: inNamespace("secrets"),
    body: { metadata: { name: "dockercfg" }, type: "kubernetes.io/dockercfg", stringData: { ".dockercfg": "{}" } },
  },
  {
    title: "a secret for basic authentication",
    path: inNamespace("secrets"),
    body: { metadata: { name: "basic" }, type: "kubernetes.io/basic-auth", stringData: { username: "u" } },
  },
  {
    title: "a secret for SSH",
    path: inNamespace("secrets"),
    body: { metadata: { name: "ssh" }, type: "kubernetes.io/ssh-auth", stringData: { "ssh-privatekey": "u" } },
  },
  {
    title: "a secret for a service account",
    path: inNamespace("secrets"),
    body: {
      metadata: { name: "sa", annotations: { "kubernetes.io/service-account.name": "x" } },
      type: "kubernetes.io/service-account-token",
    },
    within: ["metadata.annotations", "type"],
  },
  {
    title: "a service",
    path: inNamespace("services"),
    body: {
      metadata: { name: "web" },
      spec: {
        type: "ClusterIP",
        selector: { app: "web" },
        ports: [
          { name: "http", port: 80, targetPort: 8080, protocol: "TCP", appProtocol: "http" },
          { name: "dns", port: 53, targetPort: "dns", protocol: "UDP" },
        ],
        sessionAffinity: "ClientIP",
        sessionAffinityConfig: { clientIP: { timeoutSeconds: 10 } },
        externalIPs: ["1.2.3.4"],
        internalTrafficPolicy: "Cluster",
        ipFamilyPolicy: "SingleStack",
        ipFamilies: ["IPv4"],
        publishNotReadyAddresses: true,
        trafficDistribution: "PreferClose",
      },
    },
  },
  {
    title: "a load balancer",
    path: inNamespace("services"),
    body: {
      metadata: { name: "balancer" },
      spec: {
        type: "LoadBalancer",
        selector: { app: "web" },
        ports: [{ port: 80 }],
        externalTrafficPolicy: "Local",
        loadBalancerSourceRanges: ["10.0.0.0/8"],
        loadBalancerIP: "1.2.3.4",
        loadBalancerClass: "example.com/lb",
        allocateLoadBalancerNodePorts: false,
      },
    },
  },
  {
    title: "a service on nodes",
    path: inNamespace("services"),
    body: {
      metadata: { name: "nodes" },
      spec: { type: "NodePort", ports: [{ port: 80, nodePort: 30010 }], externalTrafficPolicy: "Cluster" },
    },
  },
  {
    title: "a headless service",
    path: inNamespace("services"),
    body: { metadata: { name: "headless" }, spec: { clusterIP: "None", selector: { a: "b" } } },
  },
  {
    title: "an external service",
    path: inNamespace("services"),
    body: { metadata: { name: "external" }, spec: { type: "ExternalName", externalName: "a.example" } },
  },
  {
    title: "a namespace",
    path: "/api/v1/namespaces",
    body: { metadata: { name: "$ns-more" }, spec: { finalizers: ["example.com/mine"] } },
  },
  {
    title: "a node",
    path: "/api/v1/nodes",
    body: {
      metadata: { name: "$ns-node" },
      spec: {
        podCIDR: "10.1.0.0/24",
        podCIDRs: ["10.1.0.0/24"],
        providerID: "p://x",
        unschedulable: true,
        taints: [{ key: "k", value: "v", effect: "NoSchedule" }],
      },
    },
  },
  {
    title: "a persistent volume",
    path: "/api/v1/persistentvolumes",
    body: {
      metadata: { name: "$ns-volume" },
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce", "ReadOnlyMany"],
        persistentVolumeReclaimPolicy: "Retain",
        storageClassName: "fast",
        volumeMode: "Filesystem",
        mountOptions: ["ro"],
        nfs: { server: "s", path: "/p" },
        claimRef: { namespace: "x", name: "y" },
        nodeAffinity: {
          required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "In", values: ["b"] }] }] },
        },
      },
    },
  },
  {
    title: "a local volume",
    path: "/api/v1/persistentvolumes",
    body: {
      metadata: { name: "$ns-local" },
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOncePod"],
        local: { path: "/mnt", fsType: "ext4" },
        nodeAffinity: {
          required: { nodeSelectorTerms: [{ matchExpressions: [{ key: "a", operator: "In", values: ["b"] }] }] },
        },
      },
    },
  },
  {
    title: "a CSI volume",
    path: "/api/v1/persistentvolumes",
    body: {
      metadata: { name: "$ns-csi" },
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteMany"],
        csi: {
          driver: "d.example.com",
          volumeHandle: "h",
          readOnly: true,
          nodeStageSecretRef: { name: "a", namespace: "b" },
        },
      },
    },
  },
  {
    title: "a host volume",
    path: "/api/v1/persistentvolumes",
    body: {
      metadata: { name: "$ns-host" },
      spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteMany"], hostPath: { path: "/x", type: "" } },
    },
  },
  {
    title: "a claim",
    path: inNamespace("persistentvolumeclaims"),
    body: {
      metadata: { name: "claim" },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: "1Gi" } },
        storageClassName: "fast",
        volumeMode: "Filesystem",
        volumeName: "v",
        selector: { matchLabels: { a: "b" } },
        dataSource: { kind: "PersistentVolumeClaim", name: "other" },
      },
    },
  },
  {
    title: "a service account",
    path: inNamespace("serviceaccounts"),
    body: {
      metadata: { name: "robot" },
      automountServiceAccountToken: false,
      secrets: [{ name: "s" }],
      imagePullSecrets: [{ name: "p" }],
    },
  },
  {
    title: "endpoints",
    path: inNamespace("endpoints"),
    body: {
      metadata: { name: "web" },
      subsets: [
        {
          addresses: [{ ip: "10.0.0.1", hostname: "h", nodeName: "n", targetRef: { kind: "Pod", name: "p" } }],
          notReadyAddresses: [{ ip: "10.0.0.2" }],
          ports: [
            { name: "a", port: 80, protocol: "TCP", appProtocol: "http" },
            { name: "b", port: 81 },
          ],
        },
      ],
    },
  },
  {
    title: "a limit range",
    path: inNamespace("limitranges"),
    body: {
      metadata: { name: "limits" },
      spec: {
        limits: [
          {
            type: "Container",
            max: { cpu: "2", memory: "2Gi" },
            min: { cpu: "100m", memory: "1Mi" },
            default: { cpu: "500m", memory: "1Gi" },
            defaultRequest: { cpu: "200m", memory: "2Mi" },
            maxLimitRequestRatio: { cpu: "10" },
          },
          { type: "Pod", max: { cpu: "4" } },
          { type: "PersistentVolumeClaim", max: { storage: "4Gi" } },
        ],
      },
    },
  },
  {
    title: "a quota",
    path: inNamespace("resourcequotas"),
    body: {
      metadata: { name: "quota" },
      spec: {
        hard: { pods: "10", "requests.cpu": "4", "limits.memory": "1Gi" },
        scopes: ["NotTerminating"],
        scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: ["high"] }] },
      },
    },
  },
  {
    title: "an event",
    path: inNamespace("events"),
    body: {
      metadata: { name: "event" },
      involvedObject: { kind: "Pod", name: "p", namespace: "$ns", apiVersion: "v1" },
      reason: "Started",
      message: "m",
      type: "Normal",
      source: { component: "c", host: "h" },
      firstTimestamp: "2026-01-01T00:00:00Z",
      lastTimestamp: "2026-01-01T00:00:01Z",
      count: 2,
    },
  },
];
