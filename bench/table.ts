const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A table in Markdown. Throws where a row has more or fewer cells than the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  for (const row of rows) {
    if (row.length !== head.length)
      throw new RangeError(`the row "${row.join(' | ')}" has ${row.length} cells and not ${head.length}`);
  }
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

/** A figure as a table shows it: three significant digits, whole numbers whole, thousands with a comma. */
export function figure(value: number): string {
  return value.toLocaleString(
    'en-US',
    Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 },
  );
}
