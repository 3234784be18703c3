// Runs a sequence against both servers and compares what they answer.
import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { ObjectMeta } from "@kubets/apimachinery";
import { createNormalizer } from "./normalize.ts";
import type { Received, Sent, Server } from "./servers.ts";
import type { Sequence, SequenceRequest } from "./sequence.ts";

/** A request that two servers answered differently. */
export interface Difference {
  /** The request's name, or its place in the sequence. */
  readonly request: string;
  /** What differs, in lines for people. */
  readonly text: string;
}

/** How often a kube-apiserver is asked a sequence again that was answered differently. */
const repeats = 6;

/** How the answers of two servers compare. */
export interface SequenceComparison {
  readonly differences: readonly Difference[];
  /** Names of requests that the real server answers in several ways, of which the other's answer is one. */
  readonly varying: readonly string[];
}

/**
 * Compares the answers of two servers. A kube-apiserver answers some requests in more than one way, by the order of a Go
 * map: where the first answers differ otherwise than is known it is asked again, and the other's answer must be one of those
 * that it gives.
 */
export async function compareSequence(
  sequence: Sequence,
  real: Server,
  fake: Server,
  known: ReadonlySet<string>,
): Promise<SequenceComparison> {
  const namespace = newNamespace();
  const [expected = [], found = []] = await Promise.all(
    [real, fake].map((server) => answers(sequence, server, namespace)),
  );
  let differences = differencesOf(sequence, expected, found);
  const varying: string[] = [];
  const isUnknown = ({ request }: Difference): boolean => !known.has(request);
  for (let asked = 0; differences.some(isUnknown) && asked < repeats; asked++) {
    const other = differencesOf(sequence, await answers(sequence, real, newNamespace()), found);
    const remains = ({ request }: Difference): boolean => other.some((difference) => difference.request === request);
    varying.push(...differences.filter((difference) => !remains(difference)).map(({ request }) => request));
    differences = differences.filter(remains);
  }
  return { differences, varying };
}

function newNamespace(): string {
  return `diff-${randomBytes(4).toString("hex")}`;
}

/** Where the answers to the requests of a sequence are not the same. */
export function differencesOf(
  sequence: Sequence,
  expected: readonly Received[],
  found: readonly Received[],
): Difference[] {
  const differences: Difference[] = [];
  for (const [index, request] of sequence.requests.entries()) {
    const [left, right] = [expected[index], found[index]];
    if (isDeepStrictEqual(left, right)) continue;
    const lines = differencesBetween(left, right, "");
    // The message of a failure says most.
    const failed = (received: Received | undefined): string =>
      JSON.stringify((received?.body as { message?: string } | undefined)?.message);
    if (left?.code !== right?.code) lines.unshift(`real ${failed(left)}`, `fake ${failed(right)}`);
    const text = lines
      .slice(0, 12)
      .map((line) => `    ${line}`)
      .join("\n");
    const name = request.name ?? String(index);
    differences.push({ request: name, text: `  ${name}: ${request.method} ${request.path}\n${text}` });
  }
  return differences;
}

/** The answers of one server, with what is its own replaced by what is the same for all. */
export async function answers(sequence: Sequence, server: Server, namespace: string): Promise<Received[]> {
  const body = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  const created = await server.send({
    method: "POST",
    path: "/api/v1/namespaces",
    headers: { "content-type": "application/json" },
    body,
  });
  if (created.code !== 201) throw new Error(`no namespace: ${JSON.stringify(created.body)}`);
  const normalize = createNormalizer(namespace);
  const raw: Received[] = [];
  const normalized: Received[] = [];
  for (const request of sequence.requests) {
    if (request.pauseMs) await setTimeout(request.pauseMs);
    const sent = toSend(request, raw, namespace);
    let received = await server.send(sent);
    for (
      let tries = 0;
      request.untilCode !== undefined && received.code !== request.untilCode && tries < 100;
      tries++
    ) {
      await setTimeout(100);
      received = await server.send(sent);
    }
    raw.push(received);
    await seenByCache(server, sent, received);
    if (request.unchecked) normalized.push({ code: 0, body: undefined, warnings: [] });
    else normalized.push(normalize(received));
  }
  return normalized;
}

/**
 * Waits until the server's watch cache knows what was just written. A kube-apiserver applies the next patch to the object of
 * that cache first: where that is an older one, it also warns of what the older one had.
 */
async function seenByCache(server: Server, { method, path }: Sent, { code, body }: Received): Promise<void> {
  const { name, resourceVersion } = (body as { metadata?: ObjectMeta } | undefined)?.metadata ?? {};
  const collection = /^\/apis?\/.+?\/namespaces\/[^/]+\/[^/?]+/.exec(path)?.[0];
  if (method === "GET" || code >= 300 || collection === undefined || !name || !resourceVersion) return;
  const read = {
    method: "GET",
    path: `${collection}/${name}?resourceVersion=${resourceVersion}`,
    headers: { accept: "application/json" },
  };
  // Each waits for some seconds.
  for (let tries = 0; tries < 20; tries++) if ((await server.send(read)).code < 500) return;
  throw new Error(`${path}: its cache did not reach ${resourceVersion}`);
}

function toSend(request: SequenceRequest, earlier: readonly Received[], namespace: string): Sent {
  const {
    method,
    path,
    contentType = "application/json",
    accept = "application/json",
    userAgent = "differential/1",
  } = request;
  const own = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll("$ns", namespace)) as T;
  let body = request.body === undefined ? undefined : own(request.body);
  if (request.edit) body = merged(earlier[request.edit.request]?.body, own(request.edit.merge));
  if (request.from) {
    for (const field of request.from.fields) copyField(earlier[request.from.request]?.body, body, field.split("."));
  }
  const headers: Record<string, string> = { accept, "user-agent": userAgent };
  if (body !== undefined) headers["content-type"] = contentType;
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  return { method, path: path.replaceAll("$ns", namespace), headers, body: text };
}

/** A merge patch: null removes. */
function merged(value: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const result: Record<string, unknown> = { ...(value as Record<string, unknown> | undefined) };
  for (const [field, inner] of Object.entries(patch)) {
    if (inner === null) delete result[field];
    else result[field] = merged(result[field], inner);
  }
  return result;
}

function copyField(from: unknown, to: unknown, path: readonly string[]): void {
  let [source, target] = [from as Record<string, unknown> | undefined, to as Record<string, unknown>];
  for (const field of path.slice(0, -1)) {
    source = source?.[field] as Record<string, unknown> | undefined;
    target = (target[field] ??= {}) as Record<string, unknown>;
  }
  const last = path.at(-1) ?? "";
  target[last] = source?.[last];
}

/** Where two values differ, one line each. */
function differencesBetween(real: unknown, fake: unknown, path: string): string[] {
  if (isDeepStrictEqual(real, fake)) return [];
  const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
  if (!isPlain(real) || !isPlain(fake) || Array.isArray(real) !== Array.isArray(fake)) {
    return [
      `${path || "all"}: real ${JSON.stringify(real)}`,
      `${" ".repeat(path.length)}  fake ${JSON.stringify(fake)}`,
    ];
  }
  const fields = new Set([...Object.keys(real), ...Object.keys(fake)]);
  return [...fields].flatMap((field) =>
    differencesBetween(real[field], fake[field], path === "" ? field : `${path}.${field}`),
  );
}
