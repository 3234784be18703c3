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
  /** Who it is; undefined is nobody known. */
  authenticate(presented: Presented): UserInfo | undefined;
}

const anonymousUser: UserInfo = { name: "system:anonymous", groups: ["system:unauthenticated"] };

/**
 * Client certificates, then bearer tokens, as a kube-apiserver tries them. Who presents nothing is `system:anonymous`
 * where `anonymous` allows it; who presents what is not known never is.
 */
export function createAuthenticator({ anonymous }: { readonly anonymous: boolean }): Authenticator {
  const tokens: { readonly hash: Uint8Array; readonly user: UserInfo }[] = [];

  const userOfToken = (authorization: string): UserInfo | undefined => {
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (token === undefined) return undefined;
    const hash = hashOf(token);
    // Hashes have one length, so that comparing takes as long for any token.
    return tokens.find((known) => timingSafeEqual(known.hash, hash))?.user;
  };

  return {
    addToken(token, user) {
      tokens.push({ hash: hashOf(token), user });
    },
    authenticate({ authorization, subject }) {
      if (!subject && authorization === undefined) return anonymous ? anonymousUser : undefined;
      const user = (subject && userOfCertificate(subject)) ?? userOfToken(authorization ?? "");
      return user && { ...user, groups: [...new Set([...user.groups, "system:authenticated"])] };
    },
  };
}

function userOfCertificate({ CN, O = [] }: CertificateSubject): UserInfo | undefined {
  const name = typeof CN === "string" ? CN : CN?.at(-1);
  if (!name) return undefined;
  return { name, groups: typeof O === "string" ? [O] : O };
}

function hashOf(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
