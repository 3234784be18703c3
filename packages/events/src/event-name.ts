import { validateDns1123Subdomain } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";

/** Names for events: unique among those of one recorder, and by chance only not among those of all. */
export type EventNames = (objectName: string) => string;

const nanosecondsPerMs = 1_000_000;

/**
 * Names `<object>.<nanoseconds since 1970, hexadecimal>`, or a UUID where that is no valid name (F142). Clocks here know
 * milliseconds: what is finer is random, so that two processes rarely meet, and no name comes twice from this one.
 */
export function createEventNames({ clock, random }: { clock: Clock; random: () => number }): EventNames {
  let last = 0n;
  return (objectName) => {
    const now =
      BigInt(Math.trunc(clock.now())) * BigInt(nanosecondsPerMs) + BigInt(Math.floor(random() * nanosecondsPerMs));
    last = now > last ? now : last + 1n;
    const name = `${objectName}.${last.toString(16)}`;
    return validateDns1123Subdomain(name).length === 0 ? name : randomUuid(random);
  };
}

function randomUuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  digits[12] = "4";
  digits[16] = (8 + Math.floor(random() * 4)).toString(16);
  const text = digits.join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
