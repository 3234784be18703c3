import { isDeepStrictEqual } from "node:util";
import { isKubernetesError } from "@kubets/apimachinery";
import { directoryOf, isEmptyConfiguration, parseKubeconfig, resolvePaths } from "@kubets/clientcmd";
import {
  errorOfAnswer,
  flatAnswer,
  type Answer,
  type Case,
} from "../../../packages/clientcmd/src/testing/client-go.ts";
import { complaintsOfClientGo, complaintsOfKubets } from "../../../packages/clientcmd/src/testing/complaints.ts";
import { parseYaml } from "../../../packages/clientcmd/src/yaml.ts";
import type { YamlAnswer } from "./go-answers.ts";
import type { Outcome } from "./on-node.ts";

/** How kubets differs from client-go in a case, for people; nothing where they agree. */
export function difference(test: Case, answer: Answer, outcome: Outcome): string | undefined {
  return connectionDiffers(test, answer, outcome) ?? editDiffers(test, answer, outcome);
}

function connectionDiffers(test: Case, answer: Answer, { config, error }: Outcome): string | undefined {
  const expected = errorOfAnswer(answer);
  if (expected === undefined) {
    if (error !== undefined) {
      const said = error instanceof Error ? error.message : "a failure";
      return onPurpose.hostless.test(said) ? undefined : `client-go connects, kubets says: ${said}`;
    }
    const [theirs, ours] = [flatAnswer(answer, "$ROOT"), config].map(withoutNames);
    return isDeepStrictEqual(theirs, ours)
      ? undefined
      : `client-go: ${JSON.stringify(theirs)}\nkubets: ${JSON.stringify(ours)}`;
  }
  if (config !== undefined) return `client-go says: ${expected}\nkubets connects: ${JSON.stringify(config)}`;
  if (!isKubernetesError(error)) return `kubets throws something else: ${String(error)}`;
  // Fields of a cluster alone are for the pod's own one (F063); client-go then wants a server.
  const isFieldsAlone =
    test.overrides?.clusterFields !== undefined &&
    /default cluster has no server defined|no server found for cluster/.test(expected);
  if (isFieldsAlone && isEmptyConfiguration(error)) return undefined;
  if (isEmptyConfiguration(error) !== (answer.empty ?? false))
    return `only one is empty: ${expected}\n${error.message}`;
  const said = complaintsOfKubets(error);
  // client-go reads a token file before it sees that there is a user name too.
  if (/^open .*\/(?:token|nowhere): /.test(expected) && said.has("several methods")) return undefined;
  const missed = [...complaintsOfClientGo(expected)].filter(
    (kind) => !said.has(kind) && !(isFieldsAlone && /^(?:certificate-authority|proxy-url)/.test(kind)),
  );
  return missed.length === 0 ? undefined : `kubets does not say ${missed.join(", ")}: ${expected}\n${error.message}`;
}

/** Which plugin or provider it would be is not asked: none is run. */
function withoutNames(config: Record<string, unknown> | undefined): Record<string, unknown> {
  const { exec, authProvider, token, ...rest } = config ?? {};
  return {
    ...rest,
    ...(exec !== undefined && { exec: true }),
    ...(authProvider !== undefined && { authProvider: true }),
    ...(typeof token === "string" && { token: token.trim() }),
  };
}

function editDiffers(test: Case, answer: Answer, { files, editError }: Outcome): string | undefined {
  if (test.edit === undefined) return undefined;
  if (answer.files === undefined) {
    return editError === undefined ? `client-go does not edit: ${answer.editError}` : undefined;
  }
  if (files === undefined) return `client-go edits, kubets says: ${String(editError)}`;
  for (const name of new Set([...Object.keys(answer.files), ...Object.keys(files)])) {
    const [theirs, ours] = [answer.files[name], files[name]];
    if (theirs === ours) continue;
    if (!isDeepStrictEqual(meaning(name, theirs), meaning(name, ours)))
      return `${name} after the edit\nclient-go: ${theirs}\nkubets: ${ours}`;
  }
  return undefined;
}

/** What a file says: where its paths lead, nothing by empty fields, and lists without regard to their order. */
function meaning(name: string, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return saying(resolvePaths(parseKubeconfig(text.replaceAll("$ROOT", "/base")), directoryOf(`/base/${name}`)));
  } catch {
    return text;
  }
}

function saying(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = value.map(saying);
    const isNamed = value.every((item) => typeof (item as { name?: unknown } | null)?.name === "string");
    return isNamed ? items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([key, field]): [string, unknown] => [
    key,
    // Data may stand in several lines.
    key.endsWith("-data") && typeof field === "string" ? field.replaceAll(/\s/g, "") : saying(field),
  ]);
  // client-go writes the default of a plugin of v1beta1.
  return Object.fromEntries(fields.filter(([, field]) => !isNothing(field) && field !== "IfAvailable"));
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    value === false ||
    (typeof value === "object" && Object.keys(value).length === 0)
  );
}

/** Differences that the README of clientcmd names. What is written so is damaged: nobody means it. */
const onPurpose = {
  /** Go dials this machine where a server's URL names no host. */
  hostless: /\.server: expected a URL such as \S+, found ":\d+"$/,
  refused: [
    // What stands behind the end of the only value, which kubectl passes over.
    /end of the stream or a document separator is expected/,
    // An escaped apostrophe, a comment with nothing before it, and two marks of a tag.
    /unknown escape sequence/,
    /missed comma between flow collection entries/,
    /tag suffix cannot contain/,
  ],
  read: [
    // In a flow collection: question marks and leading colons in words, keys of several lines.
    /did not find expected (?:',' or '[\]}]'|node content)/,
    // Directives of nobody's, and tabs where there is nothing to indent.
    /unknown directive name|could not find expected directive name|control characters are not allowed/,
    /found a tab character/,
    // A key behind an anchor on the line of another key.
    /mapping values are not allowed in this context/,
    /found unknown escape character/,
  ],
};

/** How kubets reads a YAML text differently, for people; nothing where it does not. */
export function yamlDifference(text: string, { error, json, anyOf = [json] }: YamlAnswer): string | undefined {
  let value: unknown;
  try {
    value = parseYaml(text, "f");
  } catch (thrown) {
    // What is no mapping is no kubeconfig: there it does not matter where a text goes wrong.
    const isKnown = !isMapping(json) || onPurpose.refused.some((words) => words.test(String(thrown)));
    return error === undefined && !isKnown
      ? `Go reads ${JSON.stringify(json)}; kubets says: ${String(thrown)}`
      : undefined;
  }
  if (error !== undefined) {
    const isKnown = !isMapping(value) || onPurpose.read.some((words) => words.test(error));
    return isKnown ? undefined : `Go says: ${error}\nkubets: ${JSON.stringify(value)}`;
  }
  const agrees = (!isMapping(json) && !isMapping(value)) || anyOf.some((answer) => isDeepStrictEqual(answer, value));
  return agrees ? undefined : `Go: ${JSON.stringify(anyOf)}\nkubets: ${JSON.stringify(value)}`;
}

function isMapping(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
