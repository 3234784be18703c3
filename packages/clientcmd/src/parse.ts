import { configurationError } from "./errors.ts";
import type { Kubeconfig, NamedCluster, NamedContext, NamedUser } from "./kubeconfig.ts";
import { formatPath, positionOf } from "./position.ts";
import { isMapping, kubeconfigShape, misfits, type Misfit } from "./shape.ts";
import { parseYaml } from "./yaml.ts";

/** Options of {@link parseKubeconfig}. */
export interface ParseKubeconfigOptions {
  /** What errors call the text: the path of its file. Default `kubeconfig`. */
  readonly origin?: string | undefined;
}

/**
 * Reads a kubeconfig of YAML, in kubectl's dialect, or JSON (F056). An empty text is an empty configuration. Fields that
 * this package does not know are kept; known ones that are null are left out.
 *
 * Everything that is not as it must be is one error of reason `Configuration` that says where (origin, line, column and
 * field) and what is expected: not YAML, another kind of object, a number where text belongs, data that is not base64,
 * a name that is in a list twice. No value is ever repeated, so no credential shows.
 *
 * Only the form is judged: whether a context can be used is judged where it is used.
 */
export function parseKubeconfig(text: string, options: ParseKubeconfigOptions = {}): Kubeconfig {
  const origin = options.origin ?? "kubeconfig";
  const root = parseYaml(text, origin) ?? {};
  const found = [...misfits(root, kubeconfigShape), ...otherKind(root)].map((misfit) => ({
    ...misfit,
    ...positionOf(text, misfit.path),
  }));
  if (found.length > 0) {
    const inOrder = found.toSorted((a, b) => a.line - b.line || a.column - b.column);
    throw configurationError(
      inOrder.map(({ path, message, line, column }) => ({
        message,
        field: formatPath(path),
        origin: `${origin}:${line}:${column}`,
      })),
    );
  }
  return complete(root);
}

function otherKind(root: unknown): Misfit[] {
  if (!isMapping(root)) return [];
  const { apiVersion, kind } = root;
  const problems: Misfit[] = [];
  // The values are of no secret: they say what this is, where it is no kubeconfig.
  if (typeof kind === "string" && kind !== "" && kind !== "Config") {
    problems.push({
      path: ["kind"],
      message: `expected "Config", found ${JSON.stringify(kind)}: this is no kubeconfig`,
    });
  }
  if (typeof apiVersion === "string" && apiVersion !== "" && apiVersion !== "v1") {
    problems.push({ path: ["apiVersion"], message: `expected "v1", found ${JSON.stringify(apiVersion)}` });
  }
  return problems;
}

/** A kubeconfig whose form was checked, in which anything may still be absent or null. */
type RawKubeconfig = { [K in keyof Kubeconfig]?: Kubeconfig[K] | null };

/** Puts in what client-go's types are when absent: empty lists, names and entries. */
function complete(raw: RawKubeconfig): Kubeconfig {
  const { clusters, users, contexts, ...rest } = raw;
  return {
    ...withoutNulls(rest),
    clusters: (clusters ?? []).map((entry) => completeEntry<NamedCluster>(entry, "cluster")),
    users: (users ?? []).map((entry) => completeEntry<NamedUser>(entry, "user")),
    contexts: (contexts ?? []).map((entry) => completeEntry<NamedContext>(entry, "context")),
  };
}

function completeEntry<E extends { name: string }>(entry: Partial<E> | null, field: Exclude<keyof E, "name">): E {
  const body = withoutNulls(entry?.[field] ?? {});
  return { ...entry, name: entry?.name ?? "", [field]: body } as E;
}

function withoutNulls<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], null> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null)) as never;
}
