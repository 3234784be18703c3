import type { DynamicClient } from "@kubets/dynamic";
import type { RestClientOptions } from "@kubets/rest";

/** A Kubernetes API server that the suites run against; all of them pass the same tests. */
export interface Backend extends AsyncDisposable {
  readonly kind: BackendKind;
  /** A client of an administrator. Disposing it closes its connections. */
  connect(options?: ConnectOptions): Promise<DynamicClient>;
  /** Path of a kubeconfig; undefined where there is no socket to connect to. */
  readonly kubeconfig: string | undefined;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a client may have of its own. */
export type ConnectOptions = Pick<RestClientOptions, "middleware">;

export type BackendKind = "fake" | "testing-server" | "cluster";

/** What the global set-up of the real cluster hands to the suites. */
export interface ClusterInfo {
  readonly kubeconfig: string;
  readonly kubectl: string;
  /** For those who send requests by themselves: where it is, what proves that it is, and an administrator's token. */
  readonly url: string;
  readonly ca: string;
  readonly token: string;
}

declare module "vitest" {
  interface ProvidedContext {
    backend: BackendKind;
    cluster: ClusterInfo;
  }
}
