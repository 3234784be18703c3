import { KubernetesError } from "./errors.ts";
import { quote } from "./quote.ts";

/** A number, or a text such as the name of a port or a percentage. On the wire it is exactly that: a number or a string. */
export type IntOrString = number | string;

/**
 * The number that `5` or `"25%"` stands for, of a `total` that 100 % are: the `maxUnavailable` and `maxSurge` of rollouts.
 * A number stands for itself, whatever the total. A part of a whole is rounded up or down, as `rounding` says.
 *
 * Throws a {@link KubernetesError} with reason `InvalidRequest` on a text that is no whole percentage.
 */
export function resolveIntOrPercent(value: IntOrString, total: number, rounding: "up" | "down"): number {
  if (typeof value === "number") return value;
  const percent = /^([+-]?\d+)%$/.exec(value)?.[1];
  if (percent === undefined) {
    throw new KubernetesError(`${quote(value)} is neither a number nor a percentage`, { reason: "InvalidRequest" });
  }
  const share = (Number(percent) * total) / 100;
  return rounding === "up" ? Math.ceil(share) : Math.floor(share);
}
