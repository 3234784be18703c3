import { isExpired, KubernetesError, type KubernetesList, type ListOptions } from "@kubets/apimachinery";
import { interruptible } from "./interrupt.ts";
import type { ListerWatcher, ReadingOptions } from "./lister-watcher.ts";

/** The whole state of a collection at one version. */
export interface CompleteList<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  /** Whether it came in more than one page. */
  readonly paged: boolean;
}

/**
 * Lists a collection page by page, any number of pages. Only the first page names a resource version (C03). Where the
 * version expires between pages, one list without pages at the version first asked for takes their place; on the first
 * page the error is the caller's (C03).
 */
export async function listPages<T>(
  listerWatcher: ListerWatcher<T>,
  options: ListOptions & Pick<ReadingOptions, "recognize">,
  signal: AbortSignal,
): Promise<CompleteList<T>> {
  const fetch = async (pageOptions: typeof options): Promise<KubernetesList<T>> => {
    signal.throwIfAborted();
    const page = await interruptible(listerWatcher.list({ ...pageOptions, signal }), signal);
    refuseTable(page);
    return page;
  };

  const first = await fetch(options);
  const resourceVersion = first.metadata.resourceVersion ?? "";
  let token = first.metadata.continue;
  if (!token) return { items: first.items, resourceVersion, paged: false };

  const { resourceVersion: _version, resourceVersionMatch: _match, ...following } = options;
  const items = first.items.slice();
  while (token) {
    let page: KubernetesList<T>;
    try {
      page = await fetch({ ...following, continue: token });
    } catch (error) {
      if (!isExpired(error)) throw error;
      const { limit: _limit, ...unpaged } = options;
      page = await fetch(unpaged);
      return { items: page.items, resourceVersion: page.metadata.resourceVersion ?? "", paged: true };
    }
    for (const item of page.items) items.push(item);
    if (page.metadata.continue === token) {
      throw new KubernetesError("a page of the list names itself as the next one", { reason: "Decode" });
    }
    token = page.metadata.continue;
  }
  return { items, resourceVersion, paged: true };
}

/** Whether a client was made to ask for tables: rows to print, not objects (C16). */
export function isTable(value: { readonly kind?: string; readonly apiVersion?: string }): boolean {
  return value.kind === "Table" && value.apiVersion?.startsWith("meta.k8s.io/") === true;
}

function refuseTable(page: KubernetesList<unknown>): void {
  if (isTable(page)) throw new KubernetesError("the list is a Table, which holds no objects", { reason: "Decode" });
}
