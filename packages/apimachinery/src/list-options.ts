/** What a list may ask for; each is sent exactly as given. */
export interface ListOptions {
  /** Such as `app=web,tier!=db`. */
  labelSelector?: string;
  /** Such as `status.phase=Running`; the server knows few fields of each kind. */
  fieldSelector?: string;
  /** At most so many items in one answer; more follow by `continue`. */
  limit?: number;
  continue?: string;
  /** How fresh the answer must be: absent is the newest state, "0" whatever is at hand, else not older than this. */
  resourceVersion?: string;
  resourceVersionMatch?: "Exact" | "NotOlderThan";
  /** The server gives up after so many seconds. */
  timeoutSeconds?: number;
}

/** What a watch may ask for beside the selectors. */
export interface WatchOptions extends Omit<ListOptions, "limit" | "continue"> {
  allowWatchBookmarks?: boolean;
  /** The state first, as ADDED events that end with a marked bookmark; needs `resourceVersionMatch: "NotOlderThan"`. */
  sendInitialEvents?: boolean;
}

/** What must still hold for a deletion to happen; else it is refused as a conflict. */
export interface DeletePreconditions {
  uid?: string;
  resourceVersion?: string;
}
