/** A row of results: who, then figures by column. */
export type Row = Readonly<Record<string, string | number>>;

/** Prints rows with aligned columns. */
export function printTable(rows: readonly Row[]): void {
  const columns = Object.keys(rows[0] ?? {});
  const text = rows.map((row) => columns.map((column) => String(row[column] ?? "")));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...text.map((cells) => cells[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => (index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0)))
      .join("  ");
  console.log(`  ${line(columns)}`);
  for (const cells of text) console.log(`  ${line(cells)}`);
}

/** The middle one: what noise moves least. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Says what has just been measured: tables of several rounds come late. Not among the results, which may go to a file. */
export function progress(what: string, { seconds, cpuSeconds }: { seconds: number; cpuSeconds: number }): void {
  console.error(`  ${what}: ${seconds.toFixed(2)} s, ${cpuSeconds.toFixed(2)} s of CPU time`);
}
