import { flag, integer } from "../http/options.ts";
import type { Answer, ResourceRequest, ServerState } from "../storage/server-state.ts";
import { forbiddenField, invalid, invalidValue, notImplemented, type FieldProblem } from "../http/status.ts";
import { containerOf, podOf } from "./container.ts";
import type { Log, LogLine } from "./pod-handlers.ts";

interface LogQuery {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  /** Milliseconds since 1970; lines from before are left out. */
  readonly since: number | undefined;
}

/** Answers `pods/log` with what the handler of logs has, cut to what was asked for. */
export async function answerLog(state: ServerState, resource: ResourceRequest): Promise<Answer> {
  const { entry, path, query, request } = resource;
  const { stored, ...pod } = podOf(state, entry, path, request);
  const asked = readQuery(query, state.clock.now(), stored.metadata.name);
  const container = containerOf(stored, query.get("container") ?? "");
  const { logs } = state.pods;
  if (!logs) throw notImplemented('"pods/log" is not implemented by this server');
  const { follow, previous, tailLines } = asked;
  const log = await logs({ ...pod, container, follow, previous, tailLines });
  return { type: "text", body: written(log, asked, () => new Date(state.clock.now()).toISOString()) };
}

function readQuery(query: URLSearchParams, now: number, name: string): LogQuery {
  const [tailLines, limitBytes, seconds] = ["tailLines", "limitBytes", "sinceSeconds"].map((key) =>
    integer(query, key),
  );
  const time = query.get("sinceTime");
  const problems: FieldProblem[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    problems.push(invalidValue("tailLines", tailLines, "must be greater than or equal to 0"));
  }
  if (limitBytes !== undefined && limitBytes < 1) {
    problems.push(invalidValue("limitBytes", limitBytes, "must be greater than 0"));
  }
  if (seconds !== undefined && time !== null) {
    problems.push(forbiddenField("", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  } else if (seconds !== undefined && seconds < 1) {
    problems.push(invalidValue("sinceSeconds", seconds, "must be greater than 0"));
  }
  if (problems.length > 0) throw invalid({ group: "", kind: "PodLogOptions" }, name, problems);
  return {
    follow: flag(query, "follow") ?? false,
    previous: flag(query, "previous") ?? false,
    timestamps: flag(query, "timestamps") ?? false,
    tailLines,
    limitBytes,
    since: seconds === undefined ? (time === null ? undefined : Date.parse(time)) : now - seconds * 1000,
  };
}

async function* written(log: Log, asked: LogQuery, now: () => string): AsyncGenerator<string> {
  let left = asked.limitBytes ?? Infinity;
  for await (const line of tailOf(log, asked)) {
    const { text, time = now() } = typeof line === "string" ? { text: line } : line;
    if (asked.since !== undefined && Date.parse(time) < asked.since) continue;
    const whole = asked.timestamps ? `${time} ${text}\n` : `${text}\n`;
    const bytes = new TextEncoder().encode(whole);
    if (bytes.length >= left) {
      yield new TextDecoder().decode(bytes.subarray(0, left));
      return;
    }
    left -= bytes.length;
    yield whole;
  }
}

/** The last lines of a log that is at hand; of one that still comes into being, all that comes. */
function tailOf(log: Log, { tailLines, follow }: LogQuery): Iterable<LogLine> | AsyncIterable<LogLine> {
  if (typeof log === "string") {
    const lines = log.split("\n");
    if (lines.at(-1) === "") lines.pop();
    return tailLines === undefined ? lines : lastOf(lines, tailLines);
  }
  if (tailLines === undefined) return log;
  if (Symbol.iterator in log) return lastOf([...log], tailLines);
  return follow ? log : lastOfAsync(log, tailLines);
}

async function* lastOfAsync(log: AsyncIterable<LogLine>, count: number): AsyncGenerator<LogLine> {
  let lines: LogLine[] = [];
  for await (const line of log) {
    lines.push(line);
    if (lines.length > count * 2 + 1000) lines = lastOf(lines, count);
  }
  yield* lastOf(lines, count);
}

function lastOf<T>(values: readonly T[], count: number): T[] {
  return count === 0 ? [] : values.slice(-count);
}
