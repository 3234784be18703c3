import { isKubernetesError, type KubernetesError } from "@kubets/apimachinery";
import {
  configurationError,
  emptyConfigurationError,
  mergeKubeconfigs,
  type KubeconfigSource,
  type MergedKubeconfig,
} from "@kubets/clientcmd";
import { readKubeconfigFile } from "./kubeconfig-file.ts";
import { migrateLegacyKubeconfig } from "./legacy-kubeconfig.ts";
import { kubeconfigPaths, type KubeconfigPathsOptions } from "./paths.ts";

/** Options of {@link loadKubeconfig}. */
export interface LoadKubeconfigOptions extends KubeconfigPathsOptions {
  /** Read this file only; it must exist. */
  readonly path?: string | undefined;
}

/**
 * Loads the kubeconfig as kubectl does (F053): the file that is asked for, else those in KUBECONFIG merged, else
 * `~/.kube/config`. Files that are missing are skipped. Where that last one is missing and a `~/.kube/.kubeconfig` of former
 * times is there, it is copied first, as kubectl does (F057).
 *
 * Errors are of reason `Configuration` and name every file that is in the way, all at once. Where not one file exists
 * `isEmptyConfiguration` of `@kubets/clientcmd` is true of the error, unless the file was asked for.
 */
export async function loadKubeconfig(options: LoadKubeconfigOptions = {}): Promise<MergedKubeconfig> {
  if (options.path !== undefined) {
    const kubeconfig = await readKubeconfigFile(options.path);
    if (kubeconfig !== undefined) return mergeKubeconfigs([{ origin: options.path, kubeconfig }]);
    throw configurationError([{ origin: options.path, message: "the kubeconfig that was asked for does not exist" }]);
  }

  const { paths, from } = kubeconfigPaths(options);
  if (from === "home directory") for (const path of paths) await migrateLegacyKubeconfig(path);
  const sources: KubeconfigSource[] = [];
  const failures: KubernetesError[] = [];
  for (const path of paths) {
    try {
      const kubeconfig = await readKubeconfigFile(path);
      if (kubeconfig !== undefined) sources.push({ origin: path, kubeconfig });
    } catch (error) {
      if (!isKubernetesError(error)) throw error;
      failures.push(error);
    }
  }
  const [failure] = failures;
  if (failure !== undefined) {
    if (failures.length === 1) throw failure;
    throw configurationError(
      failures.map(({ message }) => ({ message })),
      { cause: new AggregateError(failures) },
    );
  }
  if (sources.length === 0) throw noFile(paths, from);
  return mergeKubeconfigs(sources);
}

function noFile(paths: readonly string[], from: string): KubernetesError {
  if (paths.length === 0) {
    const why = from === "KUBECONFIG" ? "KUBECONFIG names no file" : "neither KUBECONFIG nor a home directory is set";
    return emptyConfigurationError(`there is no kubeconfig: ${why}`);
  }
  const [verb, named] = paths.length === 1 ? ["does", ""] : ["do", "all of "];
  return emptyConfigurationError(
    `${named}${paths.join(", ")}${from === "KUBECONFIG" ? ", named by KUBECONFIG," : ""} ${verb} not exist`,
  );
}
