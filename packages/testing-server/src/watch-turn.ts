import { setImmediate } from "node:timers/promises";

/** How long watches are written to before requests get their turn. */
const sliceMs = 5;

let sliceBegan: number | undefined;
let pause: Promise<void> | undefined;

/**
 * Whether a watch may be written to now: undefined, or what to wait for before asking again. An event that a thousand
 * clients watch takes tens of milliseconds to send, in which requests would stand still; so those who write stop every now
 * and then for what has come in meanwhile.
 */
export function watchTurn(): Promise<void> | undefined {
  if (pause) return pause;
  const now = performance.now();
  if (sliceBegan === undefined) {
    sliceBegan = now;
    // Whatever comes after this round of the event loop is another slice.
    void setImmediate().then(endSlice);
  }
  if (now - sliceBegan < sliceMs) return undefined;
  pause = setImmediate().then(endSlice);
  return pause;
}

function endSlice(): void {
  sliceBegan = undefined;
  pause = undefined;
}
