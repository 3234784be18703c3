import { isKubernetesError, type KubernetesError } from "@kubets/apimachinery";
import { loadClusterConfig, type LoadClusterConfigOptions, type LoadedClusterConfig } from "./cluster-config.ts";
import { loadKubeconfig } from "./load.ts";
import { kubeconfigPaths } from "./paths.ts";
import { watchFiles, type WatchFilesOptions } from "./watch-files.ts";

/** Options of {@link watchClusterConfig}. */
export interface WatchClusterConfigOptions extends LoadClusterConfigOptions, Omit<WatchFilesOptions, "clock"> {
  /** The path of a kubeconfig. Default: the files that kubectl would read. */
  readonly kubeconfig?: string | undefined;
  /** Told when files changed to what cannot be used; the watch goes on, and the last configuration holds. Default: nobody. */
  readonly onError?: ((error: KubernetesError) => void) | undefined;
}

/**
 * Yields the configuration of {@link loadClusterConfig} at once, and another one whenever the kubeconfig's files change so
 * that something else comes of them: another context, server or user, a renewed token or certificate. Files may come, go
 * and be exchanged as Kubernetes exchanges mounted ones. What a client is connected with does not change by itself: make
 * another one of the new configuration, and dispose the old one.
 *
 * Throws what {@link loadClusterConfig} does where the first configuration cannot be loaded; ends with the signal. Files that
 * the kubeconfig names, such as `tokenFile` and certificates, are read anew by whoever uses them, and not watched here.
 */
export async function* watchClusterConfig(
  options: WatchClusterConfigOptions = {},
): AsyncGenerator<LoadedClusterConfig, void, undefined> {
  const { kubeconfig, signal, debounceMs, pollMs, clock, onError } = options;
  const files = kubeconfig === undefined ? kubeconfigPaths(options).paths : [kubeconfig];
  let shown: string | undefined;
  for await (const _ of watchFiles(files, { signal, debounceMs, pollMs, clock })) {
    try {
      const content = await contentOf(options);
      if (content === shown) continue;
      const loaded = await loadClusterConfig(options);
      shown = content;
      yield loaded;
    } catch (error) {
      if (shown === undefined || !isKubernetesError(error)) throw error;
      onError?.(error);
    }
  }
}

/** All of the files that a configuration can depend on. */
async function contentOf({ kubeconfig, env, home }: WatchClusterConfigOptions): Promise<string> {
  try {
    return JSON.stringify((await loadKubeconfig({ path: kubeconfig, env, home })).kubeconfig);
  } catch (error) {
    return (error as Error).message;
  }
}
