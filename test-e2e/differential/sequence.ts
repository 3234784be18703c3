/** Requests that are sent one after the other, to two servers, whose answers must be the same. */
export interface Sequence {
  readonly title: string;
  readonly requests: readonly SequenceRequest[];
}

/**
 * `$ns` stands for a namespace of the sequence's own, wherever it is in a path or a body; cluster-scoped objects have it in
 * their names.
 */
export interface SequenceRequest {
  /** Says what it is about, and tells it from the others of its sequence; by default its place in it. */
  readonly name?: string;
  readonly method: string;
  readonly path: string;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Of the body; by default `application/json`. */
  readonly contentType?: string;
  readonly accept?: string;
  readonly userAgent?: string;
  /**
   * Fields of the body to take from the answer of an earlier request, by their paths: `metadata.resourceVersion`. They are
   * the server's own, and so differ between servers.
   */
  readonly from?: { readonly request: number; readonly fields: readonly string[] };
  /** Sent, but its answers are not compared. */
  readonly unchecked?: boolean;
  /** How long to wait before it: times have whole seconds. */
  readonly pauseMs?: number;
  /** Sends it again until the answer has this code: what is to be waited for takes a real server a while. */
  readonly untilCode?: number;
  /** Sends the body of an earlier answer, as this changes it. */
  readonly edit?: { readonly request: number; readonly merge: object };
}
