import type { Problem } from "./errors.ts";
import { execApiVersions } from "./exec-info.ts";
import type { Cluster, Exec, User } from "./kubeconfig.ts";
import type { Selected, Selection } from "./select.ts";
import { proxyUrlProblem, serverUrl } from "./server-url.ts";
import { decodePem } from "./pem.ts";
import { tokenProblem } from "./token-source.ts";

/** Options of {@link validateSelection}. */
export interface ValidateOptions {
  /**
   * Why a file cannot be read, such as `no such file`, with the system's error if there is one; nothing where it can.
   * Without it paths are taken on trust: a runtime without files cannot check them.
   */
  readonly fileProblem?: ((path: string) => string | Pick<Problem, "message" | "cause"> | undefined) | undefined;
}

/** Everything for which the selected cluster and user cannot be used, at once; nothing of the others matters (F062). */
export function validateSelection(selection: Selection, options: ValidateOptions = {}): Problem[] {
  const { cluster, user } = selection;
  const server = serverUrl(cluster.value.server ?? "");
  const asksPlugin = "secure" in server && server.secure && !hasOwnCredentials(user.value);
  return [...clusterProblems(cluster, options), ...userProblems(user, options, asksPlugin)];
}

/** Whether the user has credentials of its own, which come before those of a plugin (C79). */
export function hasOwnCredentials(user: User): boolean {
  return !!(
    user.tokenFile ||
    user.token ||
    user.username ||
    user["client-certificate"] ||
    user["client-certificate-data"]
  );
}

type Say = (field: string | undefined, message: string, cause?: unknown) => void;

function collect<T>(list: string, { name, origin }: Selected<T>, check: (say: Say) => void): Problem[] {
  const problems: Problem[] = [];
  const entry = `${list}[${JSON.stringify(name)}]`;
  check((field, message, cause) =>
    problems.push({ field: field === undefined ? entry : `${entry}.${field}`, message, origin, cause }),
  );
  return problems;
}

function clusterProblems(selected: Selected<Cluster>, options: ValidateOptions): Problem[] {
  const cluster = selected.value;
  return collect("clusters", selected, (say) => {
    const server = cluster.server ? serverUrl(cluster.server) : { problem: "missing: the URL of the API server" };
    if ("problem" in server) say("server", server.problem);
    const proxyProblem = cluster["proxy-url"] ? proxyUrlProblem(cluster["proxy-url"]) : undefined;
    if (proxyProblem !== undefined) say("proxy-url", proxyProblem);
    checkPem(cluster, "certificate-authority", options, say);
    const authority = cluster["certificate-authority"] || cluster["certificate-authority-data"];
    if (cluster["insecure-skip-tls-verify"] === true && authority && !("problem" in server) && server.secure) {
      say(
        "insecure-skip-tls-verify",
        "true together with a certificate-authority: trust any certificate or this authority",
      );
    }
  });
}

/** The same of the user alone. A plugin that nobody will ask may be of any version. */
export function userProblems(selected: Selected<User>, options: ValidateOptions, asksPlugin = false): Problem[] {
  const user = selected.value;
  return collect("users", selected, (say) => {
    if (user.token && (user.username || user.password)) {
      say(undefined, "token and username or password are both there: only one way to authenticate is allowed");
    }
    const unsendable = user.token ? tokenProblem(user.token) : undefined;
    if (unsendable !== undefined) say("token", unsendable);
    if (user["client-certificate"] || user["client-certificate-data"]) {
      checkPem(user, "client-certificate", options, say);
      checkPem(user, "client-key", options, say);
      if (!user["client-key"] && !user["client-key-data"]) {
        say("client-key", "missing: a client certificate needs its key, client-key or client-key-data");
      }
    }
    if (user.exec !== undefined) checkExec(user.exec, user["auth-provider"] !== undefined, asksPlugin, say);
    const impersonates = user["as-uid"] || user["as-groups"]?.length || Object.keys(user["as-user-extra"] ?? {}).length;
    if (impersonates && !user.as) say("as", "missing: as-uid, as-groups and as-user-extra need a user to act as");
  });
}

/** A PEM text that is in a file or in the kubeconfig itself, not in both. */
function checkPem<K extends string>(
  entry: { readonly [F in K | `${K}-data`]?: string },
  field: K,
  options: ValidateOptions,
  say: Say,
): void {
  const path = entry[field];
  const data = entry[`${field}-data`];
  if (path && data) say(field, `${field} and ${field}-data are both there: only one is allowed`);
  const found = path ? options.fileProblem?.(path) : undefined;
  const problem = typeof found === "string" ? { message: found } : found;
  if (problem !== undefined) say(field, `${path} cannot be read: ${problem.message}`, problem.cause);
  if (data && decodePem(data) === undefined)
    say(`${field}-data`, "expected base64 of PEM text (-----BEGIN …), found something else");
}

function checkExec(exec: Exec, withAuthProvider: boolean, isAsked: boolean, say: Say): void {
  if (withAuthProvider) say("exec", "exec and auth-provider are both there: only one is allowed");
  if (!exec.command) say("exec.command", "missing: the program to run");
  if (!exec.apiVersion) say("exec.apiVersion", "missing: such as client.authentication.k8s.io/v1");
  else if (isAsked && !execApiVersions.includes(exec.apiVersion)) {
    say("exec.apiVersion", `expected ${execApiVersions.join(" or ")}, found ${JSON.stringify(exec.apiVersion)}`);
  }
  if (exec.env?.some(({ name }) => !name)) say("exec.env", "a variable has no name");
  const modeIsOptional = /^client\.authentication\.k8s\.io\/v1(?:alpha|beta)1$/.test(exec.apiVersion ?? "");
  if (!exec.interactiveMode) {
    if (!modeIsOptional) say("exec.interactiveMode", "missing: Never, IfAvailable or Always");
  } else if (!["Never", "IfAvailable", "Always"].includes(exec.interactiveMode)) {
    say("exec.interactiveMode", `expected Never, IfAvailable or Always, found ${JSON.stringify(exec.interactiveMode)}`);
  }
}
