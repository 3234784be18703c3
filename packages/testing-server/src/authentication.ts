import { createHash, timingSafeEqual } from "node:crypto";
import type { UserInfo } from "@kubets/testing-fake";

/** What a request brings to say who makes it. */
export interface Presented {
  /** The header Authorization. */
  readonly authorization: string | undefined;
  /** The subject of a client certificate that this server's authority has signed. */
  readonly subject: CertificateSubject | undefined;
}

export interface CertificateSubject {
  readonly CN?: string | readonly string[];
  readonly O?: string | readonly string[];
}

export interface Authenticator {
  /** Accepts the bearer token from now on. */
  addToken(token: string, user: UserInfo): void;
  /** The user of a token that was added. */
  userOfToken(token: string): UserInfo | undefined;
  /** Who it is; undefined is nobody known. */
  authenticate(presented: Presented): Promise<UserInfo | undefined>;
}

const anonymousUser: UserInfo = { name: "system:anonymous", groups: ["system:unauthenticated"] };

export interface AuthenticatorOptions {
  readonly anonymous: boolean;
  /** The user of a service account's token. */
  readonly serviceAccounts?: ((token: string) => Promise<UserInfo | undefined>) | undefined;
}

/**
 * Client certificates, then bearer tokens, as a kube-apiserver tries them. Who presents nothing is `system:anonymous`
 * where `anonymous` allows it; who presents what is not known never is.
 */
export function createAuthenticator({ anonymous, serviceAccounts }: AuthenticatorOptions): Authenticator {
  const tokens: { readonly hash: Uint8Array; readonly user: UserInfo }[] = [];

  const userOfToken = (token: string): UserInfo | undefined => {
    const hash = hashOf(token);
    // Hashes have one length, so that comparing takes as long for any token.
    return tokens.find((known) => timingSafeEqual(known.hash, hash))?.user;
  };

  return {
    addToken(token, user) {
      tokens.push({ hash: hashOf(token), user });
    },
    userOfToken: (token) => withAuthenticated(userOfToken(token)),
    async authenticate({ authorization, subject }) {
      if (!subject && authorization === undefined) return anonymous ? anonymousUser : undefined;
      const certified = subject && userOfCertificate(subject);
      const token = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
      if (certified || token === undefined) return withAuthenticated(certified);
      return withAuthenticated(userOfToken(token) ?? (await serviceAccounts?.(token)));
    },
  };
}

function withAuthenticated(user: UserInfo | undefined): UserInfo | undefined {
  return user && { ...user, groups: [...new Set([...user.groups, "system:authenticated"])] };
}

function userOfCertificate({ CN, O = [] }: CertificateSubject): UserInfo | undefined {
  const name = typeof CN === "string" ? CN : CN?.at(-1);
  if (!name) return undefined;
  return { name, groups: typeof O === "string" ? [O] : O };
}

function hashOf(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
