import { KubernetesError } from "./errors.ts";
import { quote } from "./quote.ts";

/**
 * Reads an RFC 3339 time, such as `2026-01-31T12:00:00.000001+01:00`, into milliseconds since 1970. Microseconds are kept
 * as the fraction; whatever is finer is lost.
 *
 * Throws a {@link KubernetesError} with reason `InvalidRequest` on any other text and on days that do not exist.
 */
export function parseTime(text: string): number {
  const [, date = "", hours = "", minutes = "", seconds = "", fraction = "", zone = ""] =
    /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:[.](\d+))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.exec(
      text,
    ) ?? [];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  // The platform moves a 31st of February into March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== date) {
    throw new KubernetesError(`${quote(text)} is no RFC 3339 time`, { reason: "InvalidRequest" });
  }
  const microseconds = Number(fraction.slice(0, 6).padEnd(6, "0"));
  const local = midnight + (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
  return local - offsetMs(zone) + microseconds / 1000;
}

function offsetMs(zone: string): number {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

/**
 * Milliseconds since 1970 as Kubernetes writes most times: `2026-01-31T12:00:00Z`, without fractions of a second. Throws a
 * {@link KubernetesError} with reason `InvalidRequest` outside the years 0 to 9999.
 */
export function formatTime(ms: number): string {
  return `${microsecondText(ms).slice(0, 19)}Z`;
}

/**
 * Milliseconds since 1970 as a MicroTime: `2026-01-31T12:00:00.000000Z`, always with six digits, because servers refuse
 * any other number of them (D13). Fields such as `spec.renewTime` of a Lease want it. Throws a {@link KubernetesError} with
 * reason `InvalidRequest` outside the years 0 to 9999.
 */
export function formatMicroTime(ms: number): string {
  return microsecondText(ms);
}

function microsecondText(ms: number): string {
  // A double holds microseconds of this age only nearly: round to them first.
  const microseconds = Math.round(ms * 1000);
  const whole = Math.floor(microseconds / 1000);
  const date = new Date(whole);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999) {
    throw new KubernetesError(`${ms} ms since 1970 is outside the years 0 to 9999`, { reason: "InvalidRequest" });
  }
  return `${date.toISOString().slice(0, 23)}${String(microseconds - whole * 1000).padStart(3, "0")}Z`;
}
