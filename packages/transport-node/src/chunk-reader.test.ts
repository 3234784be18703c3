import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { torn } from "../testdata/torn.ts";
import { createChunkReader } from "./chunk-reader.ts";

/** Reads bytes that come in fragments, as far as they are plain: the data, and what the reader leaves to others. */
function read(fragments: readonly string[]): { data: string; rest: string | undefined } {
  const data: Uint8Array[] = [];
  const reader = createChunkReader((bytes) => data.push(Uint8Array.from(bytes)));
  let rest: Buffer[] | undefined;
  for (const fragment of fragments.map((text) => Buffer.from(text, "latin1"))) {
    if (rest) rest.push(fragment);
    else {
      const left = reader(fragment);
      if (left) rest = [left];
    }
  }
  return { data: Buffer.concat(data).toString("latin1"), rest: rest && Buffer.concat(rest).toString("latin1") };
}

const chunks = fc.array(
  fc.record({
    data: fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 40 }),
    digits: fc.nat({ max: 7 }),
    upper: fc.boolean(),
  }),
  { maxLength: 8 },
);
const ends = fc.constantFrom(
  "0\r\n\r\n",
  "000\r\nexpires: never\r\n\r\n",
  "3;name=value\r\nabc\r\n0\r\n\r\n",
  "00000003\r\nabc\r\n0\r\n\r\n",
  "3\nabc\n",
  "3\rxabc",
  " 3\r\nabc\r\n",
  "\r\n",
  "-1\r\n",
  "no length",
);

describe("a body in chunks", () => {
  test.prop([chunks, ends, fc.array(fc.nat(), { maxLength: 12 })])(
    "gives the data of plain chunks, and leaves all from the first other one on, however its bytes are torn apart",
    (all, end, places) => {
      const plain = all.map(({ data, digits, upper }) => {
        const length = data.length.toString(16).padStart(digits, "0");
        return `${upper ? length.toUpperCase() : length}\r\n${data}\r\n`;
      });
      expect(read(torn(plain.join("") + end, places))).toEqual({
        data: all.map(({ data }) => data).join(""),
        rest: end,
      });
    },
  );

  it("gives what there is of a chunk before all of it is here", () => {
    expect(read(["5\r\nab"])).toEqual({ data: "ab", rest: undefined });
  });

  it.each(["2\r\nabc\r\n", "2\r\nab\rc", "2\r\nab\n"])(
    "refuses a chunk that does not end where it says: %j",
    (text) => {
      expect(() => read([text])).toThrow("longer than it says");
      expect(() => read(torn(text, [1, 2, 3, 4, 5, 6, 7]))).toThrow("longer than it says");
    },
  );
});
