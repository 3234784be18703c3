import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** What came of each step of each section of a program. */
export type Transcript = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** A program and its arguments; the path of a kubeconfig is added as its last one. */
export type Program = readonly [command: string, ...args: string[]];

interface Line {
  readonly section: string;
  readonly step: string;
  readonly outcome: unknown;
}

/**
 * Runs a program with a home of its own and reads what it says: a line of JSON for each step. Rejects where it ends with
 * another code than 0, with the steps that failed.
 */
export async function runProgram(
  [command, ...args]: Program,
  { kubeconfig, home }: { readonly kubeconfig: string; readonly home: string },
): Promise<Transcript> {
  // What it leaves behind, it leaves there.
  const env = { PATH: process.env["PATH"], HOME: home, TMPDIR: home, NO_PROXY: "127.0.0.1" };
  const child = spawn(command, [...args, kubeconfig], { env, cwd: home, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number | null]>,
  ]);
  const lines = out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(normalized(line)) as Line);
  if (code !== 0) {
    const failed = lines.filter(({ outcome }) => isFailure(outcome)).map((line) => JSON.stringify(line));
    throw new Error(`${command} ended with code ${code}:\n${[...failed, err.slice(-2000)].join("\n")}`);
  }
  const sections = new Map<string, Record<string, unknown>>();
  for (const { section, step, outcome } of lines) {
    const steps = sections.get(section) ?? {};
    if (Object.hasOwn(steps, step)) throw new Error(`${command} has two steps "${step}" in its section ${section}`);
    steps[step] = withSortedManagers(outcome);
    sections.set(section, steps);
  }
  return sections;
}

function isFailure(outcome: unknown): boolean {
  return typeof outcome === "object" && outcome !== null && ("failed" in outcome || "not refused" in outcome);
}

/** With managers in the order of their names: that of a server goes by the second in which each last wrote. */
function withSortedManagers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedManagers);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const sorted = Array.isArray(inner) && /^managed_?[fF]ields$/.test(key) ? inner.toSorted(byText) : inner;
    return [key, withSortedManagers(sorted)];
  });
  return Object.fromEntries(entries) as object;
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** Without what no two servers share: identities, times, versions of objects, tokens. */
function normalized(line: string): string {
  return line
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID")
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g, "TIME")
    .replaceAll(/("resource_?[vV]ersion": ?)"\d+"/g, '$1"VERSION"')
    .replaceAll(/("(?:_?continue)": ?)"[^"]+"/g, '$1"TOKEN"')
    .replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "TOKEN");
}
