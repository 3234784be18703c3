import { ApiException } from "@kubernetes/client-node";

let section = "";

/** Begins the steps of another section. */
export function begin(name: string): void {
  section = name;
}

function say(step: string, outcome: unknown): void {
  console.log(JSON.stringify({ section, step, outcome: outcome ?? "done" }));
}

function fail(step: string, error: unknown): void {
  process.exitCode = 1;
  say(step, { failed: error instanceof Error ? error.message : String(error) });
}

/** A step that has to succeed. */
export async function step<T>(name: string, act: () => Promise<T>): Promise<T> {
  try {
    const outcome = await act();
    say(name, outcome);
    return outcome;
  } catch (error) {
    fail(name, error);
    throw error;
  }
}

/** A step that the server has to refuse. */
export async function refused(name: string, act: () => Promise<unknown>): Promise<void> {
  try {
    say(name, { "not refused": await act() });
    process.exitCode = 1;
  } catch (error) {
    if (error instanceof ApiException) {
      const { code, body } = error as ApiException<unknown>;
      say(name, { code, body: typeof body === "string" ? (JSON.parse(body) as unknown) : body });
    } else fail(name, error);
  }
}
