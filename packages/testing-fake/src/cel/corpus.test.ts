import { describe, expect, it } from "vitest";
import { judge, readResults, readWorlds, type Result } from "../testing/cel-corpus.ts";

// Printed by the environment of a kube-apiserver itself: tooling/oracles/cel.
const results = readResults();
const worlds = readWorlds();

/** The cost at most is a number of 64 bits, which a double has only nearly. */
const rounded = <T extends { readonly most: number }>(result: T): T => ({
  ...result,
  most: Number(result.most.toPrecision(12)),
});

function judged({ world, expression }: Result): ReturnType<typeof judge> {
  const found = worlds.get(world);
  if (!found) throw new Error(`there is no world "${world}"`);
  return rounded(judge(expression, found));
}

describe("expressions, as the server's own environment takes them", () => {
  it.each([...Map.groupBy(results, ({ world }) => world)])(
    "agree in what they say, give, cost and may cost at most: with the values of %s",
    (_, ofWorld) => {
      const expected = ofWorld.map(({ world: _world, ...result }) => rounded(result));
      expect(ofWorld.map(judged)).toEqual(expected);
    },
  );

  it("are as many as were committed, of all kinds", () => {
    expect(results.length).toBeGreaterThan(2900);
    expect(results.filter(({ compile }) => compile !== undefined).length).toBeGreaterThan(500);
    expect(results.filter(({ error }) => error !== undefined).length).toBeGreaterThan(500);
    expect(results.filter(({ value }) => value !== undefined).length).toBeGreaterThan(1000);
  });
});
