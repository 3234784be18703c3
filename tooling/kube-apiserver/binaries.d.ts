export declare const kubernetesVersion = "1.37.1";
export interface Binaries {
  readonly kubeApiServer: string;
  readonly etcd: string;
  readonly kubectl: string;
}
/** Why there are no binaries, in one line. */
export interface Missing {
  readonly missing: string;
}
/**
 * The binaries: from KUBEBUILDER_ASSETS where that is set (the convention of controller-runtime's envtest), else from the
 * cache outside the checkout, built with Go when they are not there yet.
 */
export declare function findBinaries(log?: (line: string) => void): Promise<Binaries | Missing>;
/** The cache is shared by all checkouts: it depends on nothing but the version. */
export declare function cacheFolder(): string;
/** The version a kubectl says it is, such as `v1.37.1`. */
export declare function kubectlVersion(kubectl: string): Promise<string>;
