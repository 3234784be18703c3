import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatYaml, parseYaml } from "./yaml.ts";

interface Answer {
  input: string;
  json?: unknown;
  error?: string;
}

const golden = JSON.parse(
  readFileSync(new URL("../testdata/yaml-golden.json", import.meta.url), "utf8"),
) as readonly Answer[];

/** Inputs that are read otherwise on purpose, with the reason. */
const different: Readonly<Record<string, { value: unknown; because: string }>> = {
  "base: &b {x: 1, y: 2}\nuse:\n  y: 3\n  <<: *b\n": {
    value: { base: { x: 1, true: 2 }, use: { x: 1, true: 3 } },
    because: "the merge key's rule: a key of the mapping itself wins, wherever it stands",
  },
  "{a: 1, <<: {a: 2, b: 3}}\n": { value: { a: 1, b: 3 }, because: "the same" },
  "%YAML 1.2\n---\na: yes\n": { value: { a: true }, because: "Go's reader refuses the version" },
};

describe("parseYaml", () => {
  it.for(golden.filter(({ input }) => !(input in different)))(
    "reads $input as kubectl does",
    ({ input, json, error }) => {
      if (error === undefined) expect(parseYaml(input, "f")).toEqual(json);
      else expect(() => parseYaml(input, "f")).toThrow(expect.objectContaining({ reason: "Configuration" }));
    },
  );

  it.for(Object.entries(different))("reads %j otherwise, for a reason", ([input, { value }]) => {
    expect(parseYaml(input, "f")).toEqual(value);
    expect(golden.find((answer) => answer.input === input)?.json).not.toEqual(value);
  });

  it("writes every text of the list so that kubectl reads that text (F056)", () => {
    const texts = golden.map(({ input }) => input);
    expect(parseYaml(formatYaml(texts), "f")).toEqual(texts);
  });

  it("says file, line and column", () => {
    expect(() => parseYaml("a: 1\nb: [\n", "/k/config")).toThrow(/^\/k\/config:\d+:\d+: not YAML: /);
  });

  it.for([
    "users:\n- token: *hunter2\n",
    'token: "hunter2\n',
    "a: !<hunter2 x\n",
    "token: hunter2\n  b: hunter2: x\n",
    "a: hunter2\nb: !h!hunter2 x\n",
    "b: !hun<ter2 x\n",
  ])("repeats nothing of the text %j", (text) => {
    let error: unknown;
    try {
      parseYaml(text, "f");
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({ reason: "Configuration" });
    expect(JSON.stringify(error) + String(error) + String((error as Error).cause)).not.toMatch(/hunter2|hun<ter2/);
  });

  it("keeps a key that would change a prototype as a plain key", () => {
    const read = parseYaml('{"__proto__": {"polluted": true}}', "f") as object;
    expect(Object.keys(read)).toEqual(["__proto__"]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
