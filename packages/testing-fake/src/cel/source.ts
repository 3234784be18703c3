/** Something that is wrong with an expression, where it is known where. */
export interface Issue {
  /** In UTF-16 units from the beginning; undefined where the expression as a whole is meant. */
  readonly offset: number | undefined;
  readonly message: string;
}

const mostIssues = 100;
const longestLine = 16_384;

/** Issues as cel-go prints them: by their places, each with its line and a mark below it. */
export function issuesText(source: string, issues: readonly Issue[]): string {
  // Before the first line there is nothing to show.
  if (source === "") return issues.map(({ message }) => `ERROR: <input>:1:0: ${message}`).join("\n");
  const sorted = issues.toSorted((a, b) => (a.offset ?? -1) - (b.offset ?? -1));
  const texts = sorted.slice(0, mostIssues).map(({ offset, message }) => {
    const { line, column } = placeOf(source, offset);
    const snippet = line < 1 ? undefined : source.split("\n")[line - 1];
    const head = `ERROR: <input>:${line}:${column + 1}: ${message}`;
    return snippet === undefined || snippet.length > longestLine ? head : head + marked(snippet, column);
  });
  const more = issues.length - mostIssues;
  return [...texts, ...(more > 0 ? [`${more} more errors were truncated`] : [])].join("\n");
}

/** Lines count from 1, columns in code points from 0. */
function placeOf(source: string, offset: number | undefined): { line: number; column: number } {
  if (offset === undefined) return { line: -1, column: -1 };
  const before = source.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: Array.from(before.slice(start)).length };
}

/** A line and a caret below one of its characters; wide characters are marked by wide ones. */
function marked(snippet: string, column: number): string {
  const characters = Array.from(snippet.replaceAll("\t", " "));
  const isWide = (character: string | undefined): boolean => (character?.codePointAt(0) ?? 0) > 0x7f;
  const dots = characters.slice(0, column).map((character) => (isWide(character) ? "\uff0e" : "."));
  const caret = isWide(characters[column]) ? "\uff3e" : "^";
  return `\n | ${characters.join("")}\n | ${dots.join("")}${caret}`;
}
