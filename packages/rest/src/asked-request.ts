/** What was asked, as errors and warnings name it: without credentials, and without a query, which may hold secrets. */
export interface AskedRequest {
  readonly method: string;
  readonly url: string;
}

/** What a request asks for. */
export function askedOf({ method, url }: AskedRequest): AskedRequest {
  return { method, url: url.split("?")[0] as string };
}
