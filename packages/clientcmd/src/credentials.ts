import { KubernetesError } from "@kubets/apimachinery";
import type { Credentials, Impersonation, TokenSource } from "@kubets/rest";
import type { User } from "./kubeconfig.ts";
import type { Selected } from "./select.ts";

/** What turns parts of a user into credentials where that needs more than the kubeconfig itself: files, for one. */
export interface CredentialSeams {
  /**
   * Makes the source of a user's `tokenFile`. `initialToken` is the user's `token`, valid until the file was read once
   * (F061). `@kubets/clientcmd-node` has one; without it such a user is an error of reason `Unsupported`.
   */
  readonly tokenFileSource?:
    | ((options: { readonly path: string; readonly initialToken?: string | undefined }) => TokenSource)
    | undefined;
}

/** How a user authenticates, beside a client certificate. A user whose way there is none for is an error. */
export function credentialsOf(
  { name, origin, value: user }: Selected<User>,
  seams: CredentialSeams,
): Credentials | undefined {
  const unsupported = (message: string): KubernetesError =>
    new KubernetesError([origin, `users[${JSON.stringify(name)}]`, message].filter(Boolean).join(": "), {
      reason: "Unsupported",
    });

  const provider = user["auth-provider"]?.name;
  const removed = provider === undefined ? undefined : removedProviders[provider];
  if (removed !== undefined) {
    throw unsupported(
      `the auth-provider ${JSON.stringify(provider)} was removed from Kubernetes in 1.26: use the credential plugin ${removed}`,
    );
  }
  // A token, basic and certificate of the user itself come before any plugin (C79).
  if (user.tokenFile) {
    if (seams.tokenFileSource === undefined) {
      throw unsupported(
        "tokenFile needs a runtime with files: pass tokenFileSource, or load with @kubets/clientcmd-node",
      );
    }
    return { token: seams.tokenFileSource({ path: user.tokenFile, initialToken: user.token || undefined }) };
  }
  if (user.token) return { token: user.token };
  if (user.username || user.password)
    return { basic: { username: user.username ?? "", password: user.password ?? "" } };
  if (user["client-certificate"] || user["client-certificate-data"]) return undefined;
  if (user.exec !== undefined) {
    const command = JSON.stringify(user.exec.command ?? "");
    throw unsupported(
      `exec credential plugins are not supported yet, so ${command} is not run: give the user a token, tokenFile or client certificate`,
    );
  }
  if (provider !== undefined) {
    throw unsupported(
      `the auth-provider ${JSON.stringify(provider)} is not supported yet: give the user a token, tokenFile or client certificate`,
    );
  }
  return undefined;
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
