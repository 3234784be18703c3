/** What servers say is looked at where it is read: what stands where a name belongs would fail much later, and elsewhere. */
export function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${JSON.stringify(value)} stands where a name belongs`);
}

/** Names; none where nothing was said. */
export function texts(value: unknown): readonly string[] {
  const all = value ?? [];
  if (Array.isArray(all)) return all.map(text);
  throw new TypeError(`${JSON.stringify(value)} stands where a list of names belongs`);
}
