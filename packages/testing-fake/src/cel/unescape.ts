import { controlCharacters } from "../go-text.ts";

/** The value of a text or bytes literal; a `problem` where an escape in it stands for nothing. */
export function unescapeLiteral(literal: string, bytes: boolean): { value: string } | { problem: string } {
  let text = literal.replaceAll(/\r\n?/g, "\n");
  const raw = /^[rR]/.test(text);
  if (raw) text = text.slice(1);
  const quotes = /^("""|'''|"|')/.exec(text)?.[0].length ?? 1;
  text = text.slice(quotes, text.length - quotes);
  if (raw || !text.includes("\\")) return { value: text };
  let problem: string | undefined;
  const value = text.replaceAll(
    /\\(?:([xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|([0-3][0-7]{2})|(.))/gsu,
    (_, hex: string | undefined, octal: string | undefined, plain: string | undefined) => {
      if (plain !== undefined) return controlCharacters[plain] ?? plain;
      if (bytes && hex !== undefined && /^[uU]/.test(hex)) problem ??= "unable to unescape string";
      const code = hex === undefined ? Number.parseInt(octal ?? "0", 8) : Number.parseInt(hex.slice(1), 16);
      if (code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)) {
        problem ??= "invalid unicode code point";
        return "";
      }
      return String.fromCodePoint(code);
    },
  );
  return problem === undefined ? { value } : { problem };
}

/** The bytes of a bytes literal: escapes by number are bytes, all else is UTF-8. */
export function bytesOfLiteral(literal: string): Uint8Array | string {
  const body = literal.slice(1);
  const raw = /^[rR]/.test(body);
  const numbered = /\\(?:[xX]([0-9a-fA-F]{2})|([0-3][0-7]{2}))/g;
  if (raw || !numbered.test(body)) {
    const unescaped = unescapeLiteral(body, true);
    return "problem" in unescaped ? unescaped.problem : new TextEncoder().encode(unescaped.value);
  }
  const quotes = /^("""|'''|"|')/.exec(body)?.[0].length ?? 1;
  const bytes: number[] = [];
  const parts = body.slice(quotes, body.length - quotes).split(/(\\(?:[xX][0-9a-fA-F]{2}|[0-3][0-7]{2}))/);
  for (const part of parts) {
    const number = /^\\(?:[xX]([0-9a-fA-F]{2})|([0-3][0-7]{2}))$/.exec(part);
    if (number) {
      bytes.push(number[1] === undefined ? Number.parseInt(number[2] ?? "0", 8) : Number.parseInt(number[1], 16));
      continue;
    }
    const unescaped = unescapeLiteral(`"""${part}"""`, true);
    if ("problem" in unescaped) return unescaped.problem;
    bytes.push(...new TextEncoder().encode(unescaped.value));
  }
  return new Uint8Array(bytes);
}
