import { readFileSync } from "node:fs";
import { fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { formatYaml } from "./yaml-write.ts";
import { parseYaml } from "./yaml.ts";

interface Answer {
  input: string;
  json?: unknown;
  /** What Go answers differs from run to run. */
  anyOf?: readonly unknown[];
  error?: string;
}

const golden = JSON.parse(
  readFileSync(new URL("../testdata/yaml-golden.json", import.meta.url), "utf8"),
) as readonly Answer[];

const written = JSON.parse(
  readFileSync(new URL("../testdata/yaml-written.json", import.meta.url), "utf8"),
) as readonly { readonly value: unknown; readonly written: string }[];

/** What is not read as kubectl does, and why. */
const otherwise: Readonly<Record<string, { readonly because: string; readonly value?: unknown }>> = {
  "[]: a\n": { because: "an empty list is no key; Go takes it for the key of no name" },
  "{}: a\n": { because: "the same of a mapping" },
  'a: "\\ud83d\\ude00"\n': {
    because: "JSON writes characters beyond U+FFFF so, and Go's YAML refuses them",
    value: { a: "😀" },
  },
};

describe("parseYaml", () => {
  it.for(golden.filter(({ input }) => !(input in otherwise)))(
    "reads $input as kubectl does (F056)",
    ({ input, json, anyOf = [json], error }) => {
      if (error === undefined) expect(anyOf).toContainEqual(parseYaml(input, "f"));
      else expect(() => parseYaml(input, "f")).toThrow(expect.objectContaining({ reason: "Configuration" }));
    },
  );

  it.for(Object.entries(otherwise))("reads %j otherwise, for a reason", ([input, { value }]) => {
    const answer = golden.find((candidate) => candidate.input === input);
    expect(answer?.error === undefined).toBe(value === undefined);
    if (value === undefined) expect(() => parseYaml(input, "f")).toThrow(/a key must be/);
    else expect(parseYaml(input, "f")).toEqual(value);
  });

  it("writes every text of the list so that kubectl reads that text (F056)", () => {
    const texts = golden.map(({ input }) => input);
    expect(parseYaml(formatYaml(texts), "f")).toEqual(texts);
  });

  it("takes the last of two keys that are one text, where Go takes either", () => {
    expect(parseYaml("1: a\n'1': b\n", "f")).toEqual({ 1: "b" });
  });

  it("reads flow collections and quoted texts whose lines stand less far in than they should, as kubectl does", () => {
    const text = `clusters: [
  # ]
  { name: "a
b", it's: 'c' },
]
"u": [
]
block: |
  [ "
list: { z: [
  z
] }
`;
    expect(parseYaml(text, "f")).toEqual({
      clusters: [{ name: "a b", "it's": "c" }],
      u: [],
      block: '[ "\n',
      list: { z: ["z"] },
    });
    expect(() => parseYaml("a: [\n1\n]\nb: }\n", "f")).toThrow(/^f:4:4: not YAML/);
    expect(() => parseYaml("a: [\n'x", "f")).toThrow(/^f:\d+:\d+: not YAML/);
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

describe("formatYaml", () => {
  it.for(written)("writes $value as kubectl does, byte for byte (F056)", ({ value, written }) => {
    expect(formatYaml(value)).toBe(written);
    expect(parseYaml(written, "f")).toEqual(value);
  });

  it("writes what JSON cannot as null, and leaves out what is undefined", () => {
    expect(formatYaml({ a: NaN, b: undefined, c: [undefined, Infinity] })).toBe("a: null\nc:\n- null\n- null\n");
  });

  const scalar = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...Array.from("ab1 -?:#,[]{}&*!|>'\"%@`\n\t\u2028~._")) }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
    fc.boolean(),
    fc.constant(null),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalar,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string({ maxLength: 6 }), tie("value"), { maxKeys: 4 }),
    ),
  }));

  it("writes what parseYaml reads as the same value, whatever it is (F056)", () => {
    fc.assert(
      fc.property(value, (given) => {
        const wellFormed = JSON.parse(JSON.stringify(given).replaceAll(/\\ud[89a-f][0-9a-f]{2}/gi, "?")) as unknown;
        expect(parseYaml(formatYaml({ k: wellFormed }), "f")).toEqual({ k: wellFormed });
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});
