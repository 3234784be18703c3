import type { FullObject } from "./full-object.ts";

const requirements = { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "1", memory: "128Mi" } };
const http = { path: "/", port: 8080, scheme: "HTTP", httpHeaders: [{ name: "X-A", value: "b" }] };
const probe = {
  initialDelaySeconds: 1,
  timeoutSeconds: 2,
  periodSeconds: 3,
  successThreshold: 1,
  failureThreshold: 4,
  terminationGracePeriodSeconds: 5,
};
const selector = {
  matchLabels: { app: "web" },
  matchExpressions: [
    { key: "tier", operator: "In", values: ["a", "b"] },
    { key: "old", operator: "DoesNotExist" },
  ],
};

const container = {
  name: "web",
  image: "web:1",
  command: ["run"],
  args: ["it"],
  workingDir: "/srv",
  ports: [
    { name: "http", containerPort: 8080, hostPort: 8080, protocol: "TCP", hostIP: "10.1.1.1" },
    { name: "dns", containerPort: 53, protocol: "UDP" },
  ],
  env: [
    { name: "PLAIN", value: "x" },
    { name: "FIELD", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } },
    {
      name: "RESOURCE",
      valueFrom: { resourceFieldRef: { containerName: "web", resource: "limits.cpu", divisor: "1m" } },
    },
    { name: "MAP", valueFrom: { configMapKeyRef: { name: "settings", key: "k", optional: true } } },
    { name: "SECRET", valueFrom: { secretKeyRef: { name: "secret", key: "k" } } },
  ],
  envFrom: [{ prefix: "A_", configMapRef: { name: "settings" } }, { secretRef: { name: "secret", optional: true } }],
  resources: requirements,
  resizePolicy: [{ resourceName: "cpu", restartPolicy: "NotRequired" }],
  volumeMounts: [
    { name: "scratch", mountPath: "/scratch", readOnly: true, subPath: "a/b", mountPropagation: "None" },
    { name: "settings", mountPath: "/settings", recursiveReadOnly: "Disabled", subPathExpr: "x" },
  ],
  volumeDevices: [{ name: "claim", devicePath: "/dev/x" }],
  livenessProbe: { httpGet: http, ...probe },
  readinessProbe: { tcpSocket: { port: "http", host: "h" }, ...probe, terminationGracePeriodSeconds: undefined },
  startupProbe: { exec: { command: ["true"] }, ...probe },
  lifecycle: {
    postStart: { exec: { command: ["true"] } },
    preStop: { sleep: { seconds: 5 } },
    stopSignal: "SIGTERM",
  },
  terminationMessagePath: "/dev/log",
  terminationMessagePolicy: "File",
  imagePullPolicy: "Always",
  securityContext: {
    capabilities: { add: ["NET_ADMIN"], drop: ["ALL"] },
    privileged: false,
    runAsUser: 1000,
    runAsGroup: 1000,
    runAsNonRoot: true,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    procMount: "Default",
    seLinuxOptions: { level: "s0" },
    seccompProfile: { type: "RuntimeDefault" },
    appArmorProfile: { type: "Localhost", localhostProfile: "p" },
  },
  stdin: true,
  stdinOnce: true,
  tty: true,
};

const podSpec = {
  restartPolicy: "Always",
  terminationGracePeriodSeconds: 30,
  activeDeadlineSeconds: 100,
  dnsPolicy: "ClusterFirst",
  nodeSelector: { disk: "ssd" },
  serviceAccountName: "robot",
  automountServiceAccountToken: false,
  shareProcessNamespace: true,
  hostname: "h",
  subdomain: "s",
  schedulerName: "default-scheduler",
  os: { name: "linux" },
  enableServiceLinks: true,
  preemptionPolicy: "PreemptLowerPriority",
  setHostnameAsFQDN: false,
  hostUsers: true,
  securityContext: {
    fsGroup: 1,
    fsGroupChangePolicy: "Always",
    runAsUser: 1,
    runAsGroup: 1,
    runAsNonRoot: true,
    supplementalGroups: [1, 2],
    supplementalGroupsPolicy: "Merge",
    sysctls: [{ name: "kernel.shm_rmid_forced", value: "0" }],
    seccompProfile: { type: "Localhost", localhostProfile: "a/b" },
    appArmorProfile: { type: "RuntimeDefault" },
    seLinuxOptions: { level: "s0" },
  },
  imagePullSecrets: [{ name: "pull" }],
  hostAliases: [{ ip: "10.0.0.1", hostnames: ["a.example"] }],
  dnsConfig: { nameservers: ["1.2.3.4"], searches: ["a.example"], options: [{ name: "ndots", value: "2" }] },
  readinessGates: [{ conditionType: "example.com/ready" }],
  schedulingGates: [{ name: "example.com/gate" }],
  tolerations: [
    { key: "k", operator: "Equal", value: "v", effect: "NoExecute", tolerationSeconds: 10 },
    { key: "e", operator: "Exists", effect: "NoSchedule" },
  ],
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      minDomains: 2,
      topologyKey: "zone",
      whenUnsatisfiable: "DoNotSchedule",
      labelSelector: selector,
      nodeAffinityPolicy: "Honor",
      nodeTaintsPolicy: "Ignore",
      matchLabelKeys: ["hash"],
    },
  ],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          {
            matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }],
            matchFields: [{ key: "metadata.name", operator: "NotIn", values: ["n"] }],
          },
        ],
      },
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 10, preference: { matchExpressions: [{ key: "cores", operator: "Gt", values: ["3"] }] } },
      ],
    },
    podAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: "zone", namespaces: ["other"], labelSelector: selector, namespaceSelector: {} },
      ],
    },
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, podAffinityTerm: { topologyKey: "host", labelSelector: selector } },
      ],
    },
  },
  initContainers: [
    { name: "init", image: "init:1", volumeMounts: [{ name: "scratch", mountPath: "/x" }] },
    { name: "side", image: "side:1", restartPolicy: "Always", livenessProbe: { grpc: { port: 1, service: "s" } } },
  ],
  containers: [container, { name: "other", image: "other:1" }],
  volumes: [
    { name: "scratch", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
    {
      name: "settings",
      configMap: { name: "settings", defaultMode: 420, items: [{ key: "k", path: "a/b", mode: 256 }] },
    },
    { name: "claim", persistentVolumeClaim: { claimName: "claim", readOnly: true } },
  ],
};

const volumes = [
  {
    name: "secret",
    secret: { secretName: "s", defaultMode: 256, items: [{ key: "k", path: "p", mode: 1 }], optional: true },
  },
  { name: "host", hostPath: { path: "/var", type: "Directory" } },
  { name: "nfs", nfs: { server: "s", path: "/p", readOnly: true } },
  {
    name: "csi",
    csi: { driver: "d.example.com", readOnly: true, volumeAttributes: { a: "b" }, nodePublishSecretRef: { name: "s" } },
  },
  {
    name: "projected",
    projected: {
      defaultMode: 420,
      sources: [
        { secret: { name: "s", items: [{ key: "a", path: "a" }] } },
        { configMap: { name: "c", items: [{ key: "b", path: "b" }] } },
        { serviceAccountToken: { path: "token", expirationSeconds: 3600, audience: "x" } },
        {
          downwardAPI: {
            items: [
              { path: "labels", fieldRef: { apiVersion: "v1", fieldPath: "metadata.labels" } },
              { path: "cpu", resourceFieldRef: { containerName: "a", resource: "limits.cpu", divisor: "1" } },
            ],
          },
        },
      ],
    },
  },
  {
    name: "downward",
    downwardAPI: {
      defaultMode: 1,
      items: [{ path: "x", mode: 1, fieldRef: { apiVersion: "v1", fieldPath: "metadata.annotations['a.b/c']" } }],
    },
  },
  {
    name: "ephemeral",
    ephemeral: {
      volumeClaimTemplate: {
        metadata: { labels: { a: "b" } },
        spec: {
          accessModes: ["ReadWriteOnce"],
          resources: { requests: { storage: "1Gi" } },
          storageClassName: "fast",
          volumeMode: "Filesystem",
        },
      },
    },
  },
  {
    name: "iscsi",
    iscsi: {
      targetPortal: "p",
      iqn: "iqn.2001-04.com.example:storage",
      lun: 0,
      chapAuthSession: true,
      secretRef: { name: "s" },
    },
  },
  { name: "fc", fc: { targetWWNs: ["a"], lun: 2 } },
  { name: "image", image: { reference: "r:1", pullPolicy: "Always" } },
];

export const podTemplate: object = {
  metadata: { labels: { app: "web" } },
  spec: { containers: [{ name: "web", image: "web:1" }] },
};

export const objects: readonly FullObject[] = [
  {
    title: "a pod",
    path: "/api/v1/namespaces/$ns/pods",
    body: { metadata: { name: "full", labels: { app: "web" } }, spec: podSpec },
  },
  {
    title: "a pod with volumes",
    path: "/api/v1/namespaces/$ns/pods",
    body: {
      metadata: { name: "volumes" },
      spec: { serviceAccountName: "a", containers: [{ name: "a", image: "a" }], volumes },
    },
    within: ["spec.volumes"],
  },
  {
    title: "a pod on the host",
    path: "/api/v1/namespaces/$ns/pods",
    body: {
      metadata: { name: "host", annotations: { "controller.kubernetes.io/pod-deletion-cost": "1" } },
      spec: {
        hostNetwork: true,
        hostPID: true,
        hostIPC: true,
        nodeName: "n",
        containers: [{ name: "a", image: "a", ports: [{ containerPort: 1 }] }],
      },
    },
  },
  {
    title: "a pod template",
    path: "/api/v1/namespaces/$ns/podtemplates",
    body: { metadata: { name: "template" }, template: podTemplate },
  },
  {
    title: "a replication controller",
    path: "/api/v1/namespaces/$ns/replicationcontrollers",
    body: {
      metadata: { name: "rc" },
      spec: { replicas: 2, minReadySeconds: 1, selector: { app: "web" }, template: podTemplate },
    },
  },
];
