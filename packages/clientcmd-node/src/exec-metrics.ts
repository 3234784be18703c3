import { X509Certificate } from "node:crypto";
import type { ClientCertificate } from "@kubets/rest";

/** How a call of a credential plugin ended, in client-go's words. */
export type PluginCallStatus =
  | "no_error"
  | "plugin_execution_error"
  | "plugin_not_found_error"
  | "client_internal_error";

/**
 * What may be measured of credential plugins (F046, F162); give any part of it. One object may serve many clients: those
 * that are given the same one still share the credentials of a plugin.
 */
export interface ExecMetrics {
  /** A plugin was run, or could not be. The exit code is 1 where the plugin itself gave none. */
  pluginCalled?(call: { readonly exitCode: number; readonly status: PluginCallStatus }): void;
  /** The policy was asked whether a plugin may run. */
  policyDecided?(decision: "allowed" | "denied"): void;
  /**
   * The end of the certificate that ends first, of all that plugins brought to clients with this object, in milliseconds
   * since 1970. Told whenever one of them changes.
   */
  certificateExpiry?(earliestMs: number): void;
  /** A certificate took the place of another one, which had been valid for so many milliseconds. */
  certificateRotated?(ageMs: number): void;
}

/** Ends of certificates by the source that has them. */
const ends = new WeakMap<ExecMetrics, Map<object, number>>();

/** Creates what tells metrics of one source's certificates. */
export function createCertificateMetrics(
  metrics: ExecMetrics | undefined,
  clock: { now(): number },
): (certificate: ClientCertificate | undefined) => void {
  if (metrics === undefined) return () => undefined;
  const source = {};
  let current: { readonly cert: string; readonly beganMs: number } | undefined;
  return (certificate) => {
    if (certificate === undefined || certificate.cert === current?.cert) return;
    const { validFrom, validTo } = new X509Certificate(certificate.cert);
    if (current !== undefined) metrics.certificateRotated?.(clock.now() - current.beganMs);
    current = { cert: certificate.cert, beganMs: Date.parse(validFrom) };
    const all = ends.get(metrics) ?? new Map<object, number>();
    ends.set(metrics, all.set(source, Date.parse(validTo)));
    metrics.certificateExpiry?.(Math.min(...all.values()));
  };
}
