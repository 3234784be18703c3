import { describe, expect, it } from "vitest";
import { gatherPieces } from "./pieces.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function gathering(): { pieces: string[]; add: (text: string) => void; give: () => void } {
  const pieces: string[] = [];
  const { add, give } = gatherPieces((piece) => pieces.push(piece.toString()));
  return { pieces, add: (text) => add(Buffer.from(text)), give };
}

describe("pieces", () => {
  it("hold what came in one turn of the event loop, and are given behind it", async () => {
    const { pieces, add } = gathering();
    add("one");
    add("two");
    expect(pieces).toEqual([]);
    await turn();
    add("three");
    await turn();
    expect(pieces).toEqual(["onetwo", "three"]);
  });

  it("are given at once where that is asked for, and not again", async () => {
    const { pieces, add, give } = gathering();
    add("one");
    give();
    expect(pieces).toEqual(["one"]);
    give();
    await turn();
    expect(pieces).toEqual(["one"]);
  });

  it("are each somebody's own, though all share memory", async () => {
    const [one, other] = [gathering(), gathering()];
    for (const text of ["a", "b", "c"]) {
      one.add(text);
      other.add(text.toUpperCase());
    }
    await turn();
    expect([one.pieces.join(""), other.pieces.join("")]).toEqual(["abc", "ABC"]);
  });

  it("keep what they hold while more comes, and are bounded in size", async () => {
    const pieces: Buffer[] = [];
    const { add } = gatherPieces((piece) => pieces.push(piece));
    const bytes = Buffer.alloc(200_000, "0123456789");
    for (let at = 0; at < bytes.length; at += 4096) add(bytes.subarray(at, at + 4096));
    await turn();
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(64 * 1024);
    expect(pieces.length).toBeLessThan(8);
  });
});
