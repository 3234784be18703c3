import { sorted } from "../json.ts";

/** The letters of names that are made: none that could spell a word, or be taken for another. */
const letters = "bcdfghjklmnpqrstvwxz2456789";

/** Ten letters that follow from a template, by which its pods and their ReplicaSet are told from those of others. */
export function templateHash(template: object): string {
  const text = JSON.stringify(sorted(template));
  let [low, high] = [0x811c9dc5, 0x1b873593];
  for (let index = 0; index < text.length; index++) {
    low = Math.imul(low ^ text.charCodeAt(index), 0x01000193);
    high = Math.imul(high ^ low, 0x85ebca6b);
  }
  let hash = "";
  for (let rest = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0), count = 0; count < 10; count++) {
    hash += letters[Number(rest % 27n)] ?? "";
    rest /= 27n;
  }
  return hash;
}
