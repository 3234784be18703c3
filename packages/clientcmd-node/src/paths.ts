import { existsSync, statSync } from "node:fs";
import * as nodePath from "node:path";

/** What a process is told by its surroundings: `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where {@link kubeconfigPaths} looks; everything has a default. */
export interface KubeconfigPathsOptions {
  /** Default `process.env`. */
  readonly env?: Environment | undefined;
  /** Default: see {@link homeDirectory}. */
  readonly home?: string | undefined;
  /** Default that of the process. */
  readonly platform?: NodeJS.Platform | undefined;
}

/** The files that make up the kubeconfig, the strongest first. */
export interface KubeconfigPaths {
  readonly paths: readonly string[];
  /** What named them. */
  readonly from: "KUBECONFIG" | "home directory";
}

/**
 * The files that kubectl would read (F053): those in KUBECONFIG, a list separated as PATH is, without repetitions and
 * empty entries; without KUBECONFIG `.kube/config` in the home directory. Empty where there is no home directory either.
 */
export function kubeconfigPaths(options: KubeconfigPathsOptions = {}): KubeconfigPaths {
  const { env = process.env, platform = process.platform } = options;
  const paths = platform === "win32" ? nodePath.win32 : nodePath.posix;
  if (env["KUBECONFIG"]) {
    return { paths: [...new Set(env["KUBECONFIG"].split(paths.delimiter))].filter(Boolean), from: "KUBECONFIG" };
  }
  const home = options.home ?? homeDirectory({ env, platform });
  return { paths: home ? [paths.join(home, ".kube", "config")] : [], from: "home directory" };
}

/** Options of {@link homeDirectory}; the last two are for tests. */
export interface HomeDirectoryOptions {
  readonly env?: Environment | undefined;
  readonly platform?: NodeJS.Platform | undefined;
  readonly exists?: ((path: string) => boolean) | undefined;
  readonly isWritableDirectory?: ((path: string) => boolean) | undefined;
}

/**
 * The home directory in which kubectl looks (F066): HOME; on Windows the first of HOME, HOMEDRIVE with HOMEPATH and
 * USERPROFILE that holds `.kube\config`, else the first of HOME, USERPROFILE and HOMEDRIVE with HOMEPATH that is a
 * directory one may write to, else that exists, else that is set. Empty where none is.
 */
export function homeDirectory(options: HomeDirectoryOptions = {}): string {
  const {
    env = process.env,
    platform = process.platform,
    exists = existsSync,
    isWritableDirectory = isWritable,
  } = options;
  const home = env["HOME"] ?? "";
  if (platform !== "win32") return home;
  const { HOMEDRIVE: drive, HOMEPATH: path, USERPROFILE: profile = "" } = env;
  const driveHome = drive && path ? drive + path : "";
  const withConfig = [home, driveHome, profile]
    .filter(Boolean)
    .find((directory) => exists(nodePath.win32.join(directory, ".kube", "config")));
  const candidates = [home, profile, driveHome].filter(Boolean);
  return withConfig ?? candidates.find(isWritableDirectory) ?? candidates.find(exists) ?? candidates[0] ?? "";
}

function isWritable(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.isDirectory() && (stats.mode & 0o200) !== 0;
}

/** A variable of the environment; on Windows in whatever case its name is written there. */
export function environmentValue(
  env: Environment,
  name: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  if (platform !== "win32" || env[name] !== undefined) return env[name];
  const key = Object.keys(env).find((candidate) => candidate.toUpperCase() === name.toUpperCase());
  return key === undefined ? undefined : env[key];
}
