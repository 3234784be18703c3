import { goJson } from "../go-text.ts";
import { isObject, type JsonObject } from "../json.ts";
import { emptyFieldsOf, emptyIn } from "../schema/empty-fields.ts";
import { Shown } from "../http/status.ts";
import { internalTypes } from "./internal-types.ts";

/** A field of a type of the server's memory. */
interface Field {
  readonly name: string;
  /** `~` null if unset, `#` number, `?` boolean, `0` quantity, `:` a struct, nothing for a text. */
  readonly kind: string;
  readonly type: string;
}

let table: Map<string, readonly Field[]> | undefined;

function fieldsOf(type: string): readonly Field[] | undefined {
  if (!table) {
    table = new Map();
    for (const line of internalTypes.trim().split("\n")) {
      const [name = "", ...fields] = line.split(" ");
      table.set(
        name,
        fields.map((field) => {
          const [, own = "", kind = "", inner = ""] = /^(\^?\w*?)([~#?:]|0$|$)([\w.]*)$/.exec(field) ?? [];
          return { name: own, kind, type: inner };
        }),
      );
    }
  }
  return table.get(type);
}

/** Fields that are called something else in the API. */
const otherNames: Readonly<Record<string, string>> = {
  DeprecatedServiceAccount: "serviceAccount",
  EndpointsName: "endpoints",
  CephMonitors: "monitors",
  RBDImage: "image",
  RBDPool: "pool",
  RadosUser: "user",
  DataDiskURI: "diskURI",
  DiscoveryCHAPAuth: "chapAuthDiscovery",
  SessionCHAPAuth: "chapAuthSession",
};

/** Made of entries in an order that is to stay: what JSON.stringify would write, without sorting. */
type Ordered = readonly (readonly [name: string, value: Tree])[];
interface Branch {
  readonly fields: Ordered;
}
type Tree = Branch | readonly Tree[] | string;

const isBranch = (tree: Tree): tree is Branch => typeof tree === "object" && "fields" in tree;

function treeOf(type: string, value: unknown): Tree {
  if (type === "LabelSelector") return selectorTree(value);
  const fields = fieldsOf(type);
  if (!fields) return plainTree(value);
  const object = isObject(value) ? value : {};
  const byName = new Map(Object.keys(object).map((name) => [name.toLowerCase(), object[name]]));
  for (const name of emptyFieldsOf(object)) {
    if ((object[name] ?? undefined) === undefined) byName.set(name.toLowerCase(), emptyIn(object, name));
  }
  const entries: (readonly [string, Tree])[] = [];
  for (const { name, kind, type: inner } of fields) {
    if (name === "^ObjectMeta") {
      entries.push(...metadataEntries(object));
      continue;
    }
    const own = byName.get((otherNames[name] ?? name).toLowerCase());
    entries.push([name, fieldTree(kind, inner, own ?? undefined)]);
  }
  return { fields: entries };
}

function fieldTree(kind: string, type: string, value: unknown): Tree {
  if (value === undefined) {
    if (kind === ":") return treeOf(type, undefined);
    return kind === "~" ? "null" : kind === "#" ? "0" : kind === "?" ? "false" : kind === "0" ? '"0"' : '""';
  }
  if (Array.isArray(value))
    return value.map((element: unknown) => (type === "" ? plainTree(element) : treeOf(type, element)));
  return type === "" ? plainTree(value) : treeOf(type, value);
}

function plainTree(value: unknown): Tree {
  if (Array.isArray(value)) return value.map(plainTree);
  if (!isObject(value)) return goJson(value);
  return {
    fields: Object.keys(value)
      .toSorted()
      .map((name) => [name, plainTree(value[name])]),
  };
}

/** Selectors and metadata are the same in memory as in the API. */
function selectorTree(value: unknown): Tree {
  const { matchLabels, matchExpressions } = isObject(value) ? value : {};
  const entries: [string, Tree][] = [];
  if (isObject(matchLabels) && Object.keys(matchLabels).length > 0)
    entries.push(["matchLabels", plainTree(matchLabels)]);
  if (Array.isArray(matchExpressions) && matchExpressions.length > 0) {
    const requirements = matchExpressions.filter(isObject).map((requirement): Tree => {
      const { key = "", operator = "", values } = requirement;
      const some = Array.isArray(values) && values.length > 0;
      return {
        fields: [
          ["key", goJson(key)],
          ["operator", goJson(operator)],
          ...(some ? ([["values", plainTree(values)]] as const) : []),
        ],
      };
    });
    entries.push(["matchExpressions", requirements]);
  }
  return { fields: entries };
}

function metadataEntries(object: JsonObject): Ordered {
  const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
  return ["name", "generateName", "namespace", "labels", "annotations", "finalizers"]
    .filter((name) => metadata[name] !== undefined)
    .map((name) => [name, plainTree(metadata[name])]);
}

function compact(tree: Tree): string {
  if (typeof tree === "string") return tree;
  if (!isBranch(tree)) return `[${tree.map(compact).join(",")}]`;
  return `{${tree.fields.map(([name, value]) => `${goJson(name)}:${compact(value)}`).join(",")}}`;
}

function* linesOf(tree: Tree, indent: string, before: string, after: string): Generator<string> {
  const inner = `${indent} `;
  const isList = typeof tree !== "string" && !isBranch(tree);
  const entries = typeof tree === "string" ? [] : isBranch(tree) ? tree.fields : tree.map((one) => ["", one] as const);
  if (typeof tree === "string" || entries.length === 0) {
    yield `${indent}${before}${compact(tree)}${after}`;
    return;
  }
  yield `${indent}${before}${isList ? "[" : "{"}`;
  for (const [index, [name, value]] of entries.entries()) {
    yield* linesOf(value, inner, isList ? "" : `${goJson(name)}: `, index < entries.length - 1 ? "," : "");
  }
  yield `${indent}${isList ? "]" : "}"}${after}`;
}

/** A value as a message shows the server's own type of it: `{"Type":"","LocalhostProfile":null}`. */
export function internalShown(type: string, value: unknown): Shown {
  const short = type.replace(/^core\./, "");
  const tree = Array.isArray(value) ? value.map((element: unknown) => treeOf(short, element)) : treeOf(short, value);
  return new Shown(value === undefined || value === null ? "null" : compact(tree));
}

/** A value in the server's own type as JSON. */
export const internalText = (type: string, value: unknown): string => compact(treeOf(type, value));

/** The same over several lines, one for each value in it. */
export function internalLines(type: string, value: unknown): readonly string[] {
  return [...linesOf(treeOf(type.replace(/^core\./, ""), value), "", "", "")];
}

/** A label selector as messages show it. */
export const selectorShown = (value: unknown): Shown => new Shown(value ? compact(selectorTree(value)) : "null");
