import type { Run, Step, Values } from "./steps.ts";

/**
 * Finds what each part of a template names: one list for each text and each pair of braces, and one for each turn of a
 * range. Throws a `JsonPathError`.
 */
export function evaluate(steps: readonly Step[], data: unknown, allowMissingKeys: boolean): Values[] {
  const run: Run = { allowMissingKeys, begun: 0, ended: 0, depth: 0 };
  /** The step that ended a range last. */
  let lastEnd = -1;

  /** The steps from one on, up to the end of the range that they are in. */
  const walk = (from: number, value: unknown): Values[] => {
    const found: Values[] = [];
    for (let index = from; index < steps.length; index++) {
      const values = steps[index]?.([value ?? undefined], run) ?? [];
      if (run.ended > 0 && run.ended <= run.depth) {
        run.ended--;
        lastEnd = index;
        break;
      }
      if (run.begun === 0) {
        found.push(values);
        continue;
      }
      run.begun--;
      run.depth++;
      // A range over nothing is walked too, to find its end, and what it finds is dropped.
      if (values.length === 0) walk(index + 1, undefined);
      for (const each of values) for (const list of walk(index + 1, each)) found.push(list);
      run.depth--;
      if (lastEnd > index) index = lastEnd;
    }
    return found;
  };
  return walk(0, data);
}
