import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { configurationError } from "@kubets/clientcmd";

/** For whom credentials are asked. */
export interface CredentialsQuestion {
  readonly server: string;
  readonly context?: string | undefined;
  readonly user?: string | undefined;
}

/** What a person answered: a token, or a name and a password. */
export type CredentialsAnswer = { readonly token: string } | { readonly username: string; readonly password: string };

/** Asks a person for credentials that no file holds. */
export type AskCredentials = (question: CredentialsQuestion) => Promise<CredentialsAnswer>;

/** Options of {@link createTerminalPrompt}; the streams are those of the process by default. */
export interface TerminalPromptOptions {
  readonly input?: (NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined }) | undefined;
  /** Where questions are written; default: standard error, so that the output of a program stays clean. */
  readonly output?: NodeJS.WritableStream | undefined;
  /** What to ask for. Default `password`, as client-go: a user name and a password. */
  readonly kind?: "password" | "token" | undefined;
}

/**
 * Creates what asks on the terminal for a user name and a password, or for a token, which are not shown while they are typed
 * (F065). It asks once for each server and user, and remembers. Rejects with reason `Configuration` where the input is no
 * terminal, or ends before there is an answer.
 */
export function createTerminalPrompt(options: TerminalPromptOptions = {}): AskCredentials {
  const answers = new Map<string, Promise<CredentialsAnswer>>();
  return ({ server, user, context }) => {
    const key = JSON.stringify([server, user, context]);
    const answer = answers.get(key) ?? ask(server, options);
    answers.set(key, answer);
    // Who typed nothing may try again.
    answer.catch(() => answers.delete(key));
    return answer;
  };
}

async function ask(server: string, options: TerminalPromptOptions): Promise<CredentialsAnswer> {
  const { input = process.stdin, output = process.stderr, kind = "password" } = options;
  if (input.isTTY !== true) {
    const message = `credentials for ${server} are to be asked for, but standard input is not a terminal`;
    throw configurationError([{ message }]);
  }
  const question = async (text: string, secret: boolean): Promise<string> => {
    const answer = await readLine({ input, output, text, secret });
    if (answer === "") throw configurationError([{ message: `no credentials for ${server}: nothing was entered` }]);
    return answer;
  };
  if (kind === "token") return { token: await question(`Token for ${server}: `, true) };
  const username = await question(`User name for ${server}: `, false);
  return { username, password: await question("Password: ", true) };
}

interface Line {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly text: string;
  readonly secret: boolean;
}

/** One line that a person types; empty where the input ends, or the person interrupts. */
function readLine({ input, output, text, secret }: Line): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // Readline shows what is typed by writing it, so that a secret goes nowhere.
  const lines = createInterface({ input, output: secret ? silent : output, terminal: true });
  output.write(text);
  lines.once("line", (line) => {
    resolve(line.trim());
    lines.close();
  });
  lines.once("SIGINT", () => lines.close());
  lines.once("close", () => {
    if (secret) output.write("\n");
    resolve("");
  });
  return promise;
}
