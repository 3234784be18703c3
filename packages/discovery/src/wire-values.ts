/** What servers say is looked at where it is read: what stands where a name belongs would fail much later, and elsewhere. */
export function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`no name: ${JSON.stringify(value)}`);
}

/** Names; none where nothing was said. A TypeError too, of the engine's own, where it is no list. */
export function texts(value: readonly unknown[] | null | undefined): readonly string[] {
  return (value ?? []).map(text);
}
