import * as nodePath from "node:path";
import { KubernetesError } from "@kubets/apimachinery";
import { lookPath, type LookPathOptions } from "./look-path.ts";

/**
 * Which credential plugins may be run (F050). Absent, empty or `AllowAll` is all of them, `DenyAll` none, and `Allowlist`
 * those of the list alone.
 */
export interface PluginPolicy {
  readonly type?: "" | "AllowAll" | "DenyAll" | "Allowlist" | undefined;
  /** Only with `Allowlist`: programs by name, to be looked up in PATH, or by path. Not empty, and each path normal. */
  readonly allowlist?: readonly { readonly command: string }[] | undefined;
}

/** What is wrong with a policy: it guards, so that nothing of it is guessed. Nothing where it can be used. */
export function pluginPolicyProblem({ type, allowlist }: PluginPolicy): string | undefined {
  switch (type) {
    case undefined:
    case "":
    case "AllowAll":
    case "DenyAll":
      return allowlist === undefined
        ? undefined
        : `an allowlist together with the policy ${JSON.stringify(type ?? "")}`;
    case "Allowlist":
      break;
    default:
      return `expected the policy AllowAll, DenyAll or Allowlist, found ${JSON.stringify(type)}`;
  }
  if (allowlist === undefined) return "the policy Allowlist without an allowlist";
  if (allowlist.length === 0) return "an empty allowlist: use the policy DenyAll instead";
  for (const [index, { command }] of allowlist.entries()) {
    const place = `allowlist[${index}].command`;
    if (!command) return `${place} is missing`;
    const normal = nodePath.normalize(command);
    if (normal !== command || /.[/\\]$/.test(command)) {
      return `${place}: ${JSON.stringify(command)} is not normal: write ${JSON.stringify(normal.replace(/(.)[/\\]$/, "$1"))}`;
    }
  }
  return undefined;
}

/**
 * Throws a KubernetesError of reason `Configuration` where a policy does not let a command run, or cannot be used.
 * `program` is what the command was found to be; only that may be run then, so that nothing changes between the two.
 */
export function enforcePluginPolicy(
  policy: PluginPolicy,
  command: string,
  program: string | undefined,
  lookUp: LookPathOptions,
): void {
  const refuse = (message: string): KubernetesError =>
    new KubernetesError(`credential plugin policy: ${message}`, { reason: "Configuration" });
  const problem = pluginPolicyProblem(policy);
  if (problem !== undefined) throw refuse(problem);
  if (policy.type === "DenyAll") throw refuse(`${JSON.stringify(command)} is not run: the policy is DenyAll`);
  if (policy.type !== "Allowlist") return;
  const allowed = (policy.allowlist ?? []).some(
    (entry) =>
      entry.command === nodePath.normalize(command) ||
      (program !== undefined && (entry.command === program || lookPath(entry.command, lookUp) === program)),
  );
  if (!allowed) throw refuse(`${JSON.stringify(program ?? command)} is not run: it is not in the allowlist`);
}
