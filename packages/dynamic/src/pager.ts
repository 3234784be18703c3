import { isExpired, type KubernetesList, type ListOptions, type Stored } from "@kubets/apimachinery";

/** Objects per page where the caller names no limit. */
const pageSize = 500;

/**
 * Every object of a collection, page by page. Continuation pages carry no resourceVersion: the token has it. When the
 * token expires on the way, one full list at the resourceVersion first asked for brings the rest; what was already
 * given out is told by its uid and not given twice (C03, F153). A walk that the caller began in the middle, by a token
 * of its own, cannot begin anew: there the error passes.
 */
export async function* eachObject<S extends Stored, O extends ListOptions>(
  list: (options: O) => Promise<KubernetesList<S>>,
  options: O,
): AsyncGenerator<S, void, undefined> {
  const { limit = pageSize, continue: start, ...whole } = options;
  const { resourceVersion: _, resourceVersionMatch: __, ...rest } = whole;
  const given = new Set<string>();
  let token = start;
  do {
    const pageOptions = token ? { ...rest, limit, continue: token } : { ...whole, limit };
    const page: KubernetesList<S> = await list(pageOptions as O).catch((error: unknown) => {
      if (!token || start || !isExpired(error)) throw error;
      return list(whole as unknown as O);
    });
    token = page.metadata.continue;
    for (const object of page.items) {
      // Some resources are computed, not stored, and have no uid.
      const { uid, namespace, name } = object.metadata;
      const identity = uid ?? `${namespace}/${name}`;
      if (given.has(identity)) continue;
      if (token) given.add(identity);
      yield object;
    }
  } while (token);
}
