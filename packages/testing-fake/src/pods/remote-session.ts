import type { Status } from "@kubets/apimachinery";
import type { AttachSession, ContainerContext, Output, TerminalSize } from "./pod-handlers.ts";

/** The streams that a client of exec or attach has opened; those that it did not ask for are absent. */
export interface RemoteStreams {
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  readonly stdout?: RawOutput | undefined;
  readonly stderr?: RawOutput | undefined;
  /** JSON of sizes, as the client sends it. */
  readonly resize?: AsyncIterable<Uint8Array> | undefined;
}

export interface RawOutput {
  write(bytes: Uint8Array): Promise<void>;
}

/** Which streams a client wants, by its query. */
export interface WantedStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

export function wantedStreams(query: URLSearchParams): WantedStreams {
  const on = (name: string): boolean => ["1", "true"].includes(query.get(name) ?? "");
  // A terminal has one output only.
  return { stdin: on("stdin"), stdout: on("stdout"), stderr: on("stderr") && !on("tty"), tty: on("tty") };
}

/** Has a handler play a program, and says how it ended. */
export type RemoteRun = (streams: RemoteStreams, signal: AbortSignal) => Promise<Status>;

/** Makes the run of a handler. */
export function remoteRun(
  context: Omit<ContainerContext, "signal">,
  tty: boolean,
  handler: (session: AttachSession) => number | void | Promise<number | void>,
): RemoteRun {
  return async ({ stdin, stdout, stderr, resize }, signal) => {
    const session: AttachSession = {
      ...context,
      tty,
      signal,
      stdin: stdin ?? none(),
      stdout: outputTo(stdout, signal),
      stderr: outputTo(stderr ?? (tty ? stdout : undefined), signal),
      resizes: resize ? sizesOf(resize) : none(),
    };
    try {
      return statusOf((await handler(session)) ?? 0);
    } catch (error) {
      return failed(error);
    }
  };
}

function outputTo(raw: RawOutput | undefined, signal: AbortSignal): Output {
  const encoder = new TextEncoder();
  return {
    async write(data) {
      if (signal.aborted || !raw) return;
      await raw.write(typeof data === "string" ? encoder.encode(data) : data);
    },
  };
}

async function* none(): AsyncGenerator<never> {
  // Ends at once.
}

async function* sizesOf(resize: AsyncIterable<Uint8Array>): AsyncGenerator<TerminalSize> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of resize) {
    text += decoder.decode(bytes, { stream: true });
    // Sizes follow each other without anything in between, and need not come whole.
    for (let end = text.indexOf("}"); end >= 0; end = text.indexOf("}")) {
      const size = parseSize(text.slice(0, end + 1));
      text = text.slice(end + 1);
      if (size) yield size;
    }
  }
}

function parseSize(text: string): TerminalSize | undefined {
  try {
    const { Width, Height } = JSON.parse(text) as { Width?: unknown; Height?: unknown };
    return typeof Width === "number" && typeof Height === "number" ? { columns: Width, rows: Height } : undefined;
  } catch {
    return undefined;
  }
}

function statusOf(exitCode: number): Status {
  if (exitCode === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(exitCode) }] },
  } as unknown as Status;
}

function failed(error: unknown): Status {
  const message = error instanceof Error ? error.message : String(error);
  return {
    metadata: {},
    status: "Failure",
    message: `Internal error occurred: ${message}`,
    reason: "InternalError",
    details: { causes: [{ message }] },
    code: 500,
  } as unknown as Status;
}
