import type { Cluster, User } from "./kubeconfig.ts";

/** What a caller asks for in place of what a kubeconfig says: kubectl's global flags. */
export interface KubeconfigOverrides {
  /** Name of the context to use in place of `current-context`; it must exist. */
  readonly context?: string | undefined;
  /** Name of the cluster to use in place of the context's; it must exist. */
  readonly cluster?: string | undefined;
  /** Name of the user to use in place of the context's; it must exist. */
  readonly user?: string | undefined;
  /** In place of the context's. */
  readonly namespace?: string | undefined;
  /** In place of the cluster's; the cluster's `tls-server-name` then no longer holds (C74). */
  readonly server?: string | undefined;
  /**
   * Fields laid over the cluster's. Any of `certificate-authority`, its data and `insecure-skip-tls-verify` replaces all
   * three (C74).
   */
  readonly clusterFields?: Partial<Cluster> | undefined;
  /** Fields laid over the user's. A certificate's file or data replaces both, and so does a key's (F058). */
  readonly userFields?: Partial<User> | undefined;
}

/** A cluster with the overrides laid over it (F058). */
export function overrideCluster(cluster: Cluster, overrides: KubeconfigOverrides): Cluster {
  const fields: Partial<Cluster> = { ...overrides.clusterFields };
  if (overrides.server !== undefined) fields.server = overrides.server;
  const result = layOver(cluster, fields);
  const trust = ["certificate-authority", "certificate-authority-data", "insecure-skip-tls-verify"] as const;
  if (trust.some((field) => isSet(fields[field]))) replace(result, fields, trust);
  if (isSet(fields.server) || isSet(fields["tls-server-name"])) replace(result, fields, ["tls-server-name"]);
  return result;
}

/** A user with the overrides laid over it (F058). */
export function overrideUser(user: User, overrides: KubeconfigOverrides): User {
  const fields = overrides.userFields ?? {};
  const result = layOver(user, fields);
  for (const pair of [
    ["client-certificate", "client-certificate-data"],
    ["client-key", "client-key-data"],
  ] as const) {
    if (pair.some((field) => isSet(fields[field]))) replace(result, fields, pair);
  }
  if (user["as-user-extra"] !== undefined && fields["as-user-extra"] !== undefined) {
    result["as-user-extra"] = { ...user["as-user-extra"], ...fields["as-user-extra"] };
  }
  return result;
}

/** Fields that say something win; an empty text, an empty list and false say nothing. */
function layOver<T extends object>(base: T, fields: Partial<T>): T {
  const result = { ...base };
  for (const key of Object.keys(fields) as (keyof T)[]) {
    const value = fields[key];
    if (isSet(value)) result[key] = value as T[keyof T];
  }
  return result;
}

function replace<T extends object>(target: T, fields: Partial<T>, keys: readonly (keyof T)[]): void {
  for (const key of keys) {
    const value = fields[key];
    if (isSet(value)) target[key] = value as T[keyof T];
    else delete target[key];
  }
}

function isSet(value: unknown): boolean {
  return (
    value !== undefined &&
    value !== null &&
    value !== "" &&
    value !== false &&
    !(Array.isArray(value) && value.length === 0)
  );
}
