import { matchesRequest, type AskedResource } from "../cluster/request-match.ts";
import { concerns, type Fault, type FaultEffect } from "./fault.ts";

/** What befalls one request. */
export interface Strike {
  readonly delayMs: number;
  readonly effect: FaultEffect | undefined;
}

/** Faults that are still to come, in the order in which they were added. */
export interface FaultScript {
  add(fault: Fault): Disposable;
  /** What befalls this request, which counts; undefined is nothing. */
  strike(asked: AskedResource): Strike | undefined;
}

interface Pending {
  readonly fault: Fault;
  readonly random: () => number;
  passing: number;
  left: number;
}

/** `random` decides about faults without a seed of their own. */
export function createFaultScript(random: () => number): FaultScript {
  const script = new Set<Pending>();
  return {
    add(fault) {
      const own = { ...fault };
      const pending: Pending = {
        fault: own,
        random: own.seed === undefined ? random : seeded(own.seed),
        passing: own.after ?? 0,
        left: own.times ?? 1,
      };
      script.add(pending);
      return { [Symbol.dispose]: () => void script.delete(pending) };
    },
    strike(asked) {
      let delayMs = 0;
      let struck = false;
      for (const pending of script) {
        const { fault } = pending;
        if (!concerns(fault.with, asked.verb) || !matchesRequest(fault, asked) || !hits(pending)) continue;
        if (--pending.left <= 0) script.delete(pending);
        struck = true;
        delayMs += fault.delayMs ?? 0;
        if (fault.with !== undefined) return { delayMs, effect: fault.with };
      }
      return struck ? { delayMs, effect: undefined } : undefined;
    },
  };
}

function hits(pending: Pending): boolean {
  if (pending.passing > 0) {
    pending.passing--;
    return false;
  }
  const { probability = 1 } = pending.fault;
  return probability >= 1 || pending.random() < probability;
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
