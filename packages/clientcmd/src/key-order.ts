/**
 * The order in which kubectl writes the keys of a mapping: letters after everything else, and whole numbers by what they
 * count, so that `node2` comes before `node10`.
 */
export function compareKeys(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const [l = "", r = ""] = [left[index], right[index]];
    if (l === r) continue;
    const [isLeftLetter, isRightLetter] = [isLetter(l), isLetter(r)];
    if (isLeftLetter && isRightLetter) return byCode(l, r);
    if (isLeftLetter || isRightLetter) return isRightLetter ? -1 : 1;
    const [m, n] = [numberAt(left, index), numberAt(right, index)];
    if ((l === "0" || r === "0") && isInNumber(left, index)) {
      m.value = `1${m.value}`;
      n.value = `1${n.value}`;
    }
    const difference = Number(m.value) - Number(n.value) || m.end - n.end;
    return difference || byCode(l, r);
  }
  return left.length - right.length;
}

/** The digits that begin at a place. */
function numberAt(characters: readonly string[], start: number): { value: string; end: number } {
  let end = start;
  while (isDigit(characters[end])) end++;
  return { value: characters.slice(start, end).join(""), end };
}

/** Whether digits that say something come before a place: zeros count there. */
function isInNumber(characters: readonly string[], at: number): boolean {
  for (let index = at - 1; isDigit(characters[index]); index--) if (characters[index] !== "0") return true;
  return false;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && /^\p{Nd}$/u.test(character);
}

function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

function byCode(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}
