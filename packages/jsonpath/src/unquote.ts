/** The one-letter escapes of Go's strings, and below each what it means. */
const letters = "abfnrtv\\";
const meanings = "\u0007\b\f\n\r\t\v\\";

/** A character, or an escape: of a byte, of a code point, or of one letter. */
const piece = /\\(?:x([\da-fA-F]{2})|([0-7]{3})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))|[^]/gu;

/**
 * What a string in single or double quotes means, by Go's rules for escapes; undefined where it breaks them. Escaped
 * bytes (`\xe9`) are read together as UTF-8; those that are no characters come out as U+FFFD.
 */
export function unquote(quoted: string): string | undefined {
  const [quote] = quoted;
  const bytes: number[] = [];
  for (const [text, hex, octal, short, long, letter] of quoted.slice(1, -1).matchAll(piece)) {
    const byte = Number.parseInt(hex ?? octal ?? "0", hex ? 16 : 8);
    const code = Number.parseInt(short ?? long ?? "0", 16);
    const plain = text === quote || text === "\\" ? undefined : text;
    const meant = letter === undefined ? plain : letter === quote ? quote : meanings[letters.indexOf(letter)];
    if (byte > 0xff || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || meant === undefined) return undefined;
    if (hex ?? octal) bytes.push(byte);
    else bytes.push(...new TextEncoder().encode((short ?? long) ? String.fromCodePoint(code) : meant));
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}
