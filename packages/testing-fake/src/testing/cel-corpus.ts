import { readFileSync } from "node:fs";
import { goDouble } from "../cel/convert.ts";
import { compile } from "../cel/program.ts";
import { estimateCost } from "../cel/static-cost.ts";
import { sizeOfPath } from "../crd/rules/size.ts";
import { printed } from "../cel/printed.ts";
import { goQuote } from "../go-text.ts";
import { timestampText } from "../cel/time.ts";
import { typeText } from "../cel/types.ts";
import { Format } from "../cel/library/formats.ts";
import {
  CelError,
  Duration,
  List,
  Mapping,
  Opaque,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
  none,
  type Value,
} from "../cel/values.ts";
import { declareSchema, withObjectFields, type Declaration } from "../crd/rules/declaration.ts";
import { ruleEnvironment } from "../crd/rules/environment.ts";
import { valueOf } from "../crd/rules/schema-values.ts";
import { readSchema } from "../crd/schema.ts";
import type { JsonObject } from "../json.ts";

/** What the oracle says of an expression. */
export interface Result {
  readonly world: string;
  readonly expression: string;
  readonly compile?: string;
  readonly most: number;
  readonly cost: number;
  readonly type?: string;
  readonly value?: string;
  readonly error?: string;
}

export interface World {
  readonly declaration: Declaration;
  readonly optional: boolean;
  readonly variables: ReadonlyMap<string, Value>;
}

const folder = new URL("../../testdata/cel/", import.meta.url);

export function readResults(from: URL = folder): readonly Result[] {
  const lines = readFileSync(new URL("results.jsonl", from), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Result);
}

interface WorldJson {
  readonly schema: JsonObject;
  readonly self: unknown;
  readonly oldSelf?: unknown;
  readonly optional?: boolean;
  readonly root?: boolean;
}

export function readWorlds(from: URL = folder): ReadonlyMap<string, World> {
  const worlds = JSON.parse(readFileSync(new URL("worlds.json", from), "utf8")) as Record<string, WorldJson>;
  return new Map(Object.entries(worlds).map(([name, world]) => [name, openWorld(world)]));
}

function openWorld({ schema: json, self, oldSelf, optional = false, root = false }: WorldJson): World {
  const read = readSchema(json);
  const schema = root ? withObjectFields(read) : read;
  const declaration = declareSchema(read, root, "selfType");
  if (!declaration) throw new Error("nothing in this schema can be seen");
  const variables = new Map([["self", valueOf(self, schema)]]);
  if (oldSelf !== undefined) {
    const old = valueOf(oldSelf, schema);
    variables.set("oldSelf", optional ? new Optional(old) : old);
  } else if (optional) {
    variables.set("oldSelf", none);
  }
  return { declaration, optional, variables };
}

/** What this project makes of an expression, as the oracle would print it. */
export function judge(expression: string, { declaration, optional, variables }: World): Omit<Result, "world"> {
  const program = compile(expression, ruleEnvironment(declaration, optional));
  if ("problem" in program) {
    const prefix = program.stage === "instantiation" ? "program instantiation failed: " : "";
    return { expression, compile: prefix + program.problem, most: 0, cost: 0 };
  }
  const most = estimateCost(program.checked, sizeOfPath(declaration)).max;
  const { outcome, cost } = program.evaluate(variables, 1_000_000);
  const type = typeText(program.type);
  return outcome instanceof CelError
    ? { expression, type, most, cost, error: outcome.message }
    : { expression, type, most, cost, value: valueText(outcome) };
}

export function valueText(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return goQuote(value);
  if (typeof value === "number") return `${goDouble(value)}d`;
  if (value instanceof Uint) return `${value.value}u`;
  if (value instanceof Uint8Array)
    return `b${Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  if (value instanceof Timestamp) return `timestamp ${timestampText(value)}`;
  if (value instanceof Duration) return `duration ${value.nanos}`;
  if (value instanceof Optional) return value.value === undefined ? "none" : `optional ${valueText(value.value)}`;
  if (value instanceof List) return `[${[...value].map(valueText).join(", ")}]`;
  if (value instanceof Mapping) {
    const entries = [...value.keys()].map((key) => `${valueText(key)}: ${valueText(value.find(key) ?? null)}`);
    return `{${entries.toSorted().join(", ")}}`;
  }
  if (value instanceof TypeValue) return `type ${value.name}`;
  if (value instanceof Format) return `format ${value.name}`;
  if (value instanceof Opaque) return `${value.type.replace(/^.*\./, "").toLowerCase()} ${String(value)}`;
  return printed(value);
}
