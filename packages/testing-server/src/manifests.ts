import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { KubernetesError, type UnstructuredObject } from "@kubets/apimachinery";
import { parseManifests } from "@kubets/testing-fake";

/**
 * The objects of manifests in YAML or JSON: of a file, or of every `.yaml`, `.yml` and `.json` file of a folder, by name.
 * Lists are taken apart. Rejects with reason `Configuration` where a path does not exist, is no manifest or holds no
 * objects, and names the file and the place in it.
 */
export async function loadManifests(path: string): Promise<UnstructuredObject[]> {
  const objects: UnstructuredObject[] = [];
  for (const file of await filesOf(path)) {
    const text = await readFile(file, "utf8");
    try {
      objects.push(...parseManifests(text, file));
    } catch (cause) {
      throw new KubernetesError((cause as Error).message, { reason: "Configuration", cause });
    }
  }
  return objects;
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
