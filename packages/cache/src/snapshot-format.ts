import { KubernetesError } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import type { SavedState } from "./snapshot.ts";

/*
 * A snapshot is lines of text: a head, then one object a line, as JSON. The head says how many objects there are and what
 * their text comes to as a checksum, so that a file that was cut off or changed is known for what it is.
 */

const format = "kubets-snapshot/1";
/** So many objects are written in one go before others may run. */
const objectsPerPiece = 500;

interface Head {
  readonly format: string;
  readonly key: string;
  readonly savedAt: number;
  readonly resourceVersion: string;
  readonly objects: number;
  readonly checksum: number;
}

/** The text of a state, in pieces; the head comes first. */
export async function writeSnapshot(
  { objects, resourceVersion }: SavedState,
  { key, clock }: { readonly key: string; readonly clock: Clock },
): Promise<readonly string[]> {
  const savedAt = clock.now();
  const pieces: string[] = [];
  let checksum = 0;
  for (let from = 0; from < objects.length; from += objectsPerPiece) {
    if (from > 0) await clock.sleep(0);
    let piece = "";
    for (const object of objects.slice(from, from + objectsPerPiece)) piece += `${JSON.stringify(object)}\n`;
    checksum = checksumOf(piece, checksum);
    pieces.push(piece);
  }
  const head = { format, key, savedAt, resourceVersion, objects: objects.length };
  return [`${JSON.stringify({ ...head, checksum: withHead(head, checksum) })}\n`, ...pieces];
}

/** The state that a text holds. Throws a KubernetesError of reason Decode where it is not whole, too old or of something else. */
export function readSnapshot(
  text: string | readonly string[],
  { key, notBefore }: { readonly key: string; readonly notBefore: number },
): SavedState {
  let head: Head | undefined;
  let checksum = 0;
  let rest = "";
  const objects: unknown[] = [];
  for (const piece of typeof text === "string" ? [text] : text) {
    let from = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", from)) {
      const line = rest + piece.slice(from, end);
      rest = "";
      from = end + 1;
      if (head) {
        checksum = checksumOf(`${line}\n`, checksum);
        objects.push(parse(line));
      } else {
        head = parse(line) as Head;
        if (head.format !== format) throw unusable("it is of another format");
        if (head.key !== key) throw unusable("it is of something else");
        if (!(head.savedAt >= notBefore)) throw unusable("it is too old");
      }
    }
    rest += piece.slice(from);
  }
  if (!head || rest !== "" || head.objects !== objects.length || head.checksum !== withHead(head, checksum)) {
    throw unusable("it is damaged");
  }
  return { objects, resourceVersion: head.resourceVersion };
}

/** The checksum of everything: a version that was changed must not be gone on from. */
function withHead({ key, savedAt, resourceVersion, objects }: Omit<Head, "checksum">, checksum: number): number {
  return checksumOf(JSON.stringify([key, savedAt, resourceVersion, objects]), checksum);
}

/** A number that any change of the text changes, but for one in four thousand million. */
function checksumOf(text: string, before: number): number {
  let hash = before;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

function parse(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // As below.
  }
  throw unusable("it is damaged");
}

function unusable(why: string): KubernetesError {
  return new KubernetesError(`the snapshot cannot be used: ${why}`, { reason: "Decode" });
}
