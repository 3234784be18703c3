import type { Header } from "./transport.ts";

/** Certificates and trust; every text is PEM. Data wins over the file of the same thing. */
export interface TlsOptions {
  /** The only authorities trusted, in place of the system's. */
  readonly caData?: string | undefined;
  readonly caFile?: string | undefined;
  readonly certData?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyData?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Where the client certificate comes from, in place of the four fields above. Transports that cannot change it ignore it. */
  readonly certificateSource?: CertificateSource | undefined;
  /** The name to ask for and to verify, in place of the URL's host. */
  readonly serverName?: string | undefined;
  /** Trusts any certificate: for tests only. An error together with an authority. */
  readonly insecureSkipVerify?: boolean | undefined;
}

/** A client certificate and its key; both texts are PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * A client certificate that may change: a transport asks before each request, and where the answer is another one than
 * before it closes all its connections and opens new ones with it (F046, C78). Undefined is no certificate.
 */
export interface CertificateSource {
  certificate(options?: {
    readonly signal?: AbortSignal | undefined;
  }): Promise<ClientCertificate | undefined> | ClientCertificate | undefined;
}

/**
 * A bearer token that may change. An empty one is none: the call is then sent without. `reset` is called after a 401 with
 * the token that was refused, so that the next call brings a new one (F031), unless somebody else renewed it meanwhile.
 */
export interface TokenSource {
  token(options?: { readonly signal?: AbortSignal | undefined }): Promise<string> | string;
  reset?(refused: string): void;
}

/** At most one way to say who calls; a client certificate is part of {@link TlsOptions}. */
export interface Credentials {
  readonly token?: string | TokenSource | undefined;
  readonly basic?: { readonly username: string; readonly password: string } | undefined;
}

/** Whom to act as; the server must allow it (F032). */
export interface Impersonation {
  readonly user?: string | undefined;
  readonly uid?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly extra?: Readonly<Record<string, readonly string[]>> | undefined;
}

/**
 * Where a cluster is and how to reach it: what a kubeconfig's context or a pod's service account comes down to. A
 * transport reads `tls` and `proxyUrl`; a REST client reads the rest.
 */
export interface ClusterConfig {
  /** Base URL; a path in it precedes every request's path. */
  readonly server: string;
  readonly tls?: TlsOptions | undefined;
  readonly proxyUrl?: string | undefined;
  /** True switches gzip off; in-cluster configurations set it. */
  readonly disableCompression?: boolean | undefined;
  readonly credentials?: Credentials | undefined;
  readonly impersonate?: Impersonation | undefined;
  /** Where namespaced calls go that name no namespace: the context's, or the pod's own. */
  readonly namespace?: string | undefined;
  readonly userAgent?: string | undefined;
  /** Sent with every request, after the client's own. */
  readonly headers?: readonly Header[] | undefined;
  /** Deadline of unary calls; absent or 0 is none. */
  readonly timeoutMs?: number | undefined;
}
