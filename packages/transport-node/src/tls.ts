import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, type ConnectionOptions } from "node:tls";
import { KubernetesError } from "@kubets/apimachinery";
import type { TlsOptions } from "@kubets/rest";

/** One piece of a TLS configuration, and the option it came from. */
interface Pem {
  readonly option: string;
  readonly text: string;
}

/** Authority, client certificate and private key, as far as they are given. */
export interface Pems {
  readonly ca?: Pem | undefined;
  readonly cert?: Pem | undefined;
  readonly key?: Pem | undefined;
}

/**
 * What a configuration holds or names: files are read here and now, data wins over the file of the same thing. Throws
 * Configuration where a file cannot be read.
 */
export function readPems(tls: TlsOptions): Pems {
  return {
    ca: readPem("ca", tls.caData, tls.caFile),
    cert: readPem("cert", tls.certData, tls.certFile),
    key: readPem("key", tls.keyData, tls.keyFile),
  };
}

/**
 * Options of Node's TLS for a cluster's. An authority replaces the system's (F035), the server's name serves both to ask
 * and to verify, and TLS is 1.2 at least (C80).
 *
 * Throws Configuration, naming the option and never its content, where something is missing, unreadable or does not fit.
 */
export function toConnectionOptions(tls: TlsOptions = {}, { ca, cert, key }: Pems = readPems(tls)): ConnectionOptions {
  if (tls.insecureSkipVerify && ca) {
    throw invalid(`insecureSkipVerify and ${ca.option} exclude each other: an authority is there to verify with`);
  }
  if (cert && !key) throw invalid(`${cert.option} needs its private key: give keyData or keyFile`);
  if (key && !cert) throw invalid(`${key.option} needs its certificate: give certData or certFile`);
  if (ca) checkCertificates(ca);
  if (cert) checkCertificates(cert);
  if (key) attempt(() => createPrivateKey(key.text), `${key.option} holds no unencrypted private key in PEM`);
  return {
    minVersion: "TLSv1.2",
    rejectUnauthorized: !tls.insecureSkipVerify,
    ...(tls.serverName && { servername: tls.serverName }),
    // Made once: without it, Node parses the certificates again for every connection.
    secureContext: attempt(
      () => createSecureContext({ ca: ca?.text, cert: cert?.text, key: key?.text, minVersion: "TLSv1.2" }),
      `${cert?.option ?? "certificate"} and ${key?.option ?? "key"} do not belong together`,
    ),
  };
}

function readPem(what: "ca" | "cert" | "key", data: string | undefined, file: string | undefined): Pem | undefined {
  if (data) return { option: `${what}Data`, text: data };
  if (!file) return undefined;
  const option = `${what}File ${file}`;
  return { option, text: attempt(() => readFileSync(file, "utf8"), `${option} cannot be read`) };
}

/** Node passes silently over certificates of an authority that it cannot read. */
function checkCertificates({ option, text }: Pem): void {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
  if (!blocks) throw invalid(`${option} holds no certificate in PEM`);
  blocks.forEach((block, index) =>
    attempt(() => new X509Certificate(block), `certificate ${index + 1} of ${option} cannot be read`),
  );
}

function attempt<R>(step: () => R, problem: string): R {
  try {
    return step();
  } catch (cause) {
    throw invalid(problem, cause);
  }
}

function invalid(problem: string, cause?: unknown): KubernetesError {
  return new KubernetesError(`TLS configuration: ${problem}`, { reason: "Configuration", cause });
}
