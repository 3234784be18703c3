import { isExpired, type KubernetesList, type ListOptions, type Stored } from "@kubets/apimachinery";

/** Objects per page where the caller names no limit. */
const pageSize = 500;

/**
 * Every object of a collection, page by page, with no more than a page in memory. Continuation pages carry no
 * resourceVersion: the token has it. When the token expires on the way, one full list at the resourceVersion first asked
 * for brings the rest: what is behind the last object that was given, since servers list by namespace and name, so that
 * nothing is given twice (C03, F153). A server that has listed in another order cannot be asked for a rest, nor can a walk
 * that the caller began in the middle, by a token of its own: there the error passes.
 */
export async function* eachObject<S extends Stored, O extends ListOptions>(
  list: (options: O) => Promise<KubernetesList<S>>,
  options: O,
): AsyncGenerator<S, void, undefined> {
  const { limit = pageSize, continue: start, ...whole } = options;
  const { resourceVersion: _, resourceVersionMatch: __, ...rest } = whole;
  let token = start;
  let last = "";
  let inOrder = !start;
  let given: string | undefined;
  do {
    const pageOptions = token ? { ...rest, limit, continue: token } : { ...whole, limit };
    const page: KubernetesList<S> = await list(pageOptions as O).catch((error: unknown) => {
      if (!token || !inOrder || !isExpired(error)) throw error;
      given = last;
      return list(whole as unknown as O);
    });
    token = page.metadata.continue;
    for (const object of page.items) {
      const key = keyOf(object);
      if (given !== undefined && key <= given) continue;
      inOrder &&= key > last;
      last = key;
      yield object;
    }
  } while (token);
}

/** What servers store an object under, and sort their lists by. */
function keyOf({ metadata: { namespace, name } }: Stored): string {
  return namespace ? `${namespace}/${name}` : name;
}
