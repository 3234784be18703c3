import { validateDns1123Subdomain } from "@kubets/apimachinery";
import { fc, test } from "@fast-check/vitest";
import { createFakeClock } from "@kubets/wait";
import { expect, it } from "vitest";
import { createEventNames } from "./event-name.ts";

const clock = createFakeClock({ now: 1_700_000_000_000 });

it("names events after the object and the time in hexadecimal nanoseconds (F142)", () => {
  const names = createEventNames({ clock, random: () => 0.25 });
  const name = names("blog");
  const [object, number] = name.split(".");
  expect(object).toBe("blog");
  expect(BigInt(`0x${number}`)).toBe(1_700_000_000_000_250_000n);
});

it("gives no name twice, also at the same time and when the clock goes back (F142)", () => {
  const fake = createFakeClock();
  const names = createEventNames({ clock: fake, random: () => 0 });
  const seen = new Set<string>();
  for (let index = 0; index < 100; index++) {
    if (index === 50) fake.setNow(0);
    seen.add(names("blog"));
  }
  expect(seen.size).toBe(100);
});

it.each(["system:node", "", "Capital", "a".repeat(250)])("takes a UUID where %j makes no name (F142)", (object) => {
  const names = createEventNames({ clock, random: Math.random });
  expect(names(object)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test.prop([fc.string({ maxLength: 300 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })])(
  "makes a valid name of whatever the object is called (F142)",
  (object, random) => {
    const names = createEventNames({ clock, random: () => random });
    expect(validateDns1123Subdomain(names(object))).toEqual([]);
  },
);
