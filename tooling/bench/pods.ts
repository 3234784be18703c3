/** Pods as a Deployment makes them, the same for the same index: about 7 KB, 40 % of it managedFields. */
export function createPod(index: number, resourceVersion = 1000 + index, typed = false): object {
  const namespace = `team-${index % 10}-stage-${index % 3}`;
  const app = `app-${index % 50}`;
  const hash = (index * 2654435761).toString(16).slice(0, 10).padStart(10, "0");
  const name = `${app}-${hash}-${(index % 46656).toString(36).padStart(5, "0")}`;
  const containers = Array.from({ length: index % 8 === 0 ? 2 : 1 }, (_, number) => container(app, number, index));
  return {
    ...(typed ? { kind: "Pod", apiVersion: "v1" } : {}),
    metadata: {
      name,
      generateName: `${app}-${hash}-`,
      namespace,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      resourceVersion: String(resourceVersion),
      creationTimestamp: "2026-01-01T00:00:00Z",
      labels: { app, "pod-template-hash": hash, team: `team-${index % 10}`, stage: `stage-${index % 3}`, tier: "web" },
      annotations: { "example.com/checksum": `${hash}${hash}${hash}${hash}` },
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: `${app}-${hash}`,
          uid: `rs-${hash}`,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
      managedFields: [
        managed(
          "kube-controller-manager",
          containers.map((each) => each.name),
        ),
        {
          ...managed(
            "kubelet",
            containers.map((each) => each.name),
          ),
          subresource: "status",
        },
      ],
    },
    spec: {
      volumes: [
        { name: "config", configMap: { name: `${app}-config`, defaultMode: 420 } },
        {
          name: "token",
          projected: {
            sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: "token" } }],
            defaultMode: 420,
          },
        },
      ],
      containers,
      restartPolicy: "Always",
      terminationGracePeriodSeconds: 30,
      dnsPolicy: "ClusterFirst",
      serviceAccountName: app,
      nodeName: `node-${index % 160}`,
      schedulerName: "default-scheduler",
      tolerations: [
        { key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
        { key: "node.kubernetes.io/unreachable", operator: "Exists", effect: "NoExecute", tolerationSeconds: 300 },
      ],
    },
    status: {
      phase: "Running",
      conditions: ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"].map(
        (type) => ({
          type,
          status: "True",
          lastProbeTime: null,
          lastTransitionTime: "2026-01-01T00:00:10Z",
        }),
      ),
      hostIP: `10.1.${index % 160}.1`,
      podIP: `10.2.${index % 250}.${index % 200}`,
      startTime: "2026-01-01T00:00:01Z",
      containerStatuses: containers.map(({ name, image }) => ({
        name,
        state: { running: { startedAt: "2026-01-01T00:00:09Z" } },
        lastState: {},
        ready: true,
        restartCount: index % 3,
        image,
        imageID: `${image}@sha256:${hash.repeat(6)}`,
        containerID: `containerd://${hash.repeat(6)}`,
        started: true,
      })),
      qosClass: "Burstable",
    },
  };
}

function container(
  app: string,
  number: number,
  index: number,
): { name: string; image: string } & Record<string, unknown> {
  const probe = {
    httpGet: { path: "/healthz", port: 8080, scheme: "HTTP" },
    timeoutSeconds: 1,
    periodSeconds: 10,
    failureThreshold: 3,
  };
  return {
    name: number === 0 ? "main" : `side-${number}`,
    image: `registry.example.com/${app}:1.${index % 40}.0`,
    ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
    env: [
      { name: "LOG_LEVEL", value: "info" },
      { name: "POD_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } },
    ],
    resources: { limits: { memory: "256Mi" }, requests: { cpu: "100m", memory: "128Mi" } },
    volumeMounts: [{ name: "config", readOnly: true, mountPath: "/etc/config" }],
    ...(index % 2 === 0 ? { readinessProbe: probe } : {}),
    ...(index % 4 === 0 ? { livenessProbe: probe } : {}),
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
    imagePullPolicy: "IfNotPresent",
  };
}

function managed(manager: string, names: readonly string[]): Record<string, unknown> {
  const fields = [
    "image",
    "imagePullPolicy",
    "name",
    "resources",
    "terminationMessagePath",
    "terminationMessagePolicy",
    "env",
    "ports",
    "volumeMounts",
  ];
  const tree = (prefix: string): object =>
    Object.fromEntries(
      names.map((name) => [
        `k:{"name":"${name}"}`,
        {
          ".": {},
          ...Object.fromEntries(
            fields.map((field) => [
              `f:${field}`,
              { ".": {}, [`k:{"name":"${prefix}-${field}"}`]: { ".": {}, "f:name": {}, "f:value": {} } },
            ]),
          ),
        },
      ]),
    );
  return {
    manager,
    operation: "Update",
    apiVersion: "v1",
    time: "2026-01-01T00:00:10Z",
    fieldsType: "FieldsV1",
    fieldsV1: {
      "f:metadata": {
        "f:generateName": {},
        "f:labels": { ".": {}, "f:app": {}, "f:pod-template-hash": {}, "f:team": {} },
        "f:ownerReferences": {},
      },
      "f:spec": { "f:containers": tree(manager), "f:dnsPolicy": {}, "f:restartPolicy": {}, "f:schedulerName": {} },
    },
  };
}
