import { KubernetesError } from "@kubets/apimachinery";
import type { CertificateSource, Credentials, Impersonation, TokenSource } from "@kubets/rest";
import { configurationError } from "./errors.ts";
import { hasOwnCredentials } from "./validate.ts";
import { execClusterOf, type ExecCluster } from "./exec-info.ts";
import type { Cluster, Exec, User } from "./kubeconfig.ts";
import type { Selected, Selection } from "./select.ts";

/** What a credential plugin is to be run for. */
export interface ExecCredentialRequest {
  /** The user's plugin; `command`, `apiVersion` and `interactiveMode` are set and possible. */
  readonly exec: Exec & Required<Pick<Exec, "command" | "apiVersion" | "interactiveMode">>;
  /** What the plugin is told of the cluster where `exec.provideClusterInfo` asks for it. */
  readonly cluster: ExecCluster;
  /** A file whose content belongs in `certificate-authority-data` of that. */
  readonly certificateAuthorityFile?: string | undefined;
  /** Which user of which file, for errors. */
  readonly place: string;
}

/** Credentials that a plugin brings: a token, a client certificate, or both. */
export interface ExecCredentialSource extends TokenSource, CertificateSource {}

/** What an auth provider is to bring tokens for. */
export interface AuthProviderRequest {
  /** Name of the user. */
  readonly user: string;
  /** The cluster's server: tokens of one cluster are not for another one. */
  readonly server: string;
  readonly config: Readonly<Record<string, string>>;
  /** Keeps a changed `config` in the kubeconfig; resolves once that is safe. Does nothing where nobody can. */
  readonly persist: (config: Readonly<Record<string, string>>) => Promise<void>;
  /** Which user of which file, for errors. */
  readonly place: string;
}

/** What turns parts of a user into credentials where that needs more than the kubeconfig itself: files, for one. */
export interface CredentialSeams {
  /**
   * Makes the source of a user's `tokenFile`. `initialToken` is the user's `token`, valid until the file was read once
   * (F061). `@kubets/clientcmd-node` has one; without it such a user is an error of reason `Unsupported`.
   */
  readonly tokenFileSource?:
    | ((options: { readonly path: string; readonly initialToken?: string | undefined }) => TokenSource)
    | undefined;
  /**
   * Makes the source of a user's credential plugin (F042). `@kubets/clientcmd-node` has one; without it such a user is an
   * error of reason `Unsupported`.
   */
  readonly execCredentialSource?: ((request: ExecCredentialRequest) => ExecCredentialSource) | undefined;
  /**
   * Auth providers by name (F052), such as `{ oidc: createOidcSource }` with `@kubets/clientcmd/oidc`. A user whose
   * provider is not among them is an error of reason `Unsupported`.
   */
  readonly authProviders?: Readonly<Record<string, (request: AuthProviderRequest) => TokenSource>> | undefined;
  /** Keeps the changed configuration of a user's auth provider. Default: it is kept in memory alone. */
  readonly persistAuthProvider?:
    | ((user: string, config: Readonly<Record<string, string>>) => Promise<void>)
    | undefined;
}

/** How somebody authenticates: in headers, or by a certificate that may change. */
export interface ObtainedCredentials {
  readonly credentials?: Credentials | undefined;
  readonly certificateSource?: CertificateSource | undefined;
}

/** How a user authenticates, beside a client certificate. A user whose way there is none for is an error. */
export function credentialsOf({ user, cluster }: Selection, seams: CredentialSeams): ObtainedCredentials {
  const { value } = user;
  const place = [user.origin, `users[${JSON.stringify(user.name)}]`].filter(Boolean).join(": ");
  const provider = value["auth-provider"];
  const removed = provider === undefined ? undefined : removedProviders[provider.name];
  if (removed !== undefined) {
    throw unsupported(
      `${place}: the auth-provider ${JSON.stringify(provider?.name)} was removed from Kubernetes in 1.26: use the credential plugin ${removed}`,
    );
  }
  if (hasOwnCredentials(value)) return ownCredentials(value, place, seams);
  if (value.exec !== undefined) {
    const source = execSource(value.exec, cluster, place, seams);
    return { credentials: { token: source }, certificateSource: source };
  }
  if (provider !== undefined) {
    const create = seams.authProviders?.[provider.name];
    if (create === undefined) {
      throw unsupported(
        `${place}: there is no auth-provider ${JSON.stringify(provider.name)} here: give the user a token, tokenFile, exec or client certificate`,
      );
    }
    const { config = {} } = provider;
    const persist = async (changed: Readonly<Record<string, string>>): Promise<void> =>
      seams.persistAuthProvider?.(user.name, changed);
    const server = cluster.value.server ?? "";
    return { credentials: { token: create({ user: user.name, server, config, persist, place }) } };
  }
  return {};
}

function ownCredentials(user: User, place: string, seams: CredentialSeams): ObtainedCredentials {
  const { tokenFile, token, username, password = "" } = user;
  if (tokenFile && username) {
    const message = "tokenFile and username are both there: only one way to authenticate is allowed";
    throw configurationError([{ origin: place, message }]);
  }
  if (tokenFile) return { credentials: { token: tokenFileSource(user, place, seams) } };
  if (token) return { credentials: { token } };
  // A password of nobody is not sent.
  return username ? { credentials: { basic: { username, password } } } : {};
}

function tokenFileSource({ tokenFile = "", token }: User, place: string, seams: CredentialSeams): TokenSource {
  if (seams.tokenFileSource !== undefined) {
    return seams.tokenFileSource({ path: tokenFile, initialToken: token || undefined });
  }
  throw unsupported(
    `${place}: tokenFile needs a runtime with files: pass tokenFileSource, or load with @kubets/clientcmd-node`,
  );
}

function execSource(
  exec: Exec,
  { value: cluster }: Selected<Cluster>,
  place: string,
  seams: CredentialSeams,
): ExecCredentialSource {
  const { command = "", apiVersion = "", interactiveMode = "IfAvailable" } = exec;
  if (seams.execCredentialSource === undefined) {
    throw unsupported(
      `${place}: the credential plugin ${JSON.stringify(command)} needs a runtime that can start programs: pass execCredentialSource, or load with @kubets/clientcmd-node`,
    );
  }
  return seams.execCredentialSource({
    exec: { ...exec, command, apiVersion, interactiveMode },
    cluster: execClusterOf(cluster),
    certificateAuthorityFile: cluster["certificate-authority"] || undefined,
    place,
  });
}

/** Whom the user acts as (F032); the other fields count only with a user to act as. */
export function impersonationOf(user: User): Impersonation | undefined {
  if (!user.as) return undefined;
  return {
    user: user.as,
    ...(user["as-uid"] && { uid: user["as-uid"] }),
    ...(user["as-groups"]?.length && { groups: user["as-groups"] }),
    ...(user["as-user-extra"] && { extra: user["as-user-extra"] }),
  };
}

const removedProviders: Readonly<Record<string, string>> = { azure: "kubelogin", gcp: "gke-gcloud-auth-plugin" };

function unsupported(message: string): KubernetesError {
  return new KubernetesError(message, { reason: "Unsupported" });
}
