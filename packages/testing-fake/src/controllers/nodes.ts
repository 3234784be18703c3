import { formatMicroTime } from "@kubets/apimachinery";
import type { JsonObject } from "../json.ts";
import { timestamp, type ServerState } from "../storage/server-state.ts";
import { withConditions, type Condition } from "./conditions.ts";
import { writerOf, type Handled } from "./writer.ts";

const leaseSeconds = 40;
const renewEveryMs = 10_000;
/** A kubelet says how its node is at least so often. */
const reportEveryMs = 300_000;

const pressures = [
  ["MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
] as const;

/**
 * Keeps nodes alive: those that it makes, `node-1` and so on, and all that others make. Each is Ready and renews its Lease
 * in `kube-node-lease` every 10 seconds. A node with the annotation `kubets.dev/silent: "true"` gives no more signs of life.
 */
export function startNodes(state: ServerState, count: number): Disposable {
  const { clock } = state;
  const nodes = writerOf(state, "", "nodes", "kubelet");
  const leases = writerOf<Handled & { spec: JsonObject }>(state, "coordination.k8s.io", "leases", "kubelet");
  const namespace = "kube-node-lease";

  const isSilent = ({ metadata }: Handled): boolean => metadata.annotations?.["kubets.dev/silent"] === "true";

  const report = (node: Handled): void => {
    const now = timestamp(clock);
    const conditions: Condition[] = [
      ...pressures.map(([type, reason, message]): Condition => ({ type, status: "False", reason, message })),
      { type: "Ready", status: "True", reason: "KubeletReady", message: "kubelet is posting ready status" },
    ];
    const amounts = { cpu: "8", memory: "32Gi", pods: "110" };
    const { metadata, status = {} } = node;
    nodes.updateStatus(node, {
      capacity: amounts,
      allocatable: amounts,
      addresses: [
        { type: "InternalIP", address: "192.168.0.1" },
        { type: "Hostname", address: metadata.name },
      ],
      nodeInfo: { ...emptyInfo, kubeletVersion: "v1.37.1", operatingSystem: "linux", architecture: "amd64" },
      ...status,
      conditions: withConditions(status["conditions"], now, conditions).map((condition) => ({
        ...condition,
        lastHeartbeatTime: now,
      })),
    });
  };

  const renew = (node: Handled): void => {
    const { name, uid } = node.metadata;
    const renewTime = formatMicroTime(clock.now());
    const known = leases.get(namespace, name);
    const spec = { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime };
    const ownerReferences = [{ apiVersion: "v1", kind: "Node", name, uid }];
    if (known) leases.update(known, (lease) => (lease.spec = { ...lease.spec, ...spec }));
    else leases.create(namespace, { metadata: { name, ownerReferences }, spec });
  };

  const beat = (reports: boolean): void => {
    for (const node of nodes.list()) {
      if (isSilent(node)) continue;
      renew(node);
      if (reports) report(node);
    }
  };

  for (let index = 1; index <= count; index++) {
    const name = `node-${index}`;
    if (nodes.get(undefined, name)) continue;
    const labels = { "kubernetes.io/hostname": name, "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64" };
    nodes.create(undefined, { metadata: { name, labels }, spec: {} });
  }
  const subscription = state.store.subscribe((event) => {
    if (event.collection !== nodes.collection || event.type !== "ADDED") return;
    const node = nodes.of(event);
    renew(node);
    report(node);
  });
  beat(true);

  let reported = clock.monotonicNow();
  const schedule = (): Disposable =>
    clock.setTimer(renewEveryMs, () => {
      const due = clock.monotonicNow() - reported >= reportEveryMs;
      if (due) reported = clock.monotonicNow();
      beat(due);
      timer = schedule();
    });
  let timer = schedule();
  return {
    [Symbol.dispose]() {
      subscription[Symbol.dispose]();
      timer[Symbol.dispose]();
    },
  };
}

const emptyInfo = {
  machineID: "",
  systemUUID: "",
  bootID: "",
  kernelVersion: "",
  osImage: "",
  containerRuntimeVersion: "",
  kubeProxyVersion: "",
};
