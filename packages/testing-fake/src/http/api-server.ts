import type { AccessAttributes } from "../access/attributes.ts";
import type { Upgraded, UpgradeRequest } from "./upgrade-seam.ts";
import type { Header } from "@kubets/rest";

/** Who makes a request, after authentication. */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string | undefined;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** An HTTP request as the API server sees it, free of sockets: what the fake's transport and testing-server hand over. */
export interface ApiServerRequest {
  readonly method: string;
  /** Path and query as on the wire: `/api/v1/pods?limit=500`. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: readonly Header[];
  /** The whole body; absent or empty is none. */
  readonly body?: Uint8Array | undefined;
  readonly user: UserInfo;
  /** Fires when the peer is gone; ends watches. */
  readonly signal: AbortSignal;
}

/** An answer as it goes out. The iterator of a body is to be returned when the peer is gone. */
export interface ApiServerResponse {
  /** The HTTP status; 0 asks to break the connection without an answer, as an injected fault may. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: readonly Header[];
  /** Whole, or as it comes into being (watches). */
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
  /**
   * Which answers are compressed for clients that take gzip: those that are large, or every piece of a stream by itself.
   * Default: those that are large.
   */
  readonly compress?: "large" | "pieces" | "never" | undefined;
}

/** An API server from request to response, without a network. Never throws: failures are Status answers. */
export interface ApiServer {
  readonly access: ServerAccess;
  handle(request: ApiServerRequest): Promise<ApiServerResponse>;
  /** Answers a request to go on as something else than HTTP: exec, attach, port-forward, watches over WebSockets. */
  upgrade(request: UpgradeRequest): Promise<ApiServerResponse | Upgraded>;
}

/** Who somebody is and what they may do, for whoever puts the server behind a network. */
export interface ServerAccess {
  /** True where Roles decide; otherwise everybody may do everything. */
  readonly rbac: boolean;
  /** The user of a service account's token; undefined where it is none, has expired, or its account is gone. */
  userOfToken(token: string): Promise<UserInfo | undefined>;
  /** Whether somebody may do something, and why. */
  decide(asked: AccessAttributes): { readonly allowed: boolean; readonly reason: string };
}

/** The status of what is no answer: the connection is to be broken. */
export const brokenConnection = 0;
