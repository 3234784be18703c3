import type { Clock } from "@kubets/wait";
import type { ListMeta } from "@kubets/apimachinery";
import type { Authorizer } from "../access/authorizer.ts";
import type { TokenSigner } from "../access/service-account-tokens.ts";
import type { ApiServerRequest, UserInfo } from "../http/api-server.ts";
import type { JsonObject } from "../json.ts";
import type { PodHandlers } from "../pods/pod-handlers.ts";
import type { ResourcePath } from "../http/request-info.ts";
import type { ResourceEntry, ResourceRegistry } from "../resources/resource-registry.ts";
import type { Store, StoredObject } from "./store.ts";

/** What the steps of every request share. */
export interface ServerState {
  readonly store: Store;
  readonly registry: ResourceRegistry;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly newUid: () => string;
  /** Who may do what. */
  readonly authorizer: Authorizer;
  /** Tokens of service accounts. */
  readonly tokens: TokenSigner;
  /** Users of other tokens, where whoever serves this cluster knows any. */
  readonly userOfToken?: ((token: string) => UserInfo | undefined) | undefined;
  /** Who plays the containers of pods. */
  readonly pods: PodHandlers;
  /** Fires when all watches have to end; those that begin later have another one. */
  readonly endOfWatches: () => AbortSignal;
}

/** A request for a resource that exists. */
export interface ResourceRequest {
  readonly entry: ResourceEntry;
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly request: ApiServerRequest;
  /** Texts to send with the answer as `Warning` headers; whoever has something to say adds to it. */
  readonly warnings: string[];
}

/** What a request comes to, before it is written in the form the client accepts. Failures are thrown. */
export type Answer =
  | { readonly type: "object"; readonly code: number; readonly entry: ResourceEntry; readonly object: StoredObject }
  | {
      readonly type: "list";
      readonly entry: ResourceEntry;
      readonly items: readonly StoredObject[];
      readonly metadata: ListMeta;
    }
  | { readonly type: "value"; readonly code: number; readonly value: JsonObject }
  /** Text as it comes: a log. */
  | { readonly type: "text"; readonly body: AsyncIterable<string> };

/** The time as metadata has it: RFC 3339, whole seconds. */
export function timestamp(clock: Clock, offsetSeconds = 0): string {
  const second = Math.floor((clock.now() + offsetSeconds * 1000) / 1000);
  if (second !== newest.second) {
    newest = { second, text: new Date(second * 1000).toISOString().replace(/\.\d+Z$/, "Z") };
  }
  return newest.text;
}

/** Writes come by the thousands in a second, and each says several times when it was. */
let newest = { second: Number.NaN, text: "" };

/** Where an object is stored within its collection. */
export function keyOf(namespace: string | undefined, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}
