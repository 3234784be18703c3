/** The time in a text by one of Go's two layouts for RFC 3339. */
export interface GoTime {
  readonly ms: number;
  /** In UTC with six decimals. */
  readonly micro: string;
}

const parts: readonly (readonly [layout: string, pattern: RegExp])[] = [
  ["2006", /^\d{4}/],
  ["-", /^-/],
  ["01", /^\d\d/],
  ["-", /^-/],
  ["02", /^\d\d/],
  ["T", /^T/],
  ["15", /^\d\d/],
  [":", /^:/],
  ["04", /^\d\d/],
  [":", /^:/],
  ["05", /^\d\d(?:[.,]\d+)?/],
  [".000000", /^/],
  ["Z07:00", /^(?:Z|[+-]\d\d:\d\d)/],
];

/** Reads a time; returns Go's message where it is none. */
export function readGoTime(text: string, layout: string): GoTime | string {
  const failure = (why: string): string => `parsing time ${JSON.stringify(text)}${why}`;
  let rest = text;
  const found: string[] = [];
  for (const [part, pattern] of parts) {
    if (!layout.includes(part)) continue;
    const match = pattern.exec(rest);
    if (!match) return failure(` as "${layout}": cannot parse ${JSON.stringify(rest)} as "${part}"`);
    if (part === ".000000" && !/\.\d{6}$/.test(found.at(-1) ?? "")) {
      const fraction = /[.,]\d+$/.exec(found.at(-1) ?? "")?.[0] ?? "";
      return failure(` as "${layout}": cannot parse ${JSON.stringify(fraction + rest)} as ".000000"`);
    }
    found.push(match[0]);
    rest = rest.slice(match[0].length);
  }
  if (rest !== "") return failure(`: extra text: ${JSON.stringify(rest)}`);
  const [, , month = "", , day = "", , hour = "", , minute = "", , second = ""] = found;
  if (Number(month) < 1 || Number(month) > 12) return failure(": month out of range");
  if (Number(hour) > 23) return failure(": hour out of range");
  if (Number(minute) > 59) return failure(": minute out of range");
  if (Number.parseInt(second, 10) > 59) return failure(": second out of range");
  const year = Number(found[0]);
  if (Number(day) < 1 || Number(day) > new Date(Date.UTC(year, Number(month), 0)).getUTCDate()) {
    return failure(": day out of range");
  }
  const [, fraction = ""] = second.split(/[.,]/);
  const zone = found.at(-1) ?? "Z";
  const ms = Date.parse(`${found.slice(0, 10).join("")}${second.slice(0, 2)}${zone}`);
  const micro = `${new Date(ms).toISOString().slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, "0")}Z`;
  return { ms, micro };
}
