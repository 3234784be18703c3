import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isatty } from "node:tty";
import { KubernetesError } from "@kubets/apimachinery";
import {
  createRenewing,
  encodePem,
  execInfoVariable,
  formatExecInfo,
  parseExecCredential,
  type ExecCluster,
  type ExecCredentialRequest,
  type ExecCredentials,
  type ExecCredentialSource,
} from "@kubets/clientcmd";
import type { ClientCertificate } from "@kubets/rest";
import { realClock, type Clock } from "@kubets/wait";
import { createCertificateMetrics, type ExecMetrics } from "./exec-metrics.ts";
import { createInstallHint } from "./install-hint.ts";
import { explainFileError } from "./file-error.ts";
import { lookPath } from "./look-path.ts";
import type { Environment } from "./paths.ts";
import { enforcePluginPolicy, type PluginPolicy } from "./plugin-policy.ts";
import { runPlugin } from "./plugin-process.ts";

/** How credential plugins are run, whoever's they are. */
export interface ExecOptions {
  /** Which plugins may be run (F050). Default: all that a kubeconfig names. */
  readonly pluginPolicy?: PluginPolicy | undefined;
  /** Why plugins must not read standard input, such as `it is the manifest`. Default: they may, where it is a terminal. */
  readonly stdinUnavailable?: string | undefined;
  /**
   * How long a plugin may take, in milliseconds. Default: 5 minutes, and no end where it may ask a person by the
   * terminal. 0 is no end either.
   */
  readonly pluginTimeoutMs?: number | undefined;
  /** Told what plugins write to standard error. Default: it goes to the standard error of this process. */
  readonly onPluginStderr?: ((chunk: Uint8Array) => void) | undefined;
  /** Told of runs and of certificates. Default: nobody. */
  readonly pluginMetrics?: ExecMetrics | undefined;
  /** What plugins inherit. Default `process.env`. */
  readonly env?: Environment | undefined;
  readonly clock?: Clock | undefined;
}

/** Options of {@link createExecCredentialSource}. */
export interface ExecCredentialOptions extends ExecOptions, ExecCredentialRequest {
  /** Whether standard input is a terminal. Default: asks the system. */
  readonly isTerminal?: (() => boolean) | undefined;
}

/**
 * Credentials from a credential plugin (F042–F050, C77): a token, a client certificate, or both. The plugin is run on
 * use, once for all calls that ask at the same time, and again after its credentials ended (to the millisecond) or a
 * server answered 401 to them. Nothing is run, and no file read, now.
 *
 * What goes wrong is an error of reason `Configuration`: a plugin that the policy forbids, that is not there (with the hint
 * how to install it, ten times an hour at most), that fails, or that answers something else than credentials;
 * `ClientTimeout` where it takes too long. Every call runs it anew then.
 */
export function createExecCredentialSource(options: ExecCredentialOptions): ExecCredentialSource {
  const { exec, place, clock = realClock } = options;
  const installHint = createInstallHint(exec.installHint, clock);
  const measure = createCertificateMetrics(options.pluginMetrics, clock);
  const renewing = createRenewing<ExecCredentials>({
    clock,
    usableUntilMs: ({ expiresAtMs }) => expiresAtMs,
    obtain: async (signal) => {
      try {
        const credentials = parseExecCredential(await run(options, installHint, signal), exec.apiVersion);
        if (credentials.certificate !== undefined) checkCertificate(credentials.certificate);
        measure(credentials.certificate);
        return credentials;
      } catch (error) {
        if (!(error instanceof KubernetesError)) throw error;
        const { message, reason, cause } = error;
        throw new KubernetesError(`${place}: ${message}`, { reason, cause });
      }
    },
  });
  const get = async <R>(signal: AbortSignal | undefined, part: (credentials: ExecCredentials) => R): Promise<R> =>
    part(await renewing.get(signal));

  return {
    token: ({ signal } = {}) => get(signal, ({ token = "" }) => token),
    certificate: ({ signal } = {}) => get(signal, ({ certificate }) => certificate),
    reset(refused) {
      if ((renewing.held?.token ?? "") === refused) renewing.drop();
    },
  };
}

async function run(options: ExecCredentialOptions, installHint: () => string, signal: AbortSignal): Promise<string> {
  const { exec, env = process.env, clock = realClock, onPluginStderr: onStderr, pluginMetrics: metrics } = options;
  const { apiVersion, command, args } = exec;
  const interactive = isInteractive(options);
  const program = lookPath(command, { env });
  allow(options, program, env);
  if (program === undefined) {
    metrics?.pluginCalled?.({ exitCode: 1, status: "plugin_not_found_error" });
    throw invalid(`the credential plugin ${JSON.stringify(command)} was not found${installHint()}`);
  }
  const cluster = exec.provideClusterInfo === true ? await withAuthority(options) : undefined;
  const { pluginTimeoutMs = interactive ? 0 : 300_000 } = options;
  let exitCode: number | undefined;
  try {
    const answer = await runPlugin({
      file: program,
      args: args ?? [],
      env: pluginEnvironment(env, [
        ...(exec.env ?? []).map(({ name = "", value = "" }): [string, string] => [name, value]),
        [execInfoVariable, formatExecInfo({ apiVersion, interactive, cluster })],
      ]),
      interactive,
      timeoutMs: pluginTimeoutMs === 0 ? undefined : pluginTimeoutMs,
      signal,
      clock,
      onStderr,
      onExit: (code) => (exitCode = code),
    });
    metrics?.pluginCalled?.({ exitCode: 0, status: "no_error" });
    return answer;
  } catch (error) {
    const status = exitCode === undefined ? "client_internal_error" : "plugin_execution_error";
    metrics?.pluginCalled?.({ exitCode: exitCode ?? 1, status });
    throw error;
  }
}

/** Throws where the policy does not let the plugin run. */
function allow(options: ExecCredentialOptions, program: string | undefined, env: Environment): void {
  const { exec, pluginPolicy = {}, pluginMetrics: metrics } = options;
  try {
    enforcePluginPolicy(pluginPolicy, exec.command, program, { env });
  } catch (error) {
    metrics?.policyDecided?.("denied");
    throw error;
  }
  metrics?.policyDecided?.("allowed");
}

/** Whether the plugin is given the terminal (F044). */
function isInteractive({ exec, stdinUnavailable, isTerminal = () => isatty(0) }: ExecCredentialOptions): boolean {
  if (exec.interactiveMode === "Never") return false;
  const available = stdinUnavailable === undefined && isTerminal();
  if (exec.interactiveMode === "IfAvailable" || available) return available;
  const why = stdinUnavailable === undefined ? "is not a terminal" : `is unavailable: ${stdinUnavailable}`;
  throw invalid(`the credential plugin ${JSON.stringify(exec.command)} must ask a person, but standard input ${why}`);
}

/** The inherited environment with what is set for the plugin; names of Windows have no case. */
export function pluginEnvironment(
  inherited: Environment,
  own: readonly (readonly [name: string, value: string])[],
  platform: NodeJS.Platform = process.platform,
): NodeJS.ProcessEnv {
  const same = (a: string, b: string): boolean =>
    platform === "win32" ? a.toUpperCase() === b.toUpperCase() : a === b;
  const entries = [...Object.entries(inherited), ...own];
  return Object.fromEntries(
    entries.filter(
      ([name], index) =>
        !entries.slice(Math.max(index + 1, entries.length - own.length)).some(([later]) => same(name, later)),
    ),
  );
}

async function withAuthority({ cluster, certificateAuthorityFile: path }: ExecCredentialOptions): Promise<ExecCluster> {
  if (path === undefined || cluster["certificate-authority-data"]) return cluster;
  try {
    return { ...cluster, "certificate-authority-data": encodePem(await readFile(path, "utf8")) };
  } catch (cause) {
    throw invalid(`the certificate-authority ${path} cannot be read: ${explainFileError(cause)}`, cause);
  }
}

function checkCertificate({ cert, key }: ClientCertificate): void {
  let fits: boolean;
  try {
    fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw invalid("the plugin's answer cannot be used: its certificate or key is not PEM that can be read", cause);
  }
  if (!fits) throw invalid("the plugin's answer cannot be used: its certificate and key do not belong together");
}

function invalid(message: string, cause?: unknown): KubernetesError {
  return new KubernetesError(message, { reason: "Configuration", cause });
}
