import { describe, expect, it } from "vitest";
import { createManualClock } from "./testing/manual-clock.ts";
import { createTokenSource } from "./token-source.ts";

describe("createTokenSource", () => {
  it("brings a token once, until ten seconds before its end", async () => {
    const clock = createManualClock();
    let count = 0;
    const source = createTokenSource({
      clock,
      obtain: async () => ({ token: `t${++count}`, expiresAtMs: clock.now() + 60_000 }),
    });
    expect(await Promise.all([source.token(), source.token()])).toEqual(["t1", "t1"]);
    await clock.advance(50_000);
    expect(await source.token()).toBe("t1");
    await clock.advance(1);
    expect(await source.token()).toBe("t2");
  });

  it("brings a new one after a 401, unless another call did so before (F031, F045)", async () => {
    let count = 0;
    const source = createTokenSource({ obtain: async () => ({ token: `t${++count}` }) });
    expect(await source.token()).toBe("t1");
    source.reset?.("t1");
    expect(await source.token()).toBe("t2");
    source.reset?.("t1");
    expect(await source.token()).toBe("t2");
  });

  it.for(["a\nb", "a b", "ä"])("refuses a token that no header can hold, without showing it: %j", async (token) => {
    const failure = createTokenSource({ obtain: async () => ({ token }) }).token();
    await expect(failure).rejects.toMatchObject({ reason: "Configuration" });
    await expect(failure).rejects.not.toThrow(token);
  });
});
