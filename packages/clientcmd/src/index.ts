// From text to a client's configuration
export { parseKubeconfig, type ParseKubeconfigOptions } from "./parse.ts";
export { clusterConfigFromKubeconfig, type ClusterConfigOptions } from "./rest-config.ts";
export { formatKubeconfig } from "./write.ts";
export { encodePem } from "./pem.ts";
export type {
  AuthProvider,
  Cluster,
  Context,
  Exec,
  Kubeconfig,
  NamedCluster,
  NamedContext,
  NamedExtension,
  NamedUser,
  User,
} from "./kubeconfig.ts";
export type { KubeconfigOverrides } from "./overrides.ts";
export { kubeconfigFlags, optionsFromFlags, parseTimeout, type FlagOptions, type KubeconfigFlag } from "./flags.ts";

// Showing and editing
export { flattenKubeconfig, minifyKubeconfig, redactKubeconfig } from "./view.ts";
export { writeBack, type WriteBackOptions } from "./write-back.ts";

// Tokens that change
export { createTokenSource, type BearerToken, type TokenSourceOptions } from "./token-source.ts";

// Failures
export { isEmptyConfiguration, isNothingConfigured } from "./errors.ts";

// For whoever loads kubeconfigs
export { mergeKubeconfigs, type KubeconfigOrigins, type KubeconfigSource, type MergedKubeconfig } from "./merge.ts";
export { directoryOf, resolvePaths } from "./paths.ts";
export { selectContext, type Selected, type Selection, type SelectOptions } from "./select.ts";
export {
  impersonationOf,
  type AuthProviderRequest,
  type CredentialSeams,
  type ExecCredentialRequest,
  type ExecCredentialSource,
} from "./credentials.ts";
export {
  execInfoVariable,
  formatExecInfo,
  readExecInfo,
  type ExecCluster,
  type ExecInfo,
  type ReceivedExecInfo,
} from "./exec-info.ts";
export { parseExecCredential, type ExecCredentials } from "./exec-credential.ts";
export { createRenewing, type Renewing, type RenewingOptions } from "./renewing.ts";
export type { ValidateOptions } from "./validate.ts";
export { configurationError, emptyConfigurationError, type Problem } from "./errors.ts";
export { hideCredentials, shownConfig } from "./redact.ts";
