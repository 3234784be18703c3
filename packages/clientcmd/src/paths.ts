import type { Cluster, Kubeconfig, User } from "./kubeconfig.ts";

/** Fields of a cluster that hold the path of a file. */
export const clusterPaths: readonly (keyof Cluster)[] = ["certificate-authority"];
/** Fields of a user that hold the path of a file. */
export const userPaths: readonly (keyof User)[] = ["client-certificate", "client-key", "tokenFile"];

/**
 * The same kubeconfig with every relative path joined to a directory: that of the file it was read from (F055, C72).
 * Paths are `certificate-authority`, `client-certificate`, `client-key`, `tokenFile`, and `exec.command` where it has a
 * separator: without one it is looked up in PATH. Backslashes separate too where the directory is one of Windows.
 */
export function resolvePaths(kubeconfig: Kubeconfig, directory: string): Kubeconfig {
  const paths = isWindows(directory) ? windows : posix;
  const resolve = (path: string): string =>
    path === "" || paths.isAbsolute(path) ? path : paths.join(directory, path);
  return {
    ...kubeconfig,
    clusters: kubeconfig.clusters.map((entry) => ({
      ...entry,
      cluster: mapFields(entry.cluster, clusterPaths, resolve),
    })),
    users: kubeconfig.users.map((entry) => {
      const user = mapFields(entry.user, userPaths, resolve);
      const command = user.exec?.command;
      if (user.exec === undefined || command === undefined || !paths.separator.test(command)) return { ...entry, user };
      return { ...entry, user: { ...user, exec: { ...user.exec, command: resolve(command) } } };
    }),
  };
}

/**
 * A path as a file in a directory names it: relative where what it leads to is inside, else as it is (F057). The other
 * way round {@link resolvePaths} gives the same path.
 */
export function relativePath(path: string, directory: string): string {
  const paths = isWindows(directory) ? windows : posix;
  const inside = paths.join(directory, "x").slice(0, -1);
  return path.startsWith(inside) && path.length > inside.length ? path.slice(inside.length) : path;
}

/** The directory of a file's path, of Windows or any other system; `.` where it names none. */
export function directoryOf(path: string): string {
  const end = isWindows(path) ? Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) : path.lastIndexOf("/");
  if (end < 0) return ".";
  const directory = path.slice(0, end);
  return directory === "" || /^[A-Za-z]:$/.test(directory) ? path.slice(0, end + 1) : directory;
}

function mapFields<T extends object>(entry: T, fields: readonly (keyof T)[], change: (path: string) => string): T {
  const changed = { ...entry };
  for (const field of fields) {
    const path = entry[field];
    if (typeof path === "string") changed[field] = change(path) as T[keyof T];
  }
  return changed;
}

interface PathRules {
  readonly separator: RegExp;
  isAbsolute(path: string): boolean;
  join(directory: string, path: string): string;
}

const posix: PathRules = {
  separator: /\//,
  isAbsolute: (path) => path.startsWith("/"),
  join: (directory, path) => {
    const root = directory.startsWith("/") ? "/" : "";
    return root + tidy(`${directory}/${path}`.split("/"), root !== "").join("/");
  },
};

const windows: PathRules = {
  separator: /\\/,
  isAbsolute: (path) => /^(?:[A-Za-z]:[\\/]|[\\/]{2})/.test(path),
  join: (directory, path) => {
    const root = /^(?:[A-Za-z]:[\\/]?|[\\/]{2}[^\\/]+[\\/][^\\/]+)/.exec(directory)?.[0] ?? "";
    const rest = tidy(`${directory.slice(root.length)}\\${path}`.split(/[\\/]/), root !== "");
    return `${root.replace(/[\\/]?$/, "\\").replaceAll("/", "\\")}${rest.join("\\")}`;
  },
};

function isWindows(path: string): boolean {
  return /^(?:[A-Za-z]:|\\\\)/.test(path);
}

/** Steps without `.`, and without each `..` that has something before it to take back. */
function tidy(steps: readonly string[], rooted: boolean): string[] {
  const kept: string[] = [];
  for (const step of steps) {
    if (step === "" || step === ".") continue;
    if (step !== "..") kept.push(step);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!rooted) kept.push(step);
  }
  return kept;
}
