import type { DeepPartial, KubernetesObject } from "@kubets/apimachinery";

/** Events of one namespace: the part of a resource client that a recorder uses. Both answer with the stored event. */
export interface NamespacedEventSink<E extends KubernetesObject> {
  create(event: E, options?: { readonly signal?: AbortSignal | undefined }): Promise<KubernetesObject | undefined>;
  patch(
    name: string,
    patch: { readonly type: "strategic"; readonly value: DeepPartial<E> },
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<KubernetesObject | undefined>;
}

/**
 * All that a recorder knows of a client; `client.resource(events)` is one by shape. Failures have to be KubernetesErrors:
 * by their reason the recorder tells an answer of the server from no answer. How long a call may take is the sink's to
 * decide.
 */
export interface EventSink<E extends KubernetesObject> {
  namespace(name: string): NamespacedEventSink<E>;
}
