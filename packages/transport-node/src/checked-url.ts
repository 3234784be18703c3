import { invalidRequest } from "@kubets/rest";

/**
 * The address of a request, where it is one that a request can be sent to. Throws InvalidRequest, without the address,
 * which may hold a secret.
 */
export function checkedUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw invalidRequest("the address of a request must be an absolute URL of http or https");
  }
  if (url.username || url.password) {
    throw invalidRequest(`the address of a request must hold no user or password: use credentials (${url.host})`);
  }
  return url;
}
