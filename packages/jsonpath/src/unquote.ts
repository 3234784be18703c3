/** The one-letter escapes of Go's strings. */
const letters: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/** An escape as Go reads it, at the beginning of the text. */
const escape = /^\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([^]))/u;

/**
 * What a string in single or double quotes means, by Go's rules for escapes; undefined where it breaks them. Bytes that
 * are no characters (`\xff`) come out as U+FFFD.
 */
export function unquote(quoted: string): string | undefined {
  const quote = quoted[0];
  let rest = quoted.slice(1, -1);
  let text = "";
  while (rest !== "") {
    const plain = /^[^\\'"]+/.exec(rest)?.[0] ?? (rest[0] !== "\\" && rest[0] !== quote ? rest[0] : undefined);
    if (plain !== undefined) {
      text += plain;
      rest = rest.slice(plain.length);
      continue;
    }
    const [escaped, hex, short, long, octal, letter] = escape.exec(rest) ?? [];
    if (escaped === undefined) return undefined;
    const meant =
      letter === undefined ? character(hex, short ?? long, octal) : letter === quote ? quote : letters[letter];
    if (meant === undefined) return undefined;
    text += meant;
    rest = rest.slice(escaped.length);
  }
  return text;
}

function character(
  hex: string | undefined,
  unicode: string | undefined,
  octal: string | undefined,
): string | undefined {
  if (unicode !== undefined) {
    const code = Number.parseInt(unicode, 16);
    const surrogate = code >= 0xd800 && code <= 0xdfff;
    return code > 0x10ffff || surrogate ? undefined : String.fromCodePoint(code);
  }
  const byte = hex === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(hex, 16);
  if (byte > 0xff) return undefined;
  return byte < 0x80 ? String.fromCharCode(byte) : "\ufffd";
}
