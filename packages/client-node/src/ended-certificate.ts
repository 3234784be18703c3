import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { TlsOptions } from "@kubets/rest";

/** That a client certificate is over, and since when, for people; nothing where it is not, or cannot be read. */
export function endedCertificate({ certData, certFile }: TlsOptions, now: number): string | undefined {
  try {
    const pem = certData ?? (certFile === undefined ? undefined : readFileSync(certFile, "utf8"));
    if (pem === undefined) return undefined;
    const end = Date.parse(new X509Certificate(pem).validTo);
    return end < now ? `client certificate over since ${new Date(end).toISOString()}` : undefined;
  } catch {
    // What is wrong with it otherwise is said when it is used.
    return undefined;
  }
}
