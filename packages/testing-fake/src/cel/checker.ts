import { literalType, paramNames, qualifiedName, type Checked, type Environment } from "./checked.ts";
import type { FunctionDeclaration, Overload } from "./declarations.ts";
import type { Call, Comprehension, Expression, ListLiteral, MapLiteral, Select } from "./expression.ts";
import { functions } from "./libraries.ts";
import type { Issue } from "./source.ts";
import {
  boolType,
  dynType,
  errorType,
  intType,
  isDyn,
  isDynOrError,
  listType,
  mapType,
  optionalType,
  optionalValue,
  paramType,
  sameType,
  typeText,
  type CelType,
} from "./types.ts";
import { typeNames } from "./type-names.ts";
import { mostGeneral, substitute, unify, type Mapping } from "./unify.ts";

/** Finds out the type of each part of an expression; what does not fit becomes an issue. */
export function check(
  expression: Expression,
  environment: Environment,
): { checked: Checked; issues: readonly Issue[] } {
  const checker = new Checker(environment);
  checker.check(expression);
  return { checked: checker.checked(expression), issues: checker.issues };
}

class Checker {
  readonly issues: Issue[] = [];
  readonly #environment: Environment;
  readonly #scopes: ReadonlyMap<string, CelType>[] = [];
  readonly #types = new Map<Expression, CelType>();
  readonly #overloads = new Map<Expression, readonly string[]>();
  readonly #resolved = new Map<Expression, Expression>();
  #mapping: Mapping = new Map();
  #variables = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  checked(expression: Expression): Checked {
    return {
      expression,
      typeOf: (node) => substitute(this.#mapping, this.#types.get(node) ?? dynType, true),
      overloadsOf: (node) => this.#overloads.get(node) ?? [],
      resolved: (node) => this.#resolved.get(node) ?? node,
      isVariable: (name) => this.#environment.variables.has(name),
    };
  }

  check(node: Expression): CelType {
    const type = this.#typeOf(node);
    this.#types.set(node, type);
    return type;
  }

  #issue(node: { readonly offset: number }, message: string): void {
    this.issues.push({ offset: node.offset, message });
  }

  #typeOf(node: Expression): CelType {
    switch (node.kind) {
      case "literal":
        return literalType(node.value);
      case "identifier": {
        const type = this.#lookUp(node.name);
        if (type) return type;
        return this.#undeclared(node, node.name);
      }
      case "select":
        return this.#select(node);
      case "call":
        return this.#call(node);
      case "list":
        return this.#list(node);
      case "map":
        return this.#map(node);
      case "struct":
        for (const field of node.fields) this.check(field.value);
        if (!typeNames().has(node.type)) return this.#undeclared(node, node.type);
        this.#issue(node, `'${node.type}' is not a message type`);
        return errorType;
      default:
        return this.#comprehension(node);
    }
  }

  #undeclared(node: Expression, name: string): CelType {
    this.#issue(node, `undeclared reference to '${name}' (in container '')`);
    return errorType;
  }

  #lookUp(name: string): CelType | undefined {
    const local = name.startsWith(".") ? undefined : this.#local(name);
    const global = name.replace(/^\./, "");
    return local ?? this.#environment.variables.get(global) ?? typeNames().get(global);
  }

  #local(name: string): CelType | undefined {
    return this.#scopes.findLast((scope) => scope.has(name))?.get(name);
  }

  #select(node: Select): CelType {
    const name = qualifiedName(node);
    if (name !== undefined) {
      const first = name.split(".", 1)[0] ?? "";
      const type = this.#local(first) ? undefined : this.#lookUp(name);
      if (type) {
        this.#resolved.set(node, { kind: "identifier", name, offset: node.offset });
        return type;
      }
    }
    const type = this.#field(node, node.operand, node.field, false);
    return node.test ? boolType : substitute(this.#mapping, type, false);
  }

  #field(node: Expression, operand: Expression, field: string, optional: boolean): CelType {
    const operandType = substitute(this.#mapping, this.check(operand), false);
    const held = optionalValue(operandType);
    const type = this.#fieldOf(node, held ?? operandType, field);
    return optional || held ? optionalType(type) : type;
  }

  #fieldOf(node: Expression, type: CelType, field: string): CelType {
    switch (type.kind) {
      case "map":
        return type.params[1] ?? dynType;
      case "struct": {
        const found = this.#environment.fieldType(type.name, field);
        if (!found) this.#issue(node, `undefined field '${field}'`);
        return found ?? errorType;
      }
      case "param":
        this.#assign(dynType, type);
        return dynType;
      default:
        if (!isDynOrError(type)) this.#issue(node, `type '${typeText(type)}' does not support field selection`);
        return dynType;
    }
  }

  #call(node: Call): CelType {
    const [operand, field] = node.arguments;
    if (node.name === "_?._" && operand && field) {
      this.#overloads.set(node, ["select_optional_field"]);
      const name = field.kind === "literal" && typeof field.value === "string" ? field.value : "";
      return substitute(this.#mapping, this.#field(node, operand, name, true), false);
    }
    const given = node.arguments.map((argument) => this.check(argument));
    const { target } = node;
    if (!target) {
      const found = functions().get(node.name.replace(/^\./, ""));
      if (!found) return this.#undeclared(node, node.name);
      return node.name === found.name
        ? this.#resolve(node, found, undefined, given)
        : this.#renamed(node, found, given);
    }
    const prefix = qualifiedName(target);
    const global = prefix === undefined ? undefined : functions().get(`${prefix}.${node.name}`.replace(/^\./, ""));
    if (global) return this.#renamed(node, global, given);
    const targetType = this.check(target);
    const found = functions().get(node.name);
    return found ? this.#resolve(node, found, targetType, given) : this.#undeclared(node, node.name);
  }

  /** The call of a function that is written otherwise: `ip.isCanonical(x)`, `.size(x)`. */
  #renamed(node: Call, found: FunctionDeclaration, given: CelType[]): CelType {
    const call: Call = { ...node, name: found.name, target: undefined };
    this.#resolved.set(node, call);
    const type = this.#resolve(node, found, undefined, given);
    this.#types.set(call, type);
    this.#overloads.set(call, this.#overloads.get(node) ?? []);
    return type;
  }

  #resolve(
    node: Call,
    { name, overloads }: FunctionDeclaration,
    target: CelType | undefined,
    rest: CelType[],
  ): CelType {
    const given = target ? [target, ...rest] : rest;
    let result: CelType | undefined;
    const fitting: string[] = [];
    for (const overload of overloads) {
      if (overload.member !== (target !== undefined)) continue;
      if (name === "_&&_" || name === "_||_") return this.#logical(node, overload, given);
      const fresh = this.#fresh(overload);
      if (!this.#assignAll(given, fresh.arguments)) continue;
      fitting.push(overload.id);
      const type = substitute(this.#mapping, fresh.result, false);
      if (result === undefined) result = type;
      else if (!isDyn(result) && !sameType(type, result)) result = dynType;
    }
    this.#overloads.set(node, fitting);
    if (result) return result;
    const shown = given.map((type) => typeText(substitute(this.#mapping, type, true)));
    const signature = target ? `${shown[0]}.(${shown.slice(1).join(", ")})` : `(${shown.join(", ")})`;
    this.#issue(node, `found no matching overload for '${name}' applied to '${signature}'`);
    return errorType;
  }

  #logical(node: Call, overload: Overload, given: readonly CelType[]): CelType {
    let wrong = false;
    for (const [index, type] of given.entries()) {
      if (this.#assign(type, boolType)) continue;
      this.#mismatch(node.arguments[index] ?? node, boolType, type);
      wrong = true;
    }
    this.#overloads.set(node, [overload.id]);
    return wrong ? errorType : boolType;
  }

  /** An overload whose type parameters are those of no other call. */
  #fresh(overload: Overload): Pick<Overload, "arguments" | "result"> {
    const names = new Set([...overload.arguments, overload.result].flatMap(paramNames));
    if (names.size === 0) return overload;
    const mapping = new Map([...names].map((name) => [name, this.#variable()]));
    return {
      arguments: overload.arguments.map((type) => substitute(mapping, type, false)),
      result: substitute(mapping, overload.result, false),
    };
  }

  #variable(): CelType {
    return paramType(`_var${this.#variables++}`);
  }

  #assign(a: CelType, b: CelType): boolean {
    return this.#assignAll([a], [b]);
  }

  #assignAll(a: readonly CelType[], b: readonly CelType[]): boolean {
    const mapping = unify(this.#mapping, a, b);
    if (mapping) this.#mapping = mapping;
    return mapping !== undefined;
  }

  #mismatch(node: Expression, expected: CelType, found: CelType): void {
    this.#issue(node, `expected type '${typeText(expected)}' but found '${typeText(found)}'`);
  }

  /** The type of an element that may be an optional one: `[?a]`. */
  #element(node: Expression, optional: boolean): CelType {
    const type = this.check(node);
    if (!optional) return type;
    const held = optionalValue(type);
    if (!held && !isDyn(type)) this.#mismatch(node, optionalType(type), type);
    return held ?? type;
  }

  #list(node: ListLiteral): CelType {
    let joined: CelType | undefined;
    for (const { value, optional } of node.elements) joined = this.#join(joined, this.#element(value, optional));
    return listType(joined ?? this.#variable());
  }

  #map(node: MapLiteral): CelType {
    let keys: CelType | undefined;
    let values: CelType | undefined;
    for (const { key, value, optional } of node.entries) {
      keys = this.#join(keys, this.check(key));
      values = this.#join(values, this.#element(value, optional));
    }
    return keys && values ? mapType(keys, values) : mapType(this.#variable(), this.#variable());
  }

  #join(before: CelType | undefined, type: CelType): CelType {
    if (!before) return type;
    return this.#assign(before, type) ? mostGeneral(before, type) : dynType;
  }

  #comprehension(node: Comprehension): CelType {
    const rangeGiven = this.check(node.range);
    const start = this.check(node.start);
    const range = substitute(this.#mapping, rangeGiven, false);
    this.#scopes.push(new Map([[node.accumulator, start]]));
    const [first, second] = this.#iterated(node, range);
    const variables = new Map([[node.variable, first]]);
    if (node.second !== undefined) variables.set(node.second, second);
    this.#scopes.push(variables);
    this.#expect(node.condition, boolType);
    this.#expect(node.step, start);
    this.#scopes.pop();
    const result = this.check(node.result);
    this.#scopes.pop();
    return substitute(this.#mapping, result, false);
  }

  #iterated(node: Comprehension, range: CelType): [CelType, CelType] {
    const [key = dynType, value = dynType] = range.params;
    switch (range.kind) {
      case "list":
        return node.second === undefined ? [key, key] : [intType, key];
      case "map":
        return [key, value];
      case "dyn":
      case "error":
      case "param":
        this.#assign(dynType, range);
        return [dynType, dynType];
      default: {
        const wanted = "(must be list, map, or dynamic)";
        this.#issue(node.range, `expression of type '${typeText(range)}' cannot be range of a comprehension ${wanted}`);
        return [errorType, errorType];
      }
    }
  }

  #expect(node: Expression, type: CelType): void {
    const found = this.check(node);
    if (!this.#assign(type, found)) this.#mismatch(node, type, found);
  }
}
