import { Timestamp, fail, type Duration } from "./values.ts";
import { timestamp } from "./arithmetic.ts";

const second = 1_000_000_000n;

/** Reads RFC 3339 as Go does; undefined for what is none. */
export function readTimestamp(text: string): Timestamp | undefined {
  const [, date = "", clock = "", fraction = "", zone = ""] =
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const ms = Date.parse(`${date}T${clock}Z`);
  // Dates that do not exist are moved by Date, and midnight can be 24:00.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== `${date}T${clock}`) return undefined;
  const [, sign = "+", hours = "0", minutes = "0"] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (Number(hours) > 24 || Number(minutes) > 60) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  const nanos = BigInt(fraction.slice(0, 9).padEnd(9, "0"));
  const { nanos: checked } = timestamp(BigInt(ms) * 1_000_000n + nanos - BigInt(offset) * 60n * second);
  return new Timestamp(checked, offset);
}

/** Writes a time as Go's RFC3339Nano. */
export function timestampText({ nanos, offset }: Timestamp): string {
  const local = nanos + BigInt(offset) * 60n * second;
  const fraction = local - floor(local, second) * second;
  const date = new Date(Number(floor(local, second)) * 1000).toISOString().slice(0, 19);
  const decimals = fraction === 0n ? "" : `.${fraction.toString().padStart(9, "0").replace(/0+$/, "")}`;
  if (offset === 0) return `${date}${decimals}Z`;
  const size = Math.abs(offset);
  const pair = (value: number): string => String(Math.trunc(value)).padStart(2, "0");
  return `${date}${decimals}${offset < 0 ? "-" : "+"}${pair(size / 60)}:${pair(size % 60)}`;
}

/** Writes a duration in seconds, as a float64 has them. */
export function durationText({ nanos }: Duration): string {
  const whole = nanos / second;
  const seconds = Number(whole) + Number(nanos % second) / 1e9;
  return `${plainFloat(seconds)}s`;
}

/** A number without an exponent, in as few digits as tell it from others. */
function plainFloat(value: number): string {
  const text = String(value);
  const [, sign = "", digits = "", exponent = ""] = /^(-?)([\d.]+)e-(\d+)$/.exec(text) ?? [];
  if (exponent === "") return text;
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${digits.replace(".", "")}`;
}

/** A part of a time in a zone, by the name of the function that asks for it. */
export function timePart(name: string, time: Timestamp, zone: string | undefined): bigint {
  const ms = Number(floor(time.nanos, 1_000_000n));
  const date = new Date(ms + (zone === undefined ? 0 : zoneOffset(zone, ms)));
  switch (name) {
    case "getFullYear":
      return BigInt(date.getUTCFullYear());
    case "getMonth":
      return BigInt(date.getUTCMonth());
    case "getDate":
      return BigInt(date.getUTCDate());
    case "getDayOfMonth":
      return BigInt(date.getUTCDate() - 1);
    case "getDayOfWeek":
      return BigInt(date.getUTCDay());
    case "getDayOfYear": {
      const start = new Date(0);
      start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
      return BigInt(Math.floor((date.getTime() - start.getTime()) / 86_400_000));
    }
    case "getHours":
      return BigInt(date.getUTCHours());
    case "getMinutes":
      return BigInt(date.getUTCMinutes());
    case "getSeconds":
      return BigInt(date.getUTCSeconds());
    default:
      return BigInt(date.getUTCMilliseconds());
  }
}

/** All of a duration in a unit. */
export function durationPart(name: string, { nanos }: Duration): bigint {
  if (name === "getHours") return nanos / (3600n * second);
  if (name === "getMinutes") return nanos / (60n * second);
  return name === "getSeconds" ? nanos / second : nanos / 1_000_000n;
}

/** How far a zone is ahead of UTC at a time, in milliseconds; zones are names or offsets. */
function zoneOffset(zone: string, ms: number): number {
  const colon = zone.indexOf(":");
  if (colon === -1) return namedZoneOffset(zone, ms);
  const number = (text: string): number =>
    /^[+-]?\d+$/.test(text) ? Number(text) : fail(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  const hours = number(zone.slice(0, colon));
  const minutes = number(zone.slice(colon + 1));
  return (zone.startsWith("-") ? hours * 60 - minutes : hours * 60 + minutes) * 60_000;
}

function namedZoneOffset(zone: string, ms: number): number {
  if (zone === "" || zone === "UTC") return 0;
  let format: Intl.DateTimeFormat;
  try {
    const two = "2-digit";
    format = new Intl.DateTimeFormat("en-US-u-hc-h23", {
      timeZone: zone,
      era: "short",
      year: "numeric",
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
  } catch {
    return fail(`unknown time zone ${zone}`);
  }
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const year = parts["era"] === "BC" ? 1 - Number(parts["year"]) : Number(parts["year"]);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(parts["month"]) - 1, Number(parts["day"]));
  local.setUTCHours(Number(parts["hour"]), Number(parts["minute"]), Number(parts["second"]));
  return local.getTime() - (ms - (((ms % 1000) + 1000) % 1000));
}

function floor(value: bigint, unit: bigint): bigint {
  const whole = value / unit;
  return value < 0n && whole * unit !== value ? whole - 1n : whole;
}
