import { goQuote } from "../go-text.ts";
import { semanticallyEqual } from "../json.ts";
import { internalLines } from "./internal-form.ts";
import type { Part } from "./part.ts";
import { checkPod } from "./pods.ts";
import { unifiedDiff } from "./text-diff.ts";

/** Ephemeral containers are added; one that is there stays, and stays as it is. */
export function checkEphemeralContainersUpdate(pod: Part, old: Part): void {
  checkPod(pod);
  if (old.in("metadata", "annotations").entry("kubernetes.io/config.mirror").present) {
    pod.problems.length = 0;
    pod.forbid("static pods do not support ephemeral containers");
    return;
  }
  const containers = pod.in("spec", "ephemeralContainers");
  for (const before of old.in("spec", "ephemeralContainers").items) {
    const name = before.get("name").text;
    const now = containers.items.find((container) => container.get("name").text === name);
    const existing = `existing ephemeral containers ${goQuote(name)} may not be`;
    if (!now) containers.forbid(`${existing} removed\n`);
    else if (!semanticallyEqual(now.value, before.value)) {
      const [was, is] = [before, now].map(({ value }) => internalLines("EphemeralContainer", value));
      containers.forbid(`${existing} changed\n${unifiedDiff(was ?? [], is ?? [])}`);
    }
  }
}
