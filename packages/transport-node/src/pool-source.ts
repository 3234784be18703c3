import { KubernetesError } from "@kubets/apimachinery";
import type { ClientCertificate, TlsOptions } from "@kubets/rest";
import { createConnectionPool, type ConnectionPool } from "./connection-pool.ts";
import { toConnectionOptions } from "./tls.ts";

/** The connections for whatever is sent next. */
export interface PoolSource {
  current(signal: AbortSignal | undefined): Promise<ConnectionPool> | ConnectionPool;
  close(): void;
}

/**
 * Creates one pool, and a new one in its place each time the certificate of a source changes: every connection that was
 * made with the old certificate ends then, in use or not, because a server identifies its peer once per connection
 * (F046, C78). Calls under way fail with reason `Network`.
 *
 * Throws Configuration where the TLS options cannot work.
 */
export function createPoolSource(tls: TlsOptions = {}): PoolSource {
  const source = tls.certificateSource;
  if (source !== undefined && (tls.certData || tls.certFile || tls.keyData || tls.keyFile)) {
    throw new KubernetesError(
      "TLS configuration: certificateSource and a certificate of the options exclude each other",
      {
        reason: "Configuration",
      },
    );
  }
  let pool = createConnectionPool(toConnectionOptions(tls));
  let held: ClientCertificate | undefined;

  const change = (certificate: ClientCertificate | undefined): void => {
    const { cert: certData, key: keyData } = certificate ?? {};
    const replaced = pool;
    pool = createConnectionPool(toConnectionOptions({ ...tls, certData, keyData }));
    held = certificate;
    replaced.close();
  };

  return {
    current(signal) {
      if (source === undefined) return pool;
      return (async () => {
        const certificate = await source.certificate({ signal });
        if (certificate?.cert !== held?.cert || certificate?.key !== held?.key) change(certificate);
        return pool;
      })();
    },
    close: () => pool.close(),
  };
}
