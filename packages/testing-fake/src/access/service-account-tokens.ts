import { goText } from "../go-text.ts";
import type { UserInfo } from "../http/api-server.ts";
import { valueAt, type JsonObject } from "../json.ts";
import type { ServerState } from "../storage/server-state.ts";

export const issuer = "https://kubernetes.default.svc.cluster.local";

export interface TokenClaims {
  readonly namespace: string;
  readonly serviceAccount: { readonly name: string; readonly uid: string };
  /** `pod`, `secret` or `node`, with the name and uid of what the token lives and dies with. */
  readonly bound?: Readonly<Record<string, { readonly name: string; readonly uid: string }>> | undefined;
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
}

/** Who a token is of, and whom it is meant for. */
export interface TokenOwner {
  readonly user: UserInfo;
  readonly audiences: readonly string[];
}

/** Signs tokens of service accounts with a key of its own, and knows them again. */
export interface TokenSigner {
  issue(state: ServerState, claims: TokenClaims): Promise<string>;
  /** The owner of a token that is signed, not expired, and whose service account is still there; else why not. */
  verify(state: ServerState, token: string): Promise<TokenOwner | { readonly problem: string }>;
  /** The public key, as a JSON Web Key Set. */
  keys(): Promise<JsonObject>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** Makes its key when it is first needed. */
export function createTokenSigner(): TokenSigner {
  let pair: Promise<CryptoKeyPair> | undefined;
  const key = (): Promise<CryptoKeyPair> => (pair ??= crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]));
  const keyId = "kubets";

  return {
    async issue(state, { namespace, serviceAccount, bound, audiences, expirationSeconds }) {
      const now = Math.floor(state.clock.now() / 1000);
      const claims = {
        aud: audiences,
        exp: now + expirationSeconds,
        iat: now,
        iss: issuer,
        jti: state.newUid(),
        "kubernetes.io": { namespace, ...bound, serviceaccount: serviceAccount },
        nbf: now,
        sub: `system:serviceaccount:${namespace}:${serviceAccount.name}`,
      };
      const signed = `${encode(JSON.stringify({ alg: "ES256", kid: keyId }))}.${encode(JSON.stringify(claims))}`;
      const signature = await crypto.subtle.sign(algorithm, (await key()).privateKey, bytesOf(signed));
      return `${signed}.${base64Url(new Uint8Array(signature))}`;
    },
    async verify(state, token) {
      const [head = "", body = "", signature = "", ...more] = token.split(".");
      if (signature === "" || more.length > 0) return { problem: "invalid bearer token" };
      const { publicKey } = await key();
      try {
        const valid = await crypto.subtle.verify(
          algorithm,
          publicKey,
          fromBase64Url(signature),
          bytesOf(`${head}.${body}`),
        );
        if (!valid) return { problem: "invalid bearer token" };
        return ownerOf(state, JSON.parse(new TextDecoder().decode(fromBase64Url(body))) as JsonObject);
      } catch {
        return { problem: "invalid bearer token" };
      }
    },
    async keys() {
      const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", (await key()).publicKey);
      return { keys: [{ use: "sig", kty, kid: keyId, crv, alg: "ES256", x, y }] };
    },
  };
}

function ownerOf({ store, clock }: ServerState, claims: JsonObject): TokenOwner | { readonly problem: string } {
  const own = (...path: string[]): string => goText(valueAt(claims, ["kubernetes.io", ...path]) ?? "");
  if (Number(claims["exp"]) * 1000 <= clock.now()) return { problem: "service account token has expired" };
  const namespace = own("namespace");
  const [name, uid] = [own("serviceaccount", "name"), own("serviceaccount", "uid")];
  const account = store.get("serviceaccounts", `${namespace}/${name}`);
  if (!account || account.metadata.uid !== uid) return { problem: "service account token has been invalidated" };
  const extra: Record<string, string[]> = {
    "authentication.kubernetes.io/credential-id": [`JTI=${String(claims["jti"])}`],
  };
  for (const [kind, collection, scoped] of boundKinds) {
    const bound = own(kind, "name");
    if (bound === "") continue;
    const object = store.get(collection, scoped ? `${namespace}/${bound}` : bound);
    // The node of a pod is told, but the token does not hang on it.
    const holds = kind !== "node" || own("pod", "name") === "";
    if (holds && object?.metadata.uid !== own(kind, "uid")) {
      return { problem: "service account token has been invalidated" };
    }
    if (kind === "secret") continue;
    extra[`authentication.kubernetes.io/${kind}-name`] = [bound];
    if (own(kind, "uid") !== "") extra[`authentication.kubernetes.io/${kind}-uid`] = [own(kind, "uid")];
  }
  const user: UserInfo = {
    name: `system:serviceaccount:${namespace}:${name}`,
    uid,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
    extra,
  };
  return { user, audiences: claims["aud"] as string[] };
}

const boundKinds = [
  ["pod", "pods", true],
  ["secret", "secrets", true],
  ["node", "nodes", false],
] as const;

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const encode = (text: string): string => base64Url(bytesOf(text));

function base64Url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}
