import * as fc from "fast-check";

/** The bytes of a text in chunks that end at the given places, however these cut characters apart. */
export async function* split(text: string, ends: readonly number[] = []): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const sorted = [...ends].map((end) => end % (bytes.length + 1)).toSorted((a, b) => a - b);
  let start = 0;
  for (const end of [...sorted, bytes.length]) {
    yield bytes.slice(start, end);
    start = end;
  }
}

/** The bytes of a text in chunks of one size. */
export function inChunksOf(text: string, size: number): AsyncIterable<Uint8Array> {
  const { length } = new TextEncoder().encode(text);
  return split(
    text,
    Array.from({ length: Math.floor(length / size) }, (_, index) => (index + 1) * size),
  );
}

/** Places at which a body may be split. */
export const splits: fc.Arbitrary<number[]> = fc.array(fc.nat({ max: 100_000 }), { maxLength: 12 });

/** Texts that look like the structure around them. */
const tricky = fc.constantFrom(
  "",
  '},{"metadata":{"managedFields":[]',
  '"managedFields":[{"manager":"x"}]',
  "managedFields",
  "]}}\n",
  '\\"',
  "ä😀\u2028\u0000",
  "\\u0022",
);

const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(tricky, fc.string({ unit: "binary", maxLength: 8 }), fc.double({ noNaN: true }), fc.constant(null)),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(tricky, fc.constantFrom("metadata", "object", "items", "kind")), tie("json"), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
}));

/** Any JSON value, with much that looks like managedFields and is not. */
const jsonValues: fc.Arbitrary<unknown> = json.map((value) => JSON.parse(JSON.stringify(value)) as unknown);

/** Objects as a server sends them: some with managedFields, in any place of their metadata. */
export const objects: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    metadata: fc
      .tuple(
        fc.dictionary(fc.constantFrom("name", "labels", "annotations", "zz"), jsonValues, {
          maxKeys: 3,
          noNullPrototype: true,
        }),
        fc.option(jsonValues, { nil: undefined }),
        fc.boolean(),
      )
      .map(([fields, managedFields, first]) => {
        if (managedFields === undefined) return fields;
        return first ? { managedFields, ...fields } : { ...fields, managedFields };
      }),
    spec: jsonValues,
    items: jsonValues,
  })
  .map((object) => ({ ...object }));
