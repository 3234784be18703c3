// Requests that are almost right: a full object with one thing changed, for each thing that can be.
import type { FullObject } from "./objects/full-object.ts";
import type { Sequence, SequenceRequest } from "./sequence.ts";

/** A change at a path: `spec.containers[0].name` becomes "". */
interface Mutation {
  readonly title: string;
  readonly body: unknown;
}

const long = "x".repeat(300);

/** What stands in for a value, by its type: some of it is good in some places. */
function substitutes(value: unknown): readonly unknown[] {
  if (typeof value === "string") {
    if (/^-?\d+(\.\d+)?([EPTGMk]i?|m)?$/.test(value)) return ["-1", "0", "1.5", "9Gi"];
    return ["", "Not Valid!", long, "other-value"];
  }
  if (typeof value === "number") return [-1, 0, 7, 2_000_000];
  if (typeof value === "boolean") return [!value];
  if (Array.isArray(value)) return value.length === 0 ? [] : [[], [...value, value[0]]];
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0) return [{}];
  return [];
}

/** All mutations of a value; `write` makes the whole object of what the value becomes. */
function* mutationsOf(value: unknown, path: string, write: (value: unknown) => unknown): Generator<Mutation> {
  for (const other of substitutes(value)) {
    yield { title: `${path} = ${JSON.stringify(other).slice(0, 60)}`, body: write(other) };
  }
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      yield* mutationsOf(element, `${path}[${index}]`, (other) => write(value.with(index, other)));
    }
  } else if (typeof value === "object" && value !== null) {
    const object = value as Readonly<Record<string, unknown>>;
    for (const field of Object.keys(object).filter((name) => object[name] !== undefined)) {
      const { [field]: _, ...others } = object;
      const inner = path === "" ? field : `${path}.${field}`;
      yield { title: `without ${inner}`, body: write(others) };
      yield* mutationsOf(object[field], inner, (other) => write({ ...object, [field]: other }));
    }
  }
}

/**
 * The same object created with each mutation, and then, once it is there, replaced by each. Nothing but it is stored. With
 * `most`, not all of them: as many, evenly from all parts of the object, always the same.
 */
export function mutationSequence({ title, path, body, within }: FullObject, most = Infinity): Sequence {
  const { name } = body.metadata;
  const { metadata: _, ...content } = body;
  const all = [...mutationsOf(within ? body : content, "", (other) => ({ ...body, ...(other as object) }))];
  const relevant = within
    ? all.filter((mutation) => within.some((part) => mutation.title.replace("without ", "").startsWith(part)))
    : all;
  const step = Math.max(1, relevant.length / most);
  const mutations = relevant.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  const requests: SequenceRequest[] = [
    ...mutations.map((mutation) => ({
      name: `create with ${mutation.title}`,
      method: "POST",
      path: `${path}?dryRun=All`,
      body: mutation.body,
    })),
    { name: "create", method: "POST", path, body },
    ...mutations.map((mutation) => ({
      name: `update with ${mutation.title}`,
      method: "PUT",
      path: `${path}/${name}?dryRun=All`,
      body: withVersion(mutation.body),
      from: { request: mutations.length, fields: ["metadata.resourceVersion"] },
    })),
    { name: "delete", method: "DELETE", path: `${path}/${name}?gracePeriodSeconds=0` },
  ];
  return { title: `mutations of ${title}`, requests };
}

function withVersion(body: unknown): unknown {
  return { ...(body as object), metadata: { ...(body as { metadata: object }).metadata } };
}
