import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { KubernetesError, type UnstructuredObject } from "@kubets/apimachinery";
import { parseFaults, parseManifests, type Fault } from "@kubets/testing-fake";

/** An object and where it comes from: file, kind, namespace and name. */
export interface LoadedObject {
  readonly object: UnstructuredObject;
  readonly place: string;
}

/**
 * The objects of manifests in YAML or JSON: of a file, or of every `.yaml`, `.yml` and `.json` file of a folder, by name.
 * Lists are taken apart. Rejects with reason `Configuration` where a path does not exist, is no manifest or holds no
 * objects, and names the file and the place in it.
 */
export async function loadManifests(path: string): Promise<LoadedObject[]> {
  const objects: LoadedObject[] = [];
  for (const file of await filesOf(path)) {
    const found = await parsed(file, parseManifests);
    objects.push(...found.map((object) => ({ object, place: `${file}: ${nameOf(object)}` })));
  }
  return objects;
}

/** The faults of a file; rejects as {@link loadManifests} does. */
export function loadFaults(path: string): Promise<Fault[]> {
  return parsed(path, parseFaults);
}

async function parsed<T>(file: string, parse: (text: string, origin: string) => T): Promise<T> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new KubernetesError(`${file}: ${whyUnreadable(cause)}`, { reason: "Configuration", cause });
  }
  try {
    return parse(text, file);
  } catch (cause) {
    throw new KubernetesError((cause as Error).message, { reason: "Configuration", cause });
  }
}

function whyUnreadable(error: unknown): string {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "is a folder, and one file is wanted";
  return `cannot be read: ${code === "EACCES" ? "permission denied" : code}`;
}

function nameOf({ kind = "", metadata = {} }: UnstructuredObject): string {
  const { namespace, name = "without name" } = metadata;
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

async function filesOf(path: string): Promise<string[]> {
  let folder: boolean;
  try {
    folder = (await stat(path)).isDirectory();
  } catch (cause) {
    throw new KubernetesError(`${path}: no such file or folder`, { reason: "Configuration", cause });
  }
  if (!folder) return [path];
  const names = (await readdir(path)).toSorted();
  const files = names.filter((name) => /\.(ya?ml|json)$/.test(name)).map((name) => join(path, name));
  if (files.length > 0) return files;
  throw new KubernetesError(`${path}: no .yaml, .yml or .json files in this folder`, { reason: "Configuration" });
}
