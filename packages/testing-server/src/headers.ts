/** A header; names in lower case, repeated ones as often as they were sent. */
export type Header = readonly [name: string, value: string];

/** Headers from Node's flat list of names and values; HTTP/2's own, which begin with a colon, give the host. */
export function headersOf(rawHeaders: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    const value = rawHeaders[index + 1] ?? "";
    if (name === ":authority") headers.push(["host", value]);
    else if (!name.startsWith(":")) headers.push([name, value]);
  }
  return headers;
}

export function valueOf(headers: readonly Header[], name: string): string | undefined {
  return headers.find(([key]) => key === name)?.[1];
}

/** Every value of a header that may stand more than once. */
export function valuesOf(headers: readonly Header[], name: string): string[] {
  return headers.flatMap(([key, value]) => (key === name ? [value] : []));
}

/** Whether the client takes an encoding: named, and not with a quality of zero. */
export function accepts(headers: readonly Header[], encoding: string): boolean {
  return headers
    .filter(([name]) => name === "accept-encoding")
    .flatMap(([, value]) => value.split(","))
    .some((clause) => {
      const [token = "", ...parameters] = clause.split(";").map((part) => part.trim().toLowerCase());
      return token === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    });
}
