import { spawn } from "node:child_process";

/** Runs a command to its end; rejects with the last that it said where it fails. */
export function runQuietly(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-4000)));
  }
  child.on("error", (cause) => reject(new Error(`${command} cannot be run: is it installed?`, { cause })));
  child.on("close", (code) => {
    if (code === 0) resolve();
    else reject(new Error(`${[command, ...args].join(" ")} ended with code ${code}:\n${said}`));
  });
  return promise;
}
