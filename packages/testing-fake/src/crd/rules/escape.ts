/** Words of the language that no field can be called in an expression. */
const reserved =
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  );

const signs: ReadonlyMap<string, string> = new Map([
  ["__", "__underscores__"],
  [".", "__dot__"],
  ["-", "__dash__"],
  ["/", "__slash__"],
]);

/** The name that a field has in expressions; undefined where it has none. */
export function escapeName(name: string): string | undefined {
  if (reserved.includes(name)) return `__${name}__`;
  if (!/^[A-Za-z_./-][\w./-]*$/.test(name)) return undefined;
  return name.replaceAll(/__|[./-]/g, (sign) => signs.get(sign) ?? "");
}

const plain: ReadonlyMap<string, string> = new Map([
  ...[...signs].map(([sign, escaped]) => [escaped, sign] as const),
  ...reserved.map((word) => [`__${word}__`, word] as const),
]);

/** The field that a name in an expression means; undefined where it can mean none. */
export function unescapeName(escaped: string): string | undefined {
  let wrong = false;
  const name = escaped.replaceAll(/__[^_]+__/g, (part) => {
    const found = plain.get(part);
    // Words stand for themselves alone.
    if (found === undefined || (/^\w/.test(found) && found !== "__" && part !== escaped)) wrong = true;
    return found ?? "";
  });
  return wrong ? undefined : name;
}
