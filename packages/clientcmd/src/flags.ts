import { configurationError } from "./errors.ts";
import type { KubeconfigOverrides } from "./overrides.ts";

/** A flag of a command line that chooses or overrides something of a kubeconfig. */
export interface KubeconfigFlag {
  /** Without dashes, as kubectl calls it. */
  readonly name: string;
  readonly short?: string | undefined;
  readonly type: "text" | "boolean" | "texts";
  readonly description: string;
  /** Where its value goes: a field of {@link KubeconfigOverrides}, of its cluster or user, or an option of a client. */
  readonly target: readonly ["choice" | "cluster" | "user" | "client", string];
}

const flag = (
  name: string,
  target: KubeconfigFlag["target"],
  description: string,
  more: Partial<Pick<KubeconfigFlag, "short" | "type">> = {},
): KubeconfigFlag => ({ name, type: "text", description, target, ...more });

/** kubectl's global flags about clusters and users, as data that any command line parser can be told (F058). */
export const kubeconfigFlags: readonly KubeconfigFlag[] = [
  flag("kubeconfig", ["client", "kubeconfig"], "Path of the kubeconfig to use"),
  flag("context", ["choice", "context"], "Name of the context to use"),
  flag("cluster", ["choice", "cluster"], "Name of the cluster to use"),
  flag("user", ["choice", "user"], "Name of the user to use"),
  flag("namespace", ["choice", "namespace"], "Namespace of the calls", { short: "n" }),
  flag("server", ["choice", "server"], "Address of the API server", { short: "s" }),
  flag("tls-server-name", ["cluster", "tls-server-name"], "Name that the server's certificate must be for"),
  flag("insecure-skip-tls-verify", ["cluster", "insecure-skip-tls-verify"], "Trust any certificate of the server", {
    type: "boolean",
  }),
  flag("certificate-authority", ["cluster", "certificate-authority"], "File of the authorities to trust"),
  flag("proxy-url", ["cluster", "proxy-url"], "Proxy to connect by"),
  flag("disable-compression", ["cluster", "disable-compression"], "Ask for no compressed answers", { type: "boolean" }),
  flag("client-certificate", ["user", "client-certificate"], "File of the client certificate"),
  flag("client-key", ["user", "client-key"], "File of the client certificate's key"),
  flag("token", ["user", "token"], "Bearer token"),
  flag("username", ["user", "username"], "User name for basic authentication"),
  flag("password", ["user", "password"], "Password for basic authentication"),
  flag("as", ["user", "as"], "User to act as"),
  flag("as-uid", ["user", "as-uid"], "UID to act as"),
  flag("as-group", ["user", "as-groups"], "Group to act as; may be given several times", { type: "texts" }),
  flag(
    "request-timeout",
    ["client", "timeoutMs"],
    "How long a call may take: seconds, or such as 1m30s; 0 is no limit",
  ),
];

/** Overrides and the options of a client that flags stand for: the options of `createClient` on Node. */
export interface FlagOptions extends KubeconfigOverrides {
  readonly kubeconfig?: string | undefined;
  readonly timeoutMs?: number | undefined;
}

/**
 * What parsed flags come to: values by the names of {@link kubeconfigFlags}, as `parseArgs` of Node and others give them.
 * Names that are none of them are let go. A `request-timeout` that is no duration is an error of reason `Configuration`.
 */
export function optionsFromFlags(values: Readonly<Record<string, unknown>>): FlagOptions {
  const groups = { choice: {}, client: {}, cluster: {}, user: {} } as Record<string, Record<string, unknown>>;
  for (const { name, target } of kubeconfigFlags) {
    const value = values[name];
    const [group, field] = target;
    if (value === undefined || groups[group] === undefined) continue;
    groups[group][field] =
      field === "timeoutMs" ? parseTimeout(typeof value === "number" ? `${value}` : (value as string)) : value;
  }
  return {
    ...groups["choice"],
    ...groups["client"],
    clusterFields: groups["cluster"],
    userFields: groups["user"],
  };
}

const unitMs: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/**
 * Milliseconds of a time limit as kubectl reads it (F065): a whole number is seconds, else a duration of Go such as
 * `1m30s`; 0 is no limit. Anything else is an error of reason `Configuration`.
 */
export function parseTimeout(text: string): number {
  if (/^\+?\d+$/.test(text)) return Number(text) * 1000;
  const parts = [...text.matchAll(/(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|ns)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text.replace(/^\+/, "")) {
    throw configurationError([
      { message: `expected a time limit of whole seconds, or such as 90s, 2m or 1h, found ${JSON.stringify(text)}` },
    ]);
  }
  return parts.reduce((sum, [, count, unit = ""]) => sum + Number(count) * (unitMs[unit] ?? 0), 0);
}
