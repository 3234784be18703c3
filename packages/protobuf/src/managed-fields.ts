/** How `metadata.managedFields` comes back: unparsed behind a getter (same meaning, less memory), left out, or parsed. */
export type ManagedFieldsMode = "lazy" | "drop" | "parse";

/** Where an object's managedFields wait until somebody reads them; a function here always decodes them. */
const unread: unique symbol = Symbol("managedFields");

interface Metadata {
  [unread]?: unknown;
}

/** JSON.stringify, structuredClone, spread, assignment and delete see an ordinary property. */
export function attachManagedFields(metadata: object, decode: () => unknown): void {
  Object.defineProperty(metadata, unread, { value: decode, writable: true });
  Object.defineProperty(metadata, "managedFields", lazily);
}

// One pair of functions for all objects: with a pair of its own, each object would get a shape of its own in the engine.
const lazily: PropertyDescriptor = {
  get(this: Metadata): unknown {
    const value = this[unread];
    if (typeof value !== "function") return value;
    const decoded = (value as () => unknown)();
    // Fails without harm where the object is frozen; it is then decoded at every read.
    Reflect.set(this, unread, decoded);
    return decoded;
  },
  set(this: Metadata, value: unknown) {
    this[unread] = value;
  },
  enumerable: true,
  configurable: true,
};
