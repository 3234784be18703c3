import type { Path } from "./position.ts";

/**
 * What a field of a kubeconfig must be: client-go's reader refuses a number where text belongs rather than converting
 * it, and so does this. Fields that a shape does not name may be anything.
 */
export type Shape =
  | "text"
  | "flag"
  | "base64"
  | { readonly fields: Readonly<Record<string, Shape>> }
  | { readonly listOf: Shape; readonly named?: true }
  | { readonly mapOf: Shape };

export interface Misfit {
  readonly path: Path;
  readonly message: string;
}

const text = "text";
const flag = "flag";
const base64 = "base64";
const texts: Shape = { listOf: text };
const extensions: Shape = { listOf: { fields: { name: text } }, named: true };

const cluster: Shape = {
  fields: {
    server: text,
    "tls-server-name": text,
    "insecure-skip-tls-verify": flag,
    "certificate-authority": text,
    "certificate-authority-data": base64,
    "proxy-url": text,
    "disable-compression": flag,
    extensions,
  },
};

const exec: Shape = {
  fields: {
    command: text,
    args: texts,
    env: { listOf: { fields: { name: text, value: text } } },
    apiVersion: text,
    installHint: text,
    provideClusterInfo: flag,
    interactiveMode: text,
  },
};

const user: Shape = {
  fields: {
    "client-certificate": text,
    "client-certificate-data": base64,
    "client-key": text,
    "client-key-data": base64,
    token: text,
    tokenFile: text,
    username: text,
    password: text,
    as: text,
    "as-uid": text,
    "as-groups": texts,
    "as-user-extra": { mapOf: texts },
    "auth-provider": { fields: { name: text, config: { mapOf: text } } },
    exec,
    extensions,
  },
};

const context: Shape = { fields: { cluster: text, user: text, namespace: text, extensions } };

/** The shape of a whole kubeconfig. */
export const kubeconfigShape: Shape = {
  fields: {
    apiVersion: text,
    kind: text,
    clusters: { listOf: { fields: { name: text, cluster } }, named: true },
    users: { listOf: { fields: { name: text, user } }, named: true },
    contexts: { listOf: { fields: { name: text, context } }, named: true },
    "current-context": text,
    extensions,
    preferences: { fields: { colors: flag, extensions } },
  },
};

/** Everything in which a value differs from a shape. Null is the same as absent. */
export function misfits(value: unknown, shape: Shape, path: Path = []): Misfit[] {
  if (value === null || value === undefined) return [];
  if (shape === "text") return typeof value === "string" ? [] : [misfit(path, "text", value)];
  if (shape === "flag") return typeof value === "boolean" ? [] : [misfit(path, "true or false", value)];
  if (shape === "base64") {
    if (typeof value !== "string") return [misfit(path, "base64", value)];
    return isBase64(value) ? [] : [{ path, message: "expected base64, found text that is not base64" }];
  }
  if ("listOf" in shape) {
    if (!Array.isArray(value)) return [misfit(path, "a list", value)];
    const inside = value.flatMap((item: unknown, index) => misfits(item, shape.listOf, [...path, index]));
    return shape.named === true ? [...inside, ...duplicates(value, path)] : inside;
  }
  if (!isMapping(value)) return [misfit(path, "a mapping", value)];
  const entries =
    "mapOf" in shape ? Object.keys(value).map((key) => [key, shape.mapOf] as const) : Object.entries(shape.fields);
  return entries.flatMap(([key, inner]) => misfits(value[key], inner, [...path, key]));
}

/** Base64 as client-go reads it: padded, with nothing between but line breaks. */
export function isBase64(data: string): boolean {
  const joined = data.replace(/[\r\n]/g, "");
  return joined.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(joined);
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function duplicates(list: readonly unknown[], path: Path): Misfit[] {
  const seen = new Set<unknown>();
  return list.flatMap((item, index) => {
    const name = isMapping(item) ? (item["name"] ?? "") : "";
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      { path: [...path, index, "name"], message: `the name ${JSON.stringify(name)} is there twice in this list` },
    ];
  });
}

function misfit(path: Path, expected: string, value: unknown): Misfit {
  const quotes = expected === "text" && (typeof value === "number" || typeof value === "boolean");
  return { path, message: `expected ${expected}, found ${kindOf(value)}${quotes ? ": put it in quotes" : ""}` };
}

/** The kind alone: the value may be a secret. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isMapping(value)) return "a mapping";
  return typeof value === "string" ? "text" : `a ${typeof value}`;
}
