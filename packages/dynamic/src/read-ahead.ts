import type { KubernetesObject, ListOptions, Stored } from "@kubets/apimachinery";
import { abortedError, type DecodeOptions } from "@kubets/rest";
import { eachObject } from "./pager.ts";
import type { CollectionClient } from "./resource-client.ts";

/** What a walk ahead of its reader may ask for. */
export interface ReadAheadOptions extends ListOptions, DecodeOptions {
  /** How many pages may wait for the reader. Default 10. */
  readonly pages?: number | undefined;
}

/**
 * Every object of a collection, as `items` gives it, with the next pages read while the reader is busy with those before
 * (F153, C101). At most `pages` of them wait, which bounds memory; `items` itself holds one. When the reader leaves the
 * loop, by a failure of its own too, the request that is under way is aborted.
 */
export async function* readAhead<T extends KubernetesObject>(
  client: CollectionClient<T>,
  options: ReadAheadOptions = {},
): AsyncGenerator<Stored<T>, void, undefined> {
  const { pages: most = 10, signal, ...listOptions } = options;
  const left = new AbortController();
  const both = signal ? AbortSignal.any([signal, left.signal]) : left.signal;
  const ready: Stored<T>[][] = [];
  let current: Stored<T>[] = [];
  let state: { readonly failure?: unknown } | undefined;
  let wake = Promise.withResolvers<void>();
  const changed = (): void => {
    wake.resolve();
    wake = Promise.withResolvers();
  };

  const produce = async (): Promise<void> => {
    const list = async (page: ReadAheadOptions) => {
      // The page before is whole once the next one is asked for.
      if (current.length > 0) ready.push(current);
      current = [];
      changed();
      while (ready.length >= most) {
        if (both.aborted) throw abortedError(both);
        await wake.promise;
      }
      return client.list(page);
    };
    for await (const object of eachObject<Stored<T>, ReadAheadOptions>(list, { ...listOptions, signal: both })) {
      current.push(object);
    }
    if (current.length > 0) ready.push(current);
  };
  const producing = produce().then(
    () => void (state = {}),
    (failure: unknown) => void (state = { failure }),
  );
  void producing.then(changed);

  try {
    for (;;) {
      const page = ready.shift();
      if (page) {
        changed();
        yield* page;
      } else if (state) {
        if ("failure" in state) throw state.failure;
        return;
      } else await wake.promise;
    }
  } finally {
    left.abort();
    changed();
    await producing;
  }
}
