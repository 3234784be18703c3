import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { JsonPathError, parseJsonPath, relaxedTemplate } from "./index.ts";

/** What client-go answered. */
interface Answer {
  readonly data: string;
  readonly template: string;
  /** Absent: both ways give this answer. */
  readonly allowMissingKeys?: boolean;
  readonly error?: string;
  /** The order depends on that of Go's maps, which is random. */
  readonly unordered?: boolean;
  readonly found?: readonly (readonly unknown[])[];
  readonly text?: string;
  readonly json?: string;
}

/** Written by tooling/oracles/jsonpath. KUBETS_JSONPATH_ANSWERS names a larger file of the same form. */
const file = process.env["KUBETS_JSONPATH_ANSWERS"] ?? new URL("../testdata/answers.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as {
  readonly data: Readonly<Record<string, unknown>>;
  readonly answers: readonly Answer[];
  readonly relaxed: readonly { readonly expression: string; readonly template?: string; readonly error?: string }[];
};

/** What this package answers, in the same shape. */
function ask({ data, template }: Answer, allowMissingKeys: boolean): Answer {
  const asked = { data, template };
  try {
    const path = parseJsonPath(template, { allowMissingKeys });
    const found = path.find(golden.data[data]).map((values) => values.map((value) => value ?? absentOr(value)));
    return { ...asked, found, text: path.print(golden.data[data]), json: path.printJson(golden.data[data]) };
  } catch (error) {
    if (error instanceof JsonPathError) return { ...asked, error: error.problem };
    throw error;
  }
}

function absentOr(value: unknown): unknown {
  return value === undefined ? { $absent: true } : value;
}

/** JSON with the fields in order, for comparing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}

function sortedTexts(texts: string[]): string[] {
  return texts.toSorted((one, other) => (one < other ? -1 : 1));
}

/** Without an order, for what has none. */
function sorted(found: Answer["found"] = []): string[] {
  return sortedTexts(found.map((values) => sortedTexts(values.map(canonical)).join(" ")));
}

function check(answer: Answer, allowMissingKeys: boolean): void {
  const actual = ask(answer, allowMissingKeys);
  const shown = JSON.stringify({ ...answer, allowMissingKeys });
  // Where client-go has no answer, any will do, or a JsonPathError.
  if (answer.error === "panic") return;
  if (answer.unordered) {
    // Which error is met first depends on the order too.
    expect(actual.error === undefined, shown).toBe(answer.error === undefined);
    return expect(sorted(actual.found), shown).toEqual(sorted(answer.found));
  }
  expect(actual.error, shown).toBe(answer.error);
  if (answer.error !== undefined) return;
  expect(canonical(actual.found), shown).toBe(canonical(answer.found ?? []));
  expect(actual.text, shown).toBe(answer.text ?? "");
  if (answer.json !== undefined) expect(actual.json, shown).toBe(answer.json);
}

describe("client-go's answers", () => {
  it("are at least 500, most of them not errors", () => {
    expect(golden.answers.length).toBeGreaterThan(500);
    expect(golden.answers.filter(({ error }) => error === undefined).length).toBeGreaterThan(500);
  });

  for (const data of Object.keys(golden.data)) {
    const answers = golden.answers.filter((answer) => answer.data === data);
    it(`are ours for ${answers.length} templates over "${data}" (F165)`, () => {
      const failures: string[] = [];
      for (const answer of answers) {
        const ways = answer.allowMissingKeys === undefined ? [false, true] : [answer.allowMissingKeys];
        for (const way of ways) {
          try {
            check(answer, way);
          } catch (error) {
            failures.push((error as Error).message);
          }
        }
      }
      expect(failures).toEqual([]);
    });
  }

  it(`are ours for ${golden.relaxed.length} relaxed expressions`, () => {
    for (const { expression, template = "", error } of golden.relaxed) {
      if (error === undefined) expect(relaxedTemplate(expression)).toBe(template);
      else expect(() => relaxedTemplate(expression)).toThrow(expect.objectContaining({ problem: error }));
    }
  });
});
