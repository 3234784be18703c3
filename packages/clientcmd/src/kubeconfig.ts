/**
 * A kubeconfig as it is on disk: the same keys, the same lists. Fields that these types do not name are kept by
 * everything in this package, extensions included.
 */
export interface Kubeconfig {
  apiVersion?: "v1";
  kind?: "Config";
  clusters: NamedCluster[];
  users: NamedUser[];
  contexts: NamedContext[];
  /** The context that is used where nothing else is asked for. */
  "current-context"?: string;
  extensions?: NamedExtension[];
  /** Deprecated in Kubernetes 1.34; kept, not used. */
  preferences?: { colors?: boolean; extensions?: NamedExtension[] };
}

/** A cluster and the name by which contexts know it. */
export interface NamedCluster {
  name: string;
  cluster: Cluster;
}

/** A user and the name by which contexts know it. */
export interface NamedUser {
  name: string;
  user: User;
}

/** A context and its name. */
export interface NamedContext {
  name: string;
  context: Context;
}

/** Room for other programs; the content is theirs. */
export interface NamedExtension {
  name: string;
  extension: unknown;
}

/** Where an API server is and how to know it. */
export interface Cluster {
  /** Such as `https://cluster.example:6443`. */
  server?: string;
  /** The name to ask for and to verify, in place of the host of `server`. */
  "tls-server-name"?: string;
  "insecure-skip-tls-verify"?: boolean;
  /** Path of a file of PEM certificates. */
  "certificate-authority"?: string;
  /** The same certificates as base64 of the PEM text. */
  "certificate-authority-data"?: string;
  /** `http`, `https` or `socks5`. */
  "proxy-url"?: string;
  "disable-compression"?: boolean;
  extensions?: NamedExtension[];
}

/** Who calls. At most one of token and basic, beside a client certificate. */
export interface User {
  /** Path of a PEM file. */
  "client-certificate"?: string;
  /** Base64 of the PEM text. */
  "client-certificate-data"?: string;
  /** Path of a PEM file. */
  "client-key"?: string;
  /** Base64 of the PEM text. */
  "client-key-data"?: string;
  token?: string;
  /** Path of a file that holds a token, read again and again; it wins over `token` once it was read. */
  tokenFile?: string;
  username?: string;
  password?: string;
  /** Whom to act as. */
  as?: string;
  "as-uid"?: string;
  "as-groups"?: string[];
  "as-user-extra"?: Record<string, string[]>;
  "auth-provider"?: AuthProvider;
  exec?: Exec;
  extensions?: NamedExtension[];
}

/** The older way to plug in credentials, in which the client itself speaks with a provider. */
export interface AuthProvider {
  name: string;
  config?: Record<string, string>;
}

/** A program that prints credentials. */
export interface Exec {
  command?: string;
  args?: string[];
  env?: { name?: string; value?: string }[];
  /** Such as `client.authentication.k8s.io/v1`. */
  apiVersion?: string;
  /** What to tell a person who does not have the program. */
  installHint?: string;
  provideClusterInfo?: boolean;
  /** Required by `client.authentication.k8s.io/v1`; older versions take it for `IfAvailable`. */
  interactiveMode?: "Never" | "IfAvailable" | "Always";
}

/** A cluster, a user and a namespace that go together. */
export interface Context {
  cluster?: string;
  /** Absent for anonymous calls. */
  user?: string;
  namespace?: string;
  extensions?: NamedExtension[];
}
