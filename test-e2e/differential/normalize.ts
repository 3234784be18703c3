// Replaces what is a server's own (names of namespaces, uids, times, resourceVersions) by what is the same on all.
import type { Received } from "./servers.ts";

/**
 * Makes the normalizer of one sequence on one server: each uid becomes `uid-1`, `uid-2` and so on in the order in which it
 * is seen, each resourceVersion likewise, and each time `time`.
 */
export function createNormalizer(namespace: string): (received: Received) => Received {
  const uids = new Map<string, string>();
  const versions = new Map<string, string>();
  const named = (names: Map<string, string>, text: string, prefix: string): string => {
    let name = names.get(text);
    if (name === undefined) names.set(text, (name = `${prefix}-${names.size + 1}`));
    return name;
  };

  const text = (value: string): string =>
    value
      .replaceAll(namespace, "$ns")
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (uid) => named(uids, uid, "uid"))
      // Of an object that a message quotes.
      .replaceAll(/(resourceVersion\\*":\\*")\d+/g, "$1version")
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "time");

  const value = (raw: unknown, field: string): unknown => {
    if (typeof raw === "string") {
      return field === "resourceVersion" && /^\d+$/.test(raw) ? named(versions, raw, "version") : text(raw);
    }
    if (Array.isArray(raw)) {
      const items = raw.map((item: unknown) => value(item, ""));
      // Servers name conflicts in the order of a Go map.
      // Nor does it matter here which second a manager wrote in.
      const unordered = field === "causes" || field === "managedFields";
      return unordered ? items.toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b))) : items;
    }
    if (typeof raw !== "object" || raw === null) return raw;
    return Object.fromEntries(Object.entries(raw).map(([name, inner]) => [text(name), value(inner, name)]));
  };

  return ({ code, body, warnings }) => ({ code, body: value(body, ""), warnings: warnings.map(text) });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
