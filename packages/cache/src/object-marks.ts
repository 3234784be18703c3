/** A class that extends this gives its fields to an object which is there already. */
const Given = function (object: object): object {
  return object;
} as unknown as new (object: object) => object;

/**
 * A number kept with an object, in a private field that nobody else sees. A WeakMap does the same, but the garbage collector
 * goes through one of many objects again and again: that took a tenth of all the time of a watch.
 */
export class ObjectMark extends Given {
  #mark: number;

  private constructor(object: object, mark: number) {
    super(object);
    this.#mark = mark;
  }

  static of(object: object): number | undefined {
    return #mark in object ? object.#mark : marksOfFrozen.get(object);
  }

  static set(object: object, mark: number): void {
    if (#mark in object) object.#mark = mark;
    else if (Object.isExtensible(object)) void new ObjectMark(object, mark);
    // Engines differ in whether such an object takes a private field.
    else marksOfFrozen.set(object, mark);
  }
}

const marksOfFrozen = new WeakMap<object, number>();
