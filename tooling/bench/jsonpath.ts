import { deepStrictEqual } from "node:assert/strict";
import { parseJsonPath } from "@kubets/jsonpath";
import { JSONPath } from "jsonpath-plus";
import { createPod } from "./pods.ts";
import { median, printTable, type Row } from "./table.ts";

const pods = 1000;
const rounds = 7;

const list = { kind: "List", items: Array.from({ length: pods }, (_, index) => createPod(index)) };

/** One question in both dialects, and how often it is asked in one round. */
interface Question {
  readonly title: string;
  readonly ours: string;
  readonly theirs: string;
  readonly data: object;
  readonly times: number;
}

const questions: readonly Question[] = [
  {
    title: "a field of one pod",
    ours: "{.metadata.name}",
    theirs: "$.metadata.name",
    data: list.items[0] ?? {},
    times: 20_000,
  },
  {
    title: "a field of 1000 pods",
    ours: "{.items[*].metadata.name}",
    theirs: "$.items[*].metadata.name",
    data: list,
    times: 50,
  },
  {
    title: "a filter over 1000 pods",
    ours: "{.items[?(@.status.phase=='Running')].metadata.name}",
    theirs: "$.items[?(@.status.phase=='Running')].metadata.name",
    data: list,
    times: 10,
  },
  { title: "any depth in 1000 pods", ours: "{..image}", theirs: "$..image", data: list, times: 2 },
];

/** Expressions a second over the same data, beside jsonpath-plus: read once and asked often, and read for each answer. */
export function benchJsonPath(): void {
  const variants: Readonly<Record<string, (question: Question) => () => unknown>> = {
    "kubets, read once": ({ ours, data }) => {
      const path = parseJsonPath(ours);
      return () => path.find(data)[0];
    },
    "kubets, read each time": ({ ours, data }) => {
      return () => parseJsonPath(ours).find(data)[0];
    },
    // It keeps what it has read by itself.
    "jsonpath-plus": ({ theirs, data }) => {
      return () => JSONPath<unknown>({ path: theirs, json: data });
    },
  };
  for (const question of questions) {
    const asking = Object.values(variants).map((variant) => variant(question));
    for (const ask of asking) deepStrictEqual(ask(), asking[0]?.());
    const measured = asking.map((): number[] => []);
    // Rounds alternate, so that noise meets all alike; the first one warms up.
    for (let round = 0; round < rounds; round += 1) {
      for (const [index, ask] of asking.entries()) {
        const started = performance.now();
        for (let time = 0; time < question.times; time += 1) ask();
        if (round > 0) measured[index]?.push((question.times / (performance.now() - started)) * 1000);
      }
    }
    // A table for each question, as soon as there is one: asking all of them takes a while.
    const rates = measured.map((values) => median(values));
    const theirs = rates.at(-1) ?? Number.NaN;
    const rows = Object.keys(variants).map((variant, index): Row => {
      const rate = rates[index] ?? Number.NaN;
      return { variant, [`${question.title}/s`]: Math.round(rate), "of jsonpath-plus": (rate / theirs).toFixed(2) };
    });
    printTable(rows);
  }
}
