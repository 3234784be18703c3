import { goDuration } from "../crd/formats.ts";
import { goQuote } from "../go-text.ts";

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[] | undefined;
}

const fields: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  {
    min: 1,
    max: 12,
    names: ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { min: 0, max: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];
const descriptors = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

class BadSchedule extends Error {}

function refuse(message: string): never {
  throw new BadSchedule(message);
}

/** What is wrong with a schedule in the form of cron, in the words of the parser that servers use. */
export function scheduleProblem(schedule: string): string | undefined {
  try {
    checkSchedule(schedule);
    return undefined;
  } catch (error) {
    if (error instanceof BadSchedule) return error.message;
    throw error;
  }
}

function checkSchedule(text: string): void {
  let schedule = text;
  const zone = /^(?:CRON_)?TZ=(\S*)\s/.exec(text);
  if (zone) {
    const name = zone[1] ?? "";
    if (!isTimeZone(name)) refuse(`provided bad location ${name}: unknown time zone ${name}`);
    schedule = text.slice(zone[0].length).trim();
  }
  if (schedule.startsWith("@")) {
    if (descriptors.includes(schedule)) return;
    if (!schedule.startsWith("@every ")) refuse(`unrecognized descriptor: ${schedule}`);
    const duration = schedule.slice("@every ".length);
    if (goDuration(duration) === undefined) {
      refuse(`failed to parse duration ${schedule}: time: invalid duration ${goQuote(duration)}`);
    }
    return;
  }
  const parts = schedule.split(/\s+/).filter(Boolean);
  if (parts.length !== 5) refuse(`expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`);
  for (const [index, bounds] of fields.entries()) {
    for (const range of (parts[index] ?? "").split(",").filter(Boolean)) checkRange(range, bounds);
  }
}

function checkRange(text: string, { min, max, names }: Bounds): void {
  const [range = "", step, ...tooMany] = text.split("/");
  const [low = "", high, ...more] = range.split("-");
  let [start, end] = [min, max];
  if (low !== "*" && low !== "?") {
    start = numberOf(low, names);
    if (more.length > 0) refuse(`too many hyphens: ${text}`);
    end = high === undefined ? start : numberOf(high, names);
  }
  if (tooMany.length > 0) refuse(`too many slashes: ${text}`);
  const every = step === undefined ? 1 : numberOf(step);
  if (step !== undefined && high === undefined) end = max;
  if (start < min) refuse(`beginning of range (${start}) below minimum (${min}): ${text}`);
  if (end > max) refuse(`end of range (${end}) above maximum (${max}): ${text}`);
  if (start > end) refuse(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (every === 0) refuse(`step of range should be a positive number: ${text}`);
}

function numberOf(text: string, names: readonly string[] = []): number {
  const named = text === "" ? -1 : names.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  if (!/^[+-]?\d+$/.test(text)) {
    refuse(`failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
  }
  const value = Number(text);
  if (value < 0) refuse(`negative number (${value}) not allowed: ${text}`);
  return value;
}

/** Whether this is the name of a time zone. */
export function isTimeZone(name: string): boolean {
  if (name === "Local") return true;
  try {
    // Zones written as an offset are none to a server.
    if (/^[+-]/.test(name)) return false;
    Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
