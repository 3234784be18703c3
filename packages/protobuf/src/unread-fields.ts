/** How `metadata.managedFields` comes back: unparsed behind a getter (same meaning, less memory), left out, or parsed. */
export type ManagedFieldsMode = "lazy" | "drop" | "parse";

/** When the objects of lists and watches are decoded: whole as they arrive, or their large parts when somebody reads them. */
export type ObjectsMode = "parse" | "lazy";

/** What is decoded at once, and what is left as bytes. */
export interface Retention {
  readonly managedFields: ManagedFieldsMode;
  /** Messages, lists of them and maps of so many bytes wait to be read; undefined: none does. */
  readonly lazyFrom: number | undefined;
}

/** Decodes all of an object at once. */
export const everything: Retention = { managedFields: "parse", lazyFrom: undefined };

/** Below it, what waits for a field takes more memory than the field. */
const worthWaiting = 256;

export function retentionOf(managedFields: ManagedFieldsMode, objects: ObjectsMode): Retention {
  return { managedFields, lazyFrom: objects === "lazy" ? worthWaiting : undefined };
}

type Holder = Record<PropertyKey, unknown>;

// One pair of functions for all fields of a name: with a pair of its own, each object would get a shape of its own in the
// engine.
const properties = new Map<string, { readonly slot: symbol; readonly descriptor: PropertyDescriptor }>();

/**
 * Gives an object a field that is decoded when it is read. JSON.stringify, structuredClone, spread, assignment and delete see
 * an ordinary property.
 */
export function attachUnread(object: object, name: string, decode: () => unknown): void {
  let property = properties.get(name);
  if (!property) properties.set(name, (property = createProperty()));
  Object.defineProperty(object, property.slot, { value: decode, writable: true });
  Object.defineProperty(object, name, property.descriptor);
}

function createProperty(): { slot: symbol; descriptor: PropertyDescriptor } {
  /** Where the field's decoder waits, and later its value; a function here is always the decoder. */
  const slot = Symbol("unread");
  const descriptor: PropertyDescriptor = {
    get(this: Holder): unknown {
      const value = this[slot];
      if (typeof value !== "function") return value;
      const decoded = (value as () => unknown)();
      // Fails without harm where the object is frozen; it is then decoded at every read.
      Reflect.set(this, slot, decoded);
      return decoded;
    },
    set(this: Holder, value: unknown) {
      this[slot] = value;
    },
    enumerable: true,
    configurable: true,
  };
  return { slot, descriptor };
}
