import { readFileSync } from "node:fs";
import type { ClusterConfig } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { configurationError, isEmptyConfiguration } from "./errors.ts";
import { mergeKubeconfigs, type MergedKubeconfig } from "./merge.ts";
import { parseKubeconfig } from "./parse.ts";
import { directoryOf, resolvePaths } from "./paths.ts";
import { clusterConfigFromKubeconfig } from "./rest-config.ts";
import {
  errorOfAnswer,
  flatAnswer,
  flatConfig,
  overridesOf,
  sourceToken,
  type Answer,
  type Case,
} from "./testing/client-go.ts";
import { complaintsOfClientGo, complaintsOfKubets } from "./testing/complaints.ts";
import { formatKubeconfig } from "./write.ts";

const read = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../testdata/${file}`, import.meta.url), "utf8"));
const cases = read("kubeconfig-cases.json") as Case[];
const answers = new Map((read("kubeconfig-golden.json") as Answer[]).map((answer) => [answer.name, answer]));

/** Where the written text differs in more than empty fields. */
const writtenOtherwise: Readonly<Record<string, string>> = {
  "certificate data over several lines": "base64 is kept as it was, not joined",
  "extensions and unknown fields": "client-go drops fields that it does not know",
  "an exec plugin of v1beta1": "client-go writes the default of interactiveMode",
  "wrong cluster {}": "client-go writes an empty server",
  'wrong user {"exec": {}}': "client-go writes an empty apiVersion and more",
  'wrong user {"exec": {"command": "x", "apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never", "env": [{"value": "v"}]}}':
    "client-go writes an empty name",
  "YAML user token: t-1, tokenFile: ''": "an empty text is kept",
  "YAML user as-groups: [], token: t": "an empty list is kept",
  "YAML context , namespace: ''": "an empty text is kept",
  "text with a merge": "the field that holds the anchor is unknown, and kept",
  "text with capital keys": "the key is unknown to kubets, and kept",
};

const root = "/base";

const missing = (origin: string): Error => configurationError([{ origin, message: "no such file" }]);

function load(test: Case): MergedKubeconfig {
  if (test.explicit !== undefined && !(test.explicit in test.files)) throw missing(test.explicit);
  const paths = test.explicit === undefined ? (test.kubeconfig ?? []) : [test.explicit];
  const sources = paths.flatMap((path) => {
    const text = test.files[path];
    if (text === undefined) return [];
    const origin = `${root}/${path}`;
    const kubeconfig = parseKubeconfig(text.replaceAll("$ROOT", root), { origin });
    return [{ origin, kubeconfig: resolvePaths(kubeconfig, directoryOf(origin)) }];
  });
  return mergeKubeconfigs(sources);
}

function connect(test: Case): ClusterConfig {
  const { kubeconfig, origins } = load(test);
  const fileOf = (path: string): string | undefined => test.files[path.replace(`${root}/`, "")];
  return clusterConfigFromKubeconfig(kubeconfig, {
    ...overridesOf(test, root),
    origins,
    fileProblem: (path) => (fileOf(path) === undefined ? "no such file" : undefined),
    tokenFileSource: ({ path, initialToken }) => {
      const token = initialToken ?? fileOf(path);
      if (token === undefined) throw missing(path);
      return { token: () => token };
    },
    execCredentialSource: ({ exec }) => {
      const token = sourceToken.exec(exec.command);
      return { token: () => token, certificate: () => undefined };
    },
    authProviders: { oidc: () => ({ token: () => sourceToken.provider("oidc") }) },
  });
}

function tokenOf({ credentials }: ClusterConfig): string | undefined {
  const source = credentials?.token;
  return typeof source === "object" ? (source.token() as string) : source;
}

function attempt<T>(call: () => T): { value: T } | { error: unknown } {
  try {
    return { value: call() };
  } catch (error) {
    return { error };
  }
}

describe("against client-go's clientcmd (F053–F062, C71–C74)", () => {
  it("has an answer for every case", () => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
    expect(cases.map(({ name }) => name)).toEqual([...answers.keys()]);
  });

  it.for(cases.map((test) => [test.name, test] as const))("agrees on %s", ([name, test]) => {
    const answer = answers.get(name);
    const error = answer && errorOfAnswer(answer);
    const result = attempt(() => connect(test));
    if (error !== undefined) {
      expect(result).toHaveProperty("error");
      expect("error" in result && isEmptyConfiguration(result.error)).toBe(answer?.empty ?? false);
      // client-go stops at the first name that is asked for and not there.
      const said = "error" in result ? complaintsOfKubets(result.error) : new Set();
      expect([...complaintsOfClientGo(error)].filter((kind) => !said.has(kind))).toEqual([]);
    } else {
      if ("error" in result) throw result.error;
      expect(flatConfig(result.value, tokenOf(result.value))).toEqual(answer && flatAnswer(answer, root));
    }
  });

  it.for(
    cases
      .filter(({ name }) => answers.get(name)?.written !== undefined && !(name in writtenOtherwise))
      .map((test) => [test.name, test] as const),
  )("writes what kubectl writes, but for fields that say nothing: %s (F056)", ([name, test]) => {
    const written = answers.get(name)?.written?.replaceAll("$ROOT", root) ?? "";
    // client-go writes fields that are empty where they were absent.
    const empty =
      /^ +(?:user: ""|cluster: ""|command: ""|args: null|env: null|config: null|provideClusterInfo: false)\n/gm;
    const saying = written.replaceAll(empty, "").replaceAll(/^(clusters|contexts|users): null$/gm, "$1: []");
    expect(formatKubeconfig(load(test).kubeconfig)).toBe(saying);
  });

  it.for(Object.keys(writtenOtherwise))("writes otherwise on purpose: %s", (name) => {
    const test = cases.find((candidate) => candidate.name === name);
    expect(test && formatKubeconfig(load(test).kubeconfig)).not.toBe(answers.get(name)?.written);
  });
});
