import type { Kubeconfig } from "./kubeconfig.ts";
import { mergeKubeconfigs, type KubeconfigSource } from "./merge.ts";
import { clusterPaths, directoryOf, relativePath, resolvePaths, userPaths } from "./paths.ts";
import { sortKeys } from "./write.ts";

/** Options of {@link writeBack}. */
export interface WriteBackOptions {
  /** The files as they are, the strongest first: their paths as origins, relative paths in them not resolved. */
  readonly sources: readonly KubeconfigSource[];
  /** What is wanted: the merge of the sources with resolved paths, changed in whatever way. */
  readonly wanted: Kubeconfig;
  /** The file for what is in no file yet; it need not be among the sources. */
  readonly defaultOrigin: string;
}

/**
 * Which files must be written so that their merge is what is wanted (F057, C81); files that need no change are left out.
 *
 * A changed cluster, user, context or extension goes into the file it comes from, a new one into the default file, and one
 * that is gone leaves its file (a weaker file may have another of that name, which then counts). `current-context` goes
 * into the default file; cleared, it is cleared in the file that had it. What was not changed stays as it stands there,
 * relative paths and unknown fields included; changed paths become relative where they lead into the file's directory.
 */
export function writeBack({ sources, wanted, defaultOrigin }: WriteBackOptions): KubeconfigSource[] {
  const resolved = sources.map(({ origin, kubeconfig }) => ({
    origin,
    kubeconfig: resolvePaths(kubeconfig, directoryOf(origin)),
  }));
  const before = mergeKubeconfigs(resolved).kubeconfig;
  const files = new Map(sources.map(({ origin, kubeconfig }) => [origin, structuredClone(kubeconfig)]));
  const written = new Set<string>();
  const fileOf = (origin: string): Kubeconfig => {
    const file = files.get(origin) ?? { clusters: [], users: [], contexts: [] };
    files.set(origin, file);
    written.add(origin);
    return file;
  };

  for (const list of ["clusters", "users", "contexts", "extensions"] as const) {
    const old = new Map(entriesOf(before, list).map((entry) => [entry.name, entry]));
    const kept = new Set<string>();
    for (const entry of entriesOf(wanted, list)) {
      kept.add(entry.name);
      const previous = old.get(entry.name);
      if (previous !== undefined && isSame(previous, entry)) continue;
      const origin = originOf(sources, list, entry.name) ?? defaultOrigin;
      putEntry(fileOf(origin), list, previous, entry, directoryOf(origin));
    }
    for (const name of old.keys()) {
      const origin = kept.has(name) ? undefined : originOf(sources, list, name);
      if (origin === undefined) continue;
      const file = fileOf(origin) as unknown as Fields;
      file[list] = entriesOf(file, list).filter((entry) => entry.name !== name);
    }
  }
  putFields(before, wanted, (field, cleared) => {
    const holder = sources.find(({ kubeconfig }) => Boolean((kubeconfig as unknown as Fields)[field]))?.origin;
    return fileOf(((cleared || field !== "current-context") && holder) || defaultOrigin);
  });
  return [...written].map((origin) => ({ origin, kubeconfig: files.get(origin) as Kubeconfig }));
}

type Fields = Record<string, unknown>;
type List = "clusters" | "users" | "contexts" | "extensions";
interface Named {
  name: string;
}

const bodies = { clusters: "cluster", users: "user", contexts: "context", extensions: "extension" } as const;

function entriesOf(kubeconfig: object, list: List): Named[] {
  return ((kubeconfig as Fields)[list] as Named[] | undefined) ?? [];
}

function originOf(sources: readonly KubeconfigSource[], list: List, name: string): string | undefined {
  return sources.find(({ kubeconfig }) => entriesOf(kubeconfig, list).some((entry) => entry.name === name))?.origin;
}

/** Puts a changed entry into a file: fields that did not change stay as they are written there. */
function putEntry(file: Kubeconfig, list: List, previous: Named | undefined, entry: Named, directory: string): void {
  const entries = entriesOf(file, list);
  const index = entries.findIndex(({ name }) => name === entry.name);
  const body = bodies[list];
  const [was, is, stands] = [previous, entry, entries[index]].map((named) => (named as Fields | undefined)?.[body]);
  const result = structuredClone(entry);
  if (list === "clusters" || list === "users") {
    const paths: readonly string[] = list === "clusters" ? clusterPaths : userPaths;
    (result as unknown as Fields)[body] = asWritten(was as Fields, is as Fields, stands as Fields, (field, path) =>
      paths.includes(field) ? relativePath(path, directory) : path,
    );
  }
  if (index < 0) (file as unknown as Fields)[list] = [...entries, result];
  else entries[index] = result;
}

function asWritten(
  was: Fields = {},
  is: Fields,
  stands: Fields = {},
  relative: (field: string, path: string) => string,
): Fields {
  const fields = Object.entries(is).map(([field, value]) => {
    if (field in was && field in stands && isSame(was[field], value)) return [field, stands[field]];
    return [field, typeof value === "string" ? relative(field, value) : structuredClone(value)];
  });
  return Object.fromEntries(fields) as Fields;
}

/** Single values: everything that is not a list of named entries. */
function putFields(
  before: Kubeconfig,
  wanted: Kubeconfig,
  fileFor: (field: string, cleared: boolean) => Kubeconfig,
): void {
  const [old, is] = [before, wanted] as unknown as [Fields, Fields];
  for (const field of new Set([...Object.keys(old), ...Object.keys(is)])) {
    if (field in bodies || field === "apiVersion" || field === "kind") continue;
    const value = is[field];
    if (isSame(old[field] || undefined, value || undefined)) continue;
    const file = fileFor(field, !value) as unknown as Fields;
    if (value) file[field] = structuredClone(value);
    else delete file[field];
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sortKeys(a)) === JSON.stringify(sortKeys(b));
}
