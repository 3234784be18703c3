import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { KubernetesError, type UnstructuredObject } from "@kubets/apimachinery";

/**
 * The objects of JSON manifests: of a file, or of every `.json` file of a folder, by name. Lists are taken apart. YAML is
 * not read. Rejects with reason `Configuration` where a path does not exist, is YAML or holds no objects, and names it.
 */
export async function loadManifests(path: string): Promise<UnstructuredObject[]> {
  const objects: UnstructuredObject[] = [];
  for (const file of await filesOf(path)) objects.push(...parseManifest(file, await readFile(file, "utf8")));
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
  const yaml = names.find(isYaml);
  if (yaml !== undefined) throw unreadable(join(path, yaml));
  const files = names.filter((name) => name.endsWith(".json")).map((name) => join(path, name));
  if (files.length > 0) return files;
  throw new KubernetesError(`${path}: no .json files in this folder`, { reason: "Configuration" });
}

const isYaml = (name: string): boolean => /\.ya?ml$/.test(name);

function unreadable(file: string): KubernetesError {
  const message = `${file}: YAML manifests cannot be loaded, only JSON: load it with "kubectl apply -f" instead`;
  return new KubernetesError(message, { reason: "Configuration" });
}

function parseManifest(file: string, text: string): UnstructuredObject[] {
  if (isYaml(file)) throw unreadable(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, which may be of a Secret.
    throw new KubernetesError(`${file}: not JSON`, { reason: "Configuration" });
  }
  return objectsOf(value, file);
}

function objectsOf(value: unknown, file: string): UnstructuredObject[] {
  if (Array.isArray(value)) return value.flatMap((each) => objectsOf(each, file));
  if (!isTyped(value)) {
    throw new KubernetesError(`${file}: no object with apiVersion and kind`, { reason: "Configuration" });
  }
  return value.kind === "List" ? objectsOf(value["items"] ?? [], file) : [value];
}

function isTyped(value: unknown): value is UnstructuredObject & { apiVersion: string; kind: string } {
  if (typeof value !== "object" || value === null) return false;
  const { apiVersion, kind } = value as { apiVersion?: unknown; kind?: unknown };
  return typeof apiVersion === "string" && typeof kind === "string";
}
