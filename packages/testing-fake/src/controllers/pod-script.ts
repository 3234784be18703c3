import type { Handled } from "./writer.ts";

/**
 * What becomes of pods: plain data, which may come from a file. The first script that is about a pod is its own; a pod
 * without one gets a node, starts and is ready at once, and one of a Job ends well at once. Times are milliseconds of the
 * cluster's clock, and each counts from the step before.
 */
export interface PodScript {
  readonly namespace?: string | undefined;
  /** The beginning of its name. */
  readonly namePrefix?: string | undefined;
  /** Labels that it has, among others. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** The image of its first container. */
  readonly image?: string | undefined;
  /** Until it gets a node; default 0, `Infinity` is never. */
  readonly scheduleMs?: number | undefined;
  /** Until its containers run; default 0. */
  readonly startMs?: number | undefined;
  /** Its containers wait for good, for such a reason: `ImagePullBackOff`, `CreateContainerConfigError`. */
  readonly waiting?: { readonly reason: string; readonly message?: string | undefined } | undefined;
  /** Until it is ready; default 0, `Infinity` is never. */
  readonly readyMs?: number | undefined;
  /**
   * Its containers end, so many milliseconds after they have started, with this code. By its restartPolicy they are started
   * again, after 10 seconds and then twice as long each time up to 5 minutes, `times` times (default: always).
   */
  readonly exit?: PodExit | undefined;
  /** Until it is gone once it is deleted, if its grace period is not over before; default 0. */
  readonly stopMs?: number | undefined;
}

/** How the containers of a pod end. */
export interface PodExit {
  readonly afterMs?: number | undefined;
  readonly code: number;
  /** Such as `OOMKilled`; default `Completed` or `Error`. */
  readonly reason?: string | undefined;
  readonly times?: number | undefined;
}

/** The script of a pod. */
export function scriptFor(scripts: readonly PodScript[], pod: Handled): PodScript {
  const { namespace, name, labels = {}, ownerReferences = [] } = pod.metadata;
  const containers = pod.spec?.["containers"] as { image?: string }[] | undefined;
  const own = scripts.find(
    (script) =>
      (script.namespace === undefined || script.namespace === namespace) &&
      (script.namePrefix === undefined || name.startsWith(script.namePrefix)) &&
      (script.image === undefined || script.image === containers?.[0]?.image) &&
      Object.entries(script.labels ?? {}).every(([key, value]) => labels[key] === value),
  );
  if (own) return own;
  return ownerReferences.some(({ kind }) => kind === "Job") ? { exit: { code: 0 } } : {};
}
