import type { ClusterConfig } from "@kubets/rest";
import type { Cluster, Context, User } from "../kubeconfig.ts";

/** A question to client-go's clientcmd, in the words of tooling/oracles/clientcmd. `$ROOT` stands for the case's folder. */
export interface Case {
  name: string;
  files: Record<string, string>;
  folders?: string[];
  links?: Record<string, string>;
  kubeconfig?: string[];
  env?: Record<string, string>;
  explicit?: string;
  overrides: CaseOverrides;
  edit?: CaseEdit;
}

export interface CaseOverrides {
  context?: string;
  cluster?: string;
  user?: string;
  namespace?: string;
  clusterFields?: Cluster;
  userFields?: User;
}

/** Entries by name; null takes one away. */
export interface CaseEdit {
  clusters?: Record<string, Cluster | null>;
  users?: Record<string, User | null>;
  contexts?: Record<string, Context | null>;
  "current-context"?: string;
}

/** What client-go answered. */
export interface Answer {
  name: string;
  error?: string;
  empty?: boolean;
  namespace?: string;
  config?: Record<string, unknown> & { url?: string; urlError?: string; clientError?: string };
  written?: string;
  files?: Record<string, string>;
  editError?: string;
}

/** What client-go says is wrong, if anything; what it notices when the first client is made is said before by kubets. */
export function errorOfAnswer(answer: Answer): string | undefined {
  const { config } = answer;
  // What it says when the first connection is made.
  const insecure = config?.["insecure"] && (config["caFile"] || config["caData"]);
  return (
    answer.error ??
    config?.urlError ??
    config?.clientError ??
    (insecure ? "specifying a root certificates file with the insecure flag is not allowed" : undefined)
  );
}

/** What stands in for credentials that are brought: where they come from. */
export const sourceToken = {
  exec: (command: string): string => `exec:${command}`,
  provider: (name: string): string => `provider:${name}`,
};

/** A configuration in the words of the answers, with the token that its source gives, if it has one. */
export function flatConfig(config: ClusterConfig, token: string | undefined): Record<string, unknown> {
  const { tls, credentials, impersonate } = config;
  const [, exec] = /^exec:(.*)/s.exec(token ?? "") ?? [];
  const [, authProvider] = /^provider:(.*)/s.exec(token ?? "") ?? [];
  const flattened = {
    url: config.server,
    namespace: config.namespace ?? "default",
    caFile: tls?.caFile,
    caData: tls?.caData,
    certFile: tls?.certFile,
    certData: tls?.certData,
    keyFile: tls?.keyFile,
    keyData: tls?.keyData,
    serverName: tls?.serverName,
    insecure: tls?.insecureSkipVerify,
    proxy: config.proxyUrl,
    disableCompression: config.disableCompression,
    token: exec || authProvider ? undefined : token,
    exec,
    authProvider,
    username: credentials?.basic?.username || undefined,
    password: credentials?.basic?.password || undefined,
    as: impersonate?.user,
    asUid: impersonate?.uid,
    asGroups: impersonate?.groups,
    asExtra: impersonate?.extra,
  };
  return JSON.parse(JSON.stringify(flattened)) as Record<string, unknown>;
}

/** What client-go answered, in the same words; a plugin that is there but not used does not count (C79). */
export function flatAnswer(answer: Answer, root: string): Record<string, unknown> {
  const { host: _host, exec, authProvider, tokenFile: _file, url, ...rest } = answer.config ?? {};
  // A password of nobody is not sent.
  if (rest["username"] === undefined) delete rest["password"];
  const yields =
    rest["token"] !== undefined || rest["username"] !== undefined || "certData" in rest || "certFile" in rest;
  const used = yields ? {} : { exec, authProvider };
  const text = JSON.stringify({ ...rest, ...used, url: url?.replace(/\/$/, ""), namespace: answer.namespace });
  return JSON.parse(text.replaceAll("$ROOT", root)) as Record<string, unknown>;
}

/** A case's overrides, with its folder in them. */
export function overridesOf(test: Case, root: string): CaseOverrides {
  return JSON.parse(JSON.stringify(test.overrides).replaceAll("$ROOT", root)) as CaseOverrides;
}
