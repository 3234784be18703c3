/**
 * Finds one member of a JSON object by its path, and the object's end, in a single pass over bytes that may still be
 * arriving. Depth decides: neither the content of a string nor an object nested elsewhere can look like the member.
 */
export interface ObjectScan {
  /** The way to the member; every member on it but the last is an object. */
  readonly path: readonly string[];
  /**
   * Goes on from where the last run stopped, and stops at the next of the places below. False where the bytes end first.
   * `bytes[start]` is the object's first brace in every run.
   */
  run(bytes: Uint8Array, start: number, end: number): boolean;
  /** Starts over, with another object. */
  reset(): void;
  /** Offset from `start` of the quote before the member's name; -1 while that has not come. */
  readonly nameAt: number;
  /** Offset behind the member's colon; -1 while that has not come. */
  readonly valueAt: number;
  /** Offset of the comma or brace behind the member's value; -1 while that has not come. */
  readonly valueEnd: number;
  /** Offset behind the object's last brace; -1 while that has not come. */
  readonly length: number;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/**
 * Where a run stopped. Positions are offsets from the object's start, so that the bytes may move between two runs; a depth
 * of -1 means that there is no such place. A list of values without names: this goes to browsers.
 */
type Stop = [
  at: number,
  inString: boolean,
  depth: number,
  /** The last string: from its first quote to behind its last. */
  textAt: number,
  textEnd: number,
  /** Where the next member of the path would stand. */
  soughtDepth: number,
  /** Where a member of the path has just been named, which is entered if an object follows. */
  namedDepth: number,
  /** Where the found member stands, while its value lasts. */
  valueDepth: number,
];

const beginning: Stop = [0, false, 0, 0, 0, 1, -1, -1];

/** Creates a scan for the member that `path` leads to. */
export function createObjectScan(...path: string[]): ObjectScan {
  let stopped = beginning;
  /** How many members of the path are entered. */
  let entered = 0;

  const isSought = (bytes: Uint8Array, from: number, to: number): boolean => {
    const name = path[entered] as string;
    let i = to - from - 2;
    if (i !== name.length) return false;
    while (i > 0 && bytes[from + i] === name.charCodeAt(i - 1)) i--;
    return i === 0;
  };

  const scan = {
    path,
    nameAt: -1,
    valueAt: -1,
    valueEnd: -1,
    length: -1,

    reset() {
      stopped = beginning;
      entered = 0;
      scan.nameAt = scan.valueAt = scan.valueEnd = scan.length = -1;
    },

    run(bytes: Uint8Array, start: number, end: number) {
      // In local variables: every byte of every list passes here.
      let [i, inString, depth, textAt, textEnd, soughtDepth, namedDepth, valueDepth] = stopped;
      i += start;
      let found = false;
      while (i < end && !found) {
        if (inString) {
          for (; i < end; i++) {
            const byte = bytes[i];
            if (byte === quote) {
              inString = false;
              i++;
              textEnd = i - start;
              break;
            }
            // The escaped byte may be yet to come: the next run then begins behind it.
            if (byte === backslash) i++;
          }
          continue;
        }
        const byte = bytes[i++];
        if (byte === quote) {
          inString = true;
          textAt = i - 1 - start;
        } else if (byte === colon) {
          if (depth !== soughtDepth) continue;
          if (!isSought(bytes, start + textAt, start + textEnd)) namedDepth = -1;
          else if (entered < path.length - 1) namedDepth = depth;
          else {
            scan.nameAt = textAt;
            scan.valueAt = i - start;
            valueDepth = depth;
            soughtDepth = -1;
            found = true;
          }
        } else if (byte === comma) {
          if (depth !== valueDepth) continue;
          scan.valueEnd = i - 1 - start;
          valueDepth = -1;
          found = true;
        } else if (byte === openBrace || byte === openBracket) {
          if (depth === namedDepth && byte === openBrace) {
            entered++;
            soughtDepth = depth + 1;
            namedDepth = -1;
          }
          depth++;
        } else if (byte === closeBrace || byte === closeBracket) {
          depth--;
          if (depth < valueDepth) {
            scan.valueEnd = i - 1 - start;
            valueDepth = -1;
            found = true;
          } else if (depth < soughtDepth) {
            // The way led through an object that does not have the member.
            entered--;
            soughtDepth = depth;
          }
          if (depth === 0) {
            scan.length = i - start;
            found = true;
          }
        }
      }
      stopped = [i - start, inString, depth, textAt, textEnd, soughtDepth, namedDepth, valueDepth];
      return found;
    },
  };
  return scan;
}
