import { existsSync } from "node:fs";
import { resolve } from "node:path";
import {
  configurationError,
  formatKubeconfig,
  mergeKubeconfigs,
  resolvePaths,
  directoryOf,
  writeBack,
  type Kubeconfig,
  type KubeconfigSource,
} from "@kubets/clientcmd";
import { lockFiles, type LockOptions } from "./file-lock.ts";
import { readKubeconfigAsWritten } from "./kubeconfig-file.ts";
import { kubeconfigPaths, type KubeconfigPathsOptions } from "./paths.ts";
import { replaceFile } from "./replace-file.ts";

/** Options of {@link editKubeconfig}. */
export interface EditKubeconfigOptions extends KubeconfigPathsOptions, LockOptions {
  /** Edit this file only; it is made where it does not exist. Default: the files that kubectl would read. */
  readonly path?: string | undefined;
}

/**
 * Changes the kubeconfig as kubectl does (F057, C81): `edit` changes the merged kubeconfig, in place or by returning another
 * one, and each changed entry is written into the file it comes from, a new one into the first file that exists. All files
 * are locked and read anew before, so that no change of another program is lost. Files that need no change are not
 * touched; unknown fields, extensions and relative paths stay, comments do not.
 *
 * Resolves to the files that were written. Errors are of reason `Configuration`: a file that cannot be read or written, or
 * stays locked. One that `edit` throws, or that a file gives, leaves everything as it was; between two files that are
 * written there is no such promise.
 */
export async function editKubeconfig(
  edit: (kubeconfig: Kubeconfig) => Kubeconfig | undefined | void | Promise<Kubeconfig | undefined | void>,
  options: EditKubeconfigOptions = {},
): Promise<readonly string[]> {
  const paths = (options.path === undefined ? kubeconfigPaths(options).paths : [options.path]).map((path) =>
    resolve(path),
  );
  const defaultPath = paths.find((path) => existsSync(path)) ?? paths.at(-1);
  if (defaultPath === undefined) {
    throw configurationError([
      { message: "there is no kubeconfig to edit: neither KUBECONFIG nor a home directory is set" },
    ]);
  }
  await using _locks = await lockFiles(paths, options);
  const sources: KubeconfigSource[] = [];
  for (const origin of paths) {
    const kubeconfig = await readKubeconfigAsWritten(origin);
    if (kubeconfig !== undefined) sources.push({ origin, kubeconfig });
  }
  const { kubeconfig: draft } = mergeKubeconfigs(
    sources.map(({ origin, kubeconfig }) => ({
      origin,
      kubeconfig: resolvePaths(structuredClone(kubeconfig), directoryOf(origin)),
    })),
  );
  const wanted = (await edit(draft)) ?? draft;
  const changed = writeBack({ sources, wanted, defaultOrigin: defaultPath });
  for (const { origin, kubeconfig } of changed) await replaceFile(origin, formatKubeconfig(kubeconfig));
  return changed.map(({ origin }) => origin);
}
