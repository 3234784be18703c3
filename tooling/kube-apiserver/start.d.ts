import type { Binaries } from "./binaries.ts";
export interface KubeApiServer extends AsyncDisposable {
  readonly url: string;
  /** PEM of what signed the server's certificate. */
  readonly ca: string;
  /** Bearer token of a cluster administrator. */
  readonly token: string;
  /** Path of a kubeconfig with both. */
  readonly kubeconfig: string;
  [Symbol.asyncDispose](): Promise<void>;
}
export interface StartOptions {
  readonly binaries: Binaries;
  /** Every alpha and beta group and feature too. */
  readonly everything?: boolean | undefined;
}
/** Starts both and resolves once the API server says that it is ready; disposing ends them and removes their folder. */
export declare function startKubeApiServer({ binaries, everything }: StartOptions): Promise<KubeApiServer>;
