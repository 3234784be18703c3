import type { KubernetesObject, Stored } from "@kubets/apimachinery";

/** A `coordination.k8s.io/v1` Lease, as far as leader election knows it. Times are RFC 3339 with microseconds. */
export interface Lease extends KubernetesObject {
  apiVersion?: "coordination.k8s.io/v1";
  kind?: "Lease";
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
    strategy?: string;
    preferredHolder?: string;
  };
}

/** All that leader election knows of a client; `client.resource(leases).namespace(ns)` is one by shape. */
export interface LeaseClient {
  get(name: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<Stored<Lease>>;
  create(lease: Lease, options?: { readonly signal?: AbortSignal | undefined }): Promise<Stored<Lease>>;
  update(lease: Stored<Lease>, options?: { readonly signal?: AbortSignal | undefined }): Promise<Stored<Lease>>;
}
