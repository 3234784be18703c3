// Which cluster, and as whom
export {
  loadClusterConfig,
  type ConfigAttempt,
  type LoadClusterConfigOptions,
  type LoadedClusterConfig,
} from "./cluster-config.ts";
export { loadKubeconfig, type LoadKubeconfigOptions } from "./load.ts";
export { loadInClusterConfig, type InClusterOptions } from "./in-cluster.ts";

export { watchClusterConfig, type WatchClusterConfigOptions } from "./watch-config.ts";
export {
  createTerminalPrompt,
  type AskCredentials,
  type CredentialsAnswer,
  type CredentialsQuestion,
  type TerminalPromptOptions,
} from "./ask-credentials.ts";

// Changing it
export { editKubeconfig, type EditKubeconfigOptions } from "./edit.ts";
export type { LockOptions } from "./file-lock.ts";

// The parts
export { createExecCredentialSource, type ExecCredentialOptions, type ExecOptions } from "./exec-credential.ts";
export type { ExecMetrics, PluginCallStatus } from "./exec-metrics.ts";
export type { PluginPolicy } from "./plugin-policy.ts";
export { createTokenFileSource, type TokenFileOptions } from "./token-file.ts";
export { kubeconfigPaths, type Environment, type KubeconfigPaths, type KubeconfigPathsOptions } from "./paths.ts";
