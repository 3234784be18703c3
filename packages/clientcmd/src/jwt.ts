import { fromBase64, toBase64 } from "./base64.ts";

/** Bytes as base64 for URLs, without padding. */
export function base64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** A value as base64 for URLs of its JSON. */
export function base64UrlJson(value: unknown): string {
  return base64Url(new TextEncoder().encode(JSON.stringify(value)));
}

/** The end of a JSON web token in milliseconds since 1970; nothing where it has none, or is no such token. */
export function jwtExpiryMs(token: string): number | undefined {
  try {
    const [, payload = ""] = token.split(".");
    const { exp } = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as { exp?: unknown };
    return typeof exp === "number" && Number.isFinite(exp) ? exp * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** A JSON web token, signed with RSA and SHA-256. `privateKey` is PEM of PKCS #8. */
export async function signJwt(header: object, claims: object, privateKey: string): Promise<string> {
  const der = fromBase64(privateKey.replace(/-----[^-]+-----|\s/g, ""));
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
  const content = `${base64UrlJson({ alg: "RS256", typ: "JWT", ...header })}.${base64UrlJson(claims)}`;
  const signature = await crypto.subtle.sign(algorithm.name, key, new TextEncoder().encode(content));
  return `${content}.${base64Url(new Uint8Array(signature))}`;
}
