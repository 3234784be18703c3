import type { JsonObject } from "../json.ts";
import { timestamp, type ServerState } from "../storage/server-state.ts";
import { withConditions, type Condition } from "./conditions.ts";
import { scriptFor, type PodScript } from "./pod-script.ts";
import type { Pod } from "./replica-sets.ts";
import { isLeaving, writerOf, type Handled } from "./writer.ts";

const firstBackoffMs = 10_000;
const longestBackoffMs = 300_000;

/** Where a pod stands: one step follows the other when its timer fires. */
interface Life {
  restarts: number;
  /** Of the container's last run. */
  lastState: JsonObject | undefined;
  startedAt: string | undefined;
  stopping: boolean;
  timers: Disposable[];
}

/**
 * Plays scheduler and kubelet for all pods, by their scripts: gives them a node, starts them, makes them ready, ends and
 * restarts their containers, and removes them when they are deleted.
 */
export function startPods(state: ServerState, scripts: readonly PodScript[]): Disposable {
  const { clock } = state;
  const pods = writerOf<Pod>(state, "", "pods", "kubelet");
  const nodes = writerOf(state, "", "nodes");
  const lives = new Map<string, Life>();
  let addresses = 0;

  const after = (
    uid: string,
    life: Life,
    ms: number,
    step: (pod: Pod) => void,
    at: { namespace?: string; name: string },
  ): void => {
    if (ms === Infinity) return;
    const go = (): void => {
      const pod = pods.get(at.namespace, at.name);
      if (pod?.metadata.uid === uid && lives.get(uid) === life) step(pod);
    };
    // At once where nothing is to pass: whoever reads next sees it.
    if (ms <= 0) go();
    else life.timers.push(clock.setTimer(ms, go));
  };
  const next = (pod: Pod, ms: number, step: (pod: Pod) => void): void => {
    const { uid, namespace, name } = pod.metadata;
    const life = lives.get(uid);
    if (life) after(uid, life, ms, step, { name, ...(namespace !== undefined && { namespace }) });
  };

  const schedule = (pod: Pod): void => {
    if (pod.spec.nodeName) return start(pod);
    const free = nodes.list().filter((node) => node.spec?.["unschedulable"] !== true);
    // A cluster without nodes has one all the same, so that nobody has to make one to see a pod run.
    const node = free[Math.floor(state.random() * free.length)]?.metadata.name ?? "node-1";
    const { namespace, name } = pod.metadata;
    const key = `${namespace}/${name}`;
    const stored = state.store.get(pods.collection, key);
    if (!stored) return;
    const spec = { ...(stored["spec"] as JsonObject), nodeName: node };
    const status = {
      ...pod.status,
      conditions: withConditions(pod.status["conditions"], timestamp(clock), [
        { type: "PodScheduled", status: "True" },
      ]),
    };
    state.store.put(pods.collection, key, { ...stored, metadata: { ...stored.metadata }, spec, status });
  };

  const start = (pod: Pod): void => {
    const script = scriptFor(scripts, pod);
    next(pod, script.startMs ?? 0, (current) => {
      const { waiting } = script;
      if (waiting)
        write(
          current,
          "Pending",
          { waiting: { reason: waiting.reason, ...(waiting.message !== undefined && { message: waiting.message }) } },
          false,
        );
      else run(current);
    });
  };

  const run = (pod: Pod): void => {
    const script = scriptFor(scripts, pod);
    const life = lives.get(pod.metadata.uid);
    if (!life) return;
    const startedAt = timestamp(clock);
    life.startedAt = startedAt;
    const { exit, readyMs = 0 } = script;
    const ends = exit && life.restarts < (exit.times ?? Infinity);
    write(pod, "Running", { running: { startedAt } }, readyMs <= 0 && !(ends && (exit.afterMs ?? 0) <= 0));
    if (readyMs > 0)
      next(
        pod,
        readyMs,
        (current) => life.startedAt === startedAt && write(current, "Running", { running: { startedAt } }, true),
      );
    if (ends) next(pod, exit.afterMs ?? 0, (current) => life.startedAt === startedAt && end(current, life, exit));
  };

  const end = (
    pod: Pod,
    life: Life,
    { code, reason = code === 0 ? "Completed" : "Error" }: NonNullable<PodScript["exit"]>,
  ): void => {
    const terminated = { exitCode: code, reason, startedAt: life.startedAt, finishedAt: timestamp(clock) };
    life.startedAt = undefined;
    const policy = pod.spec["restartPolicy"] ?? "Always";
    if (policy === "Never" || (policy === "OnFailure" && code === 0)) {
      write(pod, code === 0 ? "Succeeded" : "Failed", { terminated }, false);
      return;
    }
    const backoff = Math.min(firstBackoffMs * 2 ** life.restarts, longestBackoffMs);
    life.lastState = { terminated };
    const message = `back-off ${backoff / 1000}s restarting failed container`;
    write(pod, "Running", { waiting: { reason: "CrashLoopBackOff", message } }, false);
    next(pod, backoff, (current) => {
      life.restarts++;
      run(current);
    });
  };

  const stop = (pod: Pod): void => {
    const life = lives.get(pod.metadata.uid);
    if (!life || life.stopping) return;
    life.stopping = true;
    for (const timer of life.timers.splice(0)) timer[Symbol.dispose]();
    const grace = (pod.metadata.deletionGracePeriodSeconds ?? 0) * 1000;
    next(pod, Math.min(scriptFor(scripts, pod).stopMs ?? 0, grace), (current) => pods.delete(current, 0));
  };

  const write = (pod: Pod, phase: string, containerState: JsonObject, ready: boolean): void => {
    const life = lives.get(pod.metadata.uid);
    if (!life || pod.metadata.deletionTimestamp) return;
    const now = timestamp(clock);
    const ended = phase === "Succeeded" || phase === "Failed";
    const unready = ended
      ? { reason: phase === "Succeeded" ? "PodCompleted" : "PodFailed" }
      : { reason: "ContainersNotReady" };
    const readiness = (type: string): Condition => ({ type, status: ready ? "True" : "False", ...(!ready && unready) });
    const conditions: Condition[] = [
      { type: "PodReadyToStartContainers", status: ended ? "False" : "True" },
      { type: "Initialized", status: "True" },
      readiness("Ready"),
      readiness("ContainersReady"),
      { type: "PodScheduled", status: "True" },
    ];
    const address = pod.status["podIP"] ?? `10.244.${(++addresses >> 8) & 255}.${addresses & 255}`;
    pods.updateStatus(pod, {
      ...pod.status,
      observedGeneration: pod.metadata.generation,
      phase,
      conditions: withConditions(pod.status["conditions"], now, conditions),
      startTime: pod.status["startTime"] ?? now,
      hostIP: "192.168.0.1",
      hostIPs: [{ ip: "192.168.0.1" }],
      podIP: address,
      podIPs: [{ ip: address }],
      containerStatuses: statuses(pod, containerState, ready, life),
    });
  };

  const look = (pod: Pod): void => {
    const { uid } = pod.metadata;
    if (isLeaving(pod)) {
      if (!lives.has(uid))
        lives.set(uid, { restarts: 0, lastState: undefined, startedAt: undefined, stopping: false, timers: [] });
      return stop(pod);
    }
    const phase = pod.status.phase ?? "Pending";
    const known = lives.get(uid);
    if (!known) {
      // One that a test has brought along as it is to be is left so.
      if (phase !== "Pending") return;
      lives.set(uid, { restarts: 0, lastState: undefined, startedAt: undefined, stopping: false, timers: [] });
      if (pod.spec.nodeName) start(pod);
      else next(pod, scriptFor(scripts, pod).scheduleMs ?? 0, schedule);
      return;
    }
    if (pod.spec.nodeName && phase === "Pending" && !placed.has(uid)) start(pod);
    if (pod.spec.nodeName) placed.add(uid);
  };
  const placed = new Set<string>();

  const subscription = state.store.subscribe((event) => {
    if (event.collection !== pods.collection) return;
    const { uid } = event.object.metadata;
    if (event.type !== "DELETED") return look(pods.of(event));
    for (const timer of lives.get(uid)?.timers ?? []) timer[Symbol.dispose]();
    lives.delete(uid);
    placed.delete(uid);
  });
  for (const pod of pods.list()) look(pod);
  return {
    [Symbol.dispose]() {
      subscription[Symbol.dispose]();
      for (const { timers } of lives.values()) for (const timer of timers) timer[Symbol.dispose]();
    },
  };
}

function statuses(
  pod: Handled,
  containerState: JsonObject,
  ready: boolean,
  { restarts, lastState }: Life,
): JsonObject[] {
  const containers = (pod.spec?.["containers"] ?? []) as { name: string; image?: string }[];
  return containers.map(({ name, image = "" }) => ({
    name,
    state: containerState,
    lastState: lastState ?? {},
    ready,
    restartCount: restarts,
    image,
    imageID: image,
    containerID:
      "running" in containerState || "terminated" in containerState ? `fake://${pod.metadata.uid}-${name}` : "",
    started: "running" in containerState,
  }));
}
