import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { createUidSource } from "./uid.ts";

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test.prop([fc.array(chance, { minLength: 4, maxLength: 4 })])(
  "uids are of version 4, whatever chance says",
  (draws) => {
    let index = 0;
    const uid = createUidSource(() => draws[index++ % 4] ?? 0)();
    expect(uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  },
);

test("all of their other bits are chance", () => {
  expect(createUidSource(() => 0)()).toBe("00000000-0000-4000-8000-000000000000");
  expect(createUidSource(() => 1 - Number.EPSILON)()).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
});
