import type { TokenSource } from "@kubets/rest";
import { base64Url } from "./jwt.ts";
import { createTokenSource } from "./token-source.ts";

/** Credentials of AWS: an access key, with a session's token where it is a temporary one. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Options of {@link createEksTokenSource}. */
export interface EksOptions {
  /** The cluster's name in EKS. */
  readonly clusterName: string;
  /** Such as `eu-central-1`. */
  readonly region: string;
  /** Whose identity the token is; a function is asked for each token, so that temporary credentials may change. */
  readonly credentials: AwsCredentials | (() => Promise<AwsCredentials> | AwsCredentials);
  /** Host of the security token service. Default: that of the region. */
  readonly stsHost?: string | undefined;
  /** Default: the system's clock. */
  readonly clock?: { now(): number } | undefined;
}

/** The cluster accepts a token for 15 minutes after it was signed; one less leaves room for clocks that differ. */
const usableMs = 14 * 60_000;

/**
 * Creates the token source of an EKS cluster: each token is a signed request to AWS's security token service, which the
 * cluster sends to learn whose it is. Nothing is sent from here: signing needs no network and no `aws` program.
 */
export function createEksTokenSource(options: EksOptions): TokenSource {
  const { credentials, clock = Date } = options;
  return createTokenSource({
    clock,
    leewayMs: 0,
    obtain: async () => {
      const now = clock.now();
      const url = await presign(options, typeof credentials === "function" ? await credentials() : credentials, now);
      return { token: `k8s-aws-v1.${base64Url(new TextEncoder().encode(url))}`, expiresAtMs: now + usableMs };
    },
  });
}

/** The address of GetCallerIdentity, signed by version 4 of AWS's signatures with the cluster's name as a header. */
async function presign(options: EksOptions, credentials: AwsCredentials, now: number): Promise<string> {
  const { clusterName, region } = options;
  const host = options.stsHost ?? `sts.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const date = time.slice(0, 8);
  const scope = `${date}/${region}/sts/aws4_request`;
  const query = [
    ["Action", "GetCallerIdentity"],
    ["Version", "2011-06-15"],
    ["X-Amz-Algorithm", "AWS4-HMAC-SHA256"],
    ["X-Amz-Credential", `${credentials.accessKeyId}/${scope}`],
    ["X-Amz-Date", time],
    ["X-Amz-Expires", "60"],
    // In alphabetical order, which is that of what is signed.
    ...(credentials.sessionToken ? [["X-Amz-Security-Token", credentials.sessionToken]] : []),
    ["X-Amz-SignedHeaders", "host;x-k8s-aws-id"],
  ]
    .map(([name = "", value = ""]) => `${name}=${escape(value)}`)
    .join("&");
  const request = `GET\n/\n${query}\nhost:${host}\nx-k8s-aws-id:${clusterName}\n\nhost;x-k8s-aws-id\n${await sha256("")}`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${await sha256(request)}`;
  let key: Uint8Array<ArrayBuffer> = new TextEncoder().encode(`AWS4${credentials.secretAccessKey}`);
  for (const part of [date, region, "sts", "aws4_request"]) key = await hmac(key, part);
  return `https://${host}/?${query}&X-Amz-Signature=${hex(await hmac(key, text))}`;
}

/** Everything but letters, digits and `-._~`. */
function escape(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(text)));
}

async function sha256(text: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
