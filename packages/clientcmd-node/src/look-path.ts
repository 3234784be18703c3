import { accessSync, constants, statSync } from "node:fs";
import * as nodePath from "node:path";
import { environmentValue, type Environment } from "./paths.ts";

/** Options of {@link lookPath}; the last is for tests. */
export interface LookPathOptions {
  readonly env: Environment;
  readonly platform?: NodeJS.Platform | undefined;
  readonly isProgram?: ((path: string) => boolean) | undefined;
}

/**
 * The program that a command stands for, as an absolute path or one that has a separator; undefined where there is none.
 * A command without a separator is looked up in PATH, of which relative directories do not count: what is run must not
 * depend on where one stands. On Windows the endings in PATHEXT are tried too.
 */
export function lookPath(command: string, options: LookPathOptions): string | undefined {
  const { env, platform = process.platform, isProgram = isExecutableFile } = options;
  const windows = platform === "win32";
  const paths = windows ? nodePath.win32 : nodePath.posix;
  const endings = windows ? endingsOf(command, environmentValue(env, "PATHEXT", platform)) : [""];
  const find = (base: string): string | undefined => endings.map((ending) => base + ending).find(isProgram);

  if (/[/]/.test(command) || (windows && /[\\:]/.test(command))) return find(command);
  const directories = (environmentValue(env, "PATH", platform) ?? "").split(paths.delimiter);
  for (const directory of directories.filter((entry) => paths.isAbsolute(entry))) {
    const found = find(paths.join(directory, command));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Endings to try: none first where the command has one that counts. */
function endingsOf(command: string, pathext: string | undefined): readonly string[] {
  const endings = (pathext || ".COM;.EXE;.BAT;.CMD").toLowerCase().split(";").filter(Boolean);
  return endings.includes(nodePath.win32.extname(command).toLowerCase()) ? ["", ...endings] : endings;
}

function isExecutableFile(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
