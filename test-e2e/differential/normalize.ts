// Replaces what is a server's own (names of namespaces, uids, times, resourceVersions) by what is the same on all.
import type { Received } from "./servers.ts";

/**
 * Makes the normalizer of one sequence on one server: each uid becomes `uid-3-1`, the first that the third answer brings,
 * each resourceVersion likewise, and each time `time`. What one answer has too many does not change the names in others.
 */
export function createNormalizer(namespace: string): (received: Received) => Received {
  const uids = new Map<string, string>();
  const versions = new Map<string, string>();
  let answer = 0;
  let found = 0;
  const named = (names: Map<string, string>, text: string, prefix: string): string => {
    let name = names.get(text);
    if (name === undefined) names.set(text, (name = `${prefix}-${answer}-${++found}`));
    return name;
  };

  const text = (value: string): string =>
    value
      .replaceAll(namespace, "$ns")
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (uid) => named(uids, uid, "uid"))
      // Servers hand out addresses of services by chance.
      .replaceAll(/\b10\.0\.0\.\d{1,3}\b/g, "10.0.0.x")
      // Of an object that a message quotes.
      .replaceAll(/(resourceVersion\\*":\\*")\d+/g, "$1version")
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "time");

  const value = (raw: unknown, field: string): unknown => {
    if (typeof raw === "string") {
      return field === "resourceVersion" && /^\d+$/.test(raw) ? named(versions, raw, "version") : text(raw);
    }
    // And their ports.
    if (field === "nodePort" || field === "healthCheckNodePort") return typeof raw === "number" ? "port" : raw;
    if (Array.isArray(raw)) {
      const items = raw.map((item: unknown) => value(item, ""));
      // Servers name conflicts in the order of a Go map.
      // Nor does it matter here which second a manager wrote in.
      const unordered = field === "causes" || field === "managedFields";
      return unordered ? items.toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b))) : items;
    }
    if (typeof raw !== "object" || raw === null) return raw;
    // A list has the version of the whole server, on which others write at the same time.
    const isList = "items" in raw || ("rows" in raw && "columnDefinitions" in raw);
    const own = (name: string, inner: unknown): unknown =>
      isList && name === "metadata" ? { ...(inner as object), resourceVersion: "the server's" } : inner;
    return Object.fromEntries(Object.entries(raw).map(([name, inner]) => [text(name), value(own(name, inner), name)]));
  };

  return ({ code, body, warnings }) => {
    answer++;
    found = 0;
    return {
      code,
      body: withSortedMessage(value(body, "")),
      // Those of fields that were wrong before come in the order of a Go map.
      warnings: warnings.map(text).toSorted(compareText),
    };
  };
}

/** Of a failure with several causes: its message lists them in the order of a Go map, as its causes are. */
function withSortedMessage(body: unknown): unknown {
  const { message, details } = (body ?? {}) as { message?: unknown; details?: { causes?: readonly unknown[] } };
  if (typeof message !== "string" || (details?.causes?.length ?? 0) < 2) return body;
  const sorted = message.replace(
    /\[(.*)\]/s,
    (_, list: string) => `[${list.split(", ").toSorted(compareText).join(", ")}]`,
  );
  return { ...(body as object), message: sorted };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
