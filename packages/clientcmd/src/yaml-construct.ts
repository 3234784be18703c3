import { EVENT_ID, getScalarValue, SCALAR_STYLE, type Event } from "js-yaml";
import { offsetOf, YamlProblem } from "./yaml-events.ts";
import { resolveScalar, standardTag } from "./yaml-scalar.ts";

type NodeEvent = Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP }>;

/** Values that a document of so many characters may unfold to by its aliases. */
const mostValues = (length: number): number => 100_000 + 10 * length;
/** Collections inside each other, by way of aliases too: no kubeconfig has ten. */
const deepest = 1000;

/**
 * The value of the first document in the events of a YAML text, made as kubectl makes it: keys become text, the last of
 * two equal keys wins, a merge key puts in its fields where it stands, and each alias is a value of its own, so that
 * changing one place changes no other. Aliases that lead into themselves, or unfold to more than memory holds, are errors.
 */
export function constructDocument(text: string, events: readonly Event[]): unknown {
  const [first] = events;
  if (first?.type !== EVENT_ID.DOCUMENT) return null;
  const handles: Record<string, string> = { "!": "!", "!!": standardTag };
  for (const directive of first.directives) {
    if (directive.kind === "tag") handles[directive.handle] = directive.prefix;
    else if (directive.version !== "1.1") throw new YamlProblem("kubectl reads YAML 1.1 only: take away the %YAML");
  }
  const targets = targetsOfAliases(text, events);
  const inside = new Set<number>();
  let values = 0;
  let depth = 0;
  let at = 1;

  const next = (): NodeEvent => events[at] as NodeEvent;
  const fail = (message: string, event: NodeEvent): never => {
    throw new YamlProblem(message, offsetOf(event));
  };
  const isEnd = (): boolean => events[at]?.type === EVENT_ID.POP;

  const tagOf = (event: Exclude<NodeEvent, { type: typeof EVENT_ID.ALIAS }>): string | undefined => {
    if (event.tagStart < 0) return undefined;
    const raw = text.slice(event.tagStart, event.tagEnd);
    if (raw === "!") return `${standardTag}str`;
    if (raw.startsWith("!<")) return raw.slice(2, -1);
    const end = raw.indexOf("!", 1) + 1 || 1;
    return (handles[raw.slice(0, end)] ?? raw.slice(0, end)) + raw.slice(end);
  };

  /** Goes where an alias leads, and comes back. */
  const follow = <T>(alias: number, work: () => T): T => {
    const target = targets.get(alias);
    if (target === undefined) return fail("an alias names no anchor before it", next());
    if (inside.has(target)) return fail("an alias stands inside of what it stands for", next());
    inside.add(target);
    at = target;
    const result = work();
    inside.delete(target);
    at = alias + 1;
    return result;
  };

  const value = (): unknown => {
    const event = next();
    if (++values > mostValues(text.length)) {
      throw new YamlProblem(`its aliases unfold to more than ${mostValues(text.length)} values`);
    }
    if (event.type === EVENT_ID.ALIAS) return follow(at, value);
    if (event.type === EVENT_ID.SCALAR) {
      at++;
      return scalar(event);
    }
    if (++depth > deepest) fail(`its collections stand more than ${deepest} deep in each other`, event);
    const collection = event.type === EVENT_ID.SEQUENCE ? items() : Object.fromEntries(putFields(new Map()));
    depth--;
    return collection;
  };

  const items = (): unknown[] => {
    const list: unknown[] = [];
    for (at++; !isEnd();) list.push(value());
    at++;
    return list;
  };

  const scalar = (event: Extract<NodeEvent, { type: typeof EVENT_ID.SCALAR }>): unknown => {
    const tag = tagOf(event);
    const source = sourceOf(text, event);
    if (tag === undefined && event.style !== SCALAR_STYLE.PLAIN) return source;
    const resolved = resolveScalar(source, tag);
    return "problem" in resolved ? fail(resolved.problem, event) : resolved.value;
  };

  const putFields = (fields: Map<string, unknown>): Map<string, unknown> => {
    for (at++; !isEnd();) {
      const event = next();
      if (isMergeKey(event)) {
        at++;
        merge(fields);
        continue;
      }
      const key = value();
      if (typeof key === "object") fail("a key must be text, a number or a boolean", event);
      fields.set(String(key), value());
    }
    at++;
    return fields;
  };

  const isMergeKey = (event: NodeEvent): boolean => {
    if (event.type !== EVENT_ID.SCALAR || sourceOf(text, event) !== "<<") return false;
    const tag = tagOf(event);
    return tag === undefined ? event.style === SCALAR_STYLE.PLAIN : tag === `${standardTag}merge`;
  };

  const merge = (fields: Map<string, unknown>): void => {
    if (next().type !== EVENT_ID.SEQUENCE) return mergeMapping(fields);
    // The first of several wins.
    const merged: Map<string, unknown>[] = [];
    for (at++; !isEnd();) {
      const from = new Map<string, unknown>();
      mergeMapping(from);
      merged.push(from);
    }
    at++;
    for (const from of merged.toReversed()) for (const [key, field] of from) fields.set(key, field);
  };

  const mergeMapping = (fields: Map<string, unknown>): void => {
    const event = next();
    const put = (): void => {
      if (next().type !== EVENT_ID.MAPPING) fail("<< needs a mapping, or a list of mappings", event);
      putFields(fields);
    };
    if (event.type === EVENT_ID.ALIAS) follow(at, put);
    else put();
  };

  return value();
}

/** A scalar's text. Go adds no line break to a block that the end of the whole text cuts off. */
function sourceOf(text: string, event: Extract<NodeEvent, { type: typeof EVENT_ID.SCALAR }>): string {
  // Lines may have been joined where it was parsed, so that it seems to have no breaks.
  const source = getScalarValue(text, { ...event, fast: false });
  const isBlock = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
  return isBlock && event.valueEnd >= text.length && !text.endsWith("\n") ? source.replace(/\n$/, "") : source;
}

/** Which event each alias stands for: the last anchor of its name before it. */
function targetsOfAliases(text: string, events: readonly Event[]): ReadonlyMap<number, number> {
  const anchors = new Map<string, number>();
  const targets = new Map<number, number>();
  for (const [index, event] of events.entries()) {
    if (!("anchorStart" in event) || event.anchorStart < 0) continue;
    const name = text.slice(event.anchorStart, event.anchorEnd);
    if (event.type !== EVENT_ID.ALIAS) anchors.set(name, index);
    else if (anchors.has(name)) targets.set(index, anchors.get(name) as number);
  }
  return targets;
}
