import { loadAll, YAMLException } from "js-yaml";
import { yamlSchema } from "../cluster/yaml-schema.ts";

/** YAML as a server reads it. */
export interface ParsedYaml {
  /** Of the first document; null where there is none. */
  readonly value: unknown;
  /** What is wrong with the text although it can be read: keys that it has twice. */
  readonly problems?: readonly string[];
}

const deepest = 1000;

/** Parses YAML; a key that stands twice counts as it stands last. Throws a SyntaxError in the words of go-yaml. */
export function parseYaml(text: string): ParsedYaml {
  try {
    return { value: first(text, false) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    if (!error.message.includes("duplicated mapping key")) throw new SyntaxError(`yaml: ${inGoWords(error, text)}`);
    const { line = 0, position = 0 } = error.mark ?? {};
    const key = /^["']?([^"':,}\n]+)/.exec(text.slice(position))?.[1]?.trim() ?? "";
    const problem = `yaml: unmarshal errors:\n  line ${line + 1}: key ${JSON.stringify(key)} already set in map`;
    return { value: first(text, true), problems: [problem] };
  }
}

/** The first document; what comes after it is not looked at. */
function first(text: string, lastCounts: boolean): unknown {
  const options = { schema: yamlSchema, json: lastCounts, maxDepth: deepest };
  const [value = null] = loadAll(firstText(text), options);
  checkAliases(value, text);
  return value;
}

/** The text up to the mark that ends the first document with anything in it. */
function firstText(text: string): string {
  for (const { index } of text.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm)) {
    const before = text.slice(0, index);
    if (/^(?!%|#|---\s*$|\.\.\.)\s*\S/m.test(before)) return before;
  }
  return text;
}

/**
 * Refuses what is a part of itself, and few words that stand for very many: a value that refers to another one is a copy of
 * it to whoever reads on.
 */
function checkAliases(root: unknown, text: string): void {
  const sizes = new Map<object, number>();
  const open = new Set<object>();
  const sizeOf = (value: unknown): number => {
    if (typeof value !== "object" || value === null) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    if (open.has(value)) {
      const anchor = /&([^\s,[\]{}]+)/.exec(text)?.[1] ?? "";
      throw new SyntaxError(`yaml: anchor '${anchor}' value contains itself`);
    }
    open.add(value);
    let size = 1;
    for (const inner of Object.values(value)) size += sizeOf(inner);
    open.delete(value);
    sizes.set(value, size);
    return size;
  };
  const all = sizeOf(root);
  if (all < 1000) return;
  const written = [...sizes.keys()].reduce((sum, value) => sum + 1 + scalarsIn(value), 0);
  const large = Math.min(Math.max((all - 400_000) / 3_600_000, 0), 1);
  if ((all - written) / all > 0.99 - 0.89 * large) throw new SyntaxError("yaml: document contains excessive aliasing");
}

function scalarsIn(value: object): number {
  return Object.values(value).filter((inner) => typeof inner !== "object" || inner === null).length;
}

/** Scanners name the line on which they stop, parsers the one before it; neither names the first. */
function inGoWords({ reason, mark }: YAMLException, text: string): string {
  const { line = 0, position = 0 } = mark ?? {};
  const scanned = (words: string): string => `${line === 0 ? "" : `line ${line + 1}: `}${words}`;
  const parsed = (words: string, at = line): string => `${at === 0 ? "" : `line ${at}: `}${words}`;
  const alias = /^unidentified alias "(.*)"$/.exec(reason)?.[1];
  if (alias !== undefined) return `unknown anchor '${alias}' referenced`;
  switch (reason) {
    case "unexpected end of the stream within a flow collection":
      return parsed(endOfFlow(text), text.replace(/\n$/, "").split("\n").length);
    case "unexpected end of the stream within a double quoted scalar":
    case "unexpected end of the stream within a single quoted scalar":
      return scanned("found unexpected end of stream");
    case "tab characters must not be used in indentation":
      return scanned("found character that cannot start any token");
    case "unknown escape sequence":
      return scanned("found unknown escape character");
    case "unacceptable YAML version of the document":
      return "found incompatible YAML document";
    case "the stream contains non-printable characters":
      return "control characters are not allowed";
    case "bad indentation of a sequence entry":
      return parsed("did not find expected '-' indicator");
    case "bad indentation of a mapping entry":
      break;
    default:
      return `line ${line + 1}: ${reason}`;
  }
  const character = text[position] ?? "";
  if (character === ":") return scanned("mapping values are not allowed in this context");
  if (/[@`]/.test(character)) return scanned("found character that cannot start any token");
  return parsed(/[\]}]/.test(character) ? "did not find expected node content" : "did not find expected key");
}

/** What is missing where a text ends within brackets. */
function endOfFlow(text: string): string {
  if (/[[{,]\s*$/.test(text)) return "did not find expected node content";
  const isList = text.lastIndexOf("[") > text.lastIndexOf("{");
  return `did not find expected ',' or '${isList ? "]" : "}"}'`;
}
