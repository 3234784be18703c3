import { KubernetesError } from "@kubets/apimachinery";
import type { TlsOptions } from "@kubets/rest";
import type { Clock } from "@kubets/wait";
import { createConnectionPool, type ConnectionPool } from "./connection-pool.ts";
import type { Http2Health } from "./http2-options.ts";
import type { ProxyChoice } from "./proxy.ts";
import type { TransportMetrics } from "./transport-metrics.ts";
import { type Pems, readPems, toConnectionOptions } from "./tls.ts";

/** The connections for whatever is sent next. */
export interface PoolSource {
  current(signal: AbortSignal | undefined): Promise<ConnectionPool> | ConnectionPool;
  /** Ends all connections; what is sent next opens new ones (F170). */
  rotate(): void;
  close(): void;
}

/** What pools are made of. */
export interface PoolSourceOptions {
  readonly tls?: TlsOptions | undefined;
  readonly proxyFor?: ProxyChoice | undefined;
  readonly socketPath?: string | undefined;
  readonly http2?: Http2Health | undefined;
  readonly metrics?: TransportMetrics | undefined;
  readonly clock: Clock;
}

/** Files are read again at most so often (F033). */
const fileCheckMs = 1000;

/**
 * Creates one pool, and a new one in its place each time certificates change: those of a source, asked before each request
 * (F046, C78), and those of files, looked at before a request at most once a second (F033, F034, C80).
 *
 * With another client certificate every connection ends, in use or not, because a server identifies its peer once per
 * connection; calls under way fail with reason `Network`. With another authority, idle connections end at once and those
 * in use with their call. Files that are unreadable or do not fit, such as one of a pair that is half replaced, change
 * nothing; they are looked at again.
 *
 * Throws Configuration where the TLS options cannot work now.
 */
export function createPoolSource({ tls = {}, metrics, clock, ...options }: PoolSourceOptions): PoolSource {
  const source = tls.certificateSource;
  if (source !== undefined && (tls.certData || tls.certFile || tls.keyData || tls.keyFile)) {
    throw new KubernetesError(
      "TLS configuration: certificateSource and a certificate of the options exclude each other",
      { reason: "Configuration" },
    );
  }
  const createPool = (pems: Pems): ConnectionPool =>
    createConnectionPool({
      tls: toConnectionOptions(tls, pems),
      proxyTls: toConnectionOptions({ insecureSkipVerify: tls.insecureSkipVerify }, { ca: pems.ca }),
      ...options,
      metrics,
      clock,
    });
  let held = readPems(tls);
  let pool = createPool(held);
  /** Pools that end with their calls. */
  let retired: ConnectionPool[] = [];

  const use = (pems: Pems): void => {
    const identityIsNew = pems.cert?.text !== held.cert?.text || pems.key?.text !== held.key?.text;
    if (!identityIsNew && pems.ca?.text === held.ca?.text) return;
    const replacement = createPool(pems);
    retired = [...retired, pool].filter(({ empty }) => !empty);
    for (const old of retired) {
      if (identityIsNew) old.close();
      else old.retire();
    }
    pool = replacement;
    held = pems;
    metrics?.certificatesRead?.("changed");
  };

  const hasFiles = [
    [tls.caData, tls.caFile],
    [tls.certData, tls.certFile],
    [tls.keyData, tls.keyFile],
  ].some(([data, file]) => !data && file);
  let checkedAt = clock.monotonicNow();
  const checkFiles = (): void => {
    if (!hasFiles || clock.monotonicNow() - checkedAt < fileCheckMs) return;
    checkedAt = clock.monotonicNow();
    try {
      const read = readPems(tls);
      use(source ? { ...held, ca: read.ca } : read);
    } catch {
      // What works goes on working.
      metrics?.certificatesRead?.("unusable");
    }
  };

  return {
    current(signal) {
      checkFiles();
      if (source === undefined) return pool;
      return (async () => {
        const certificate = await source.certificate({ signal });
        use({
          ca: held.ca,
          cert: certificate && { option: "certData", text: certificate.cert },
          key: certificate && { option: "keyData", text: certificate.key },
        });
        return pool;
      })();
    },
    rotate() {
      for (const each of [...retired, pool]) each.rotate();
    },
    close() {
      for (const each of [...retired, pool]) each.close();
    },
  };
}
