// Every kind's full object with one thing changed, for some of the things that can be; with all of them on demand.
import { mutationSequence } from "../mutations.ts";
import { objects as cluster } from "../objects/cluster.ts";
import { objects as core } from "../objects/core.ts";
import { objects as pods } from "../objects/pods.ts";
import { objects as workloads } from "../objects/workloads.ts";
import type { Sequence } from "../sequence.ts";

const objects = [...pods, ...core, ...workloads, ...cluster];

export const sequences: readonly Sequence[] = objects.map((object) => mutationSequence(object, 30));

/** About ten thousand requests. */
export const thorough: readonly Sequence[] = objects.map((object) => mutationSequence(object));
