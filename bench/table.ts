const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** A Markdown table. Throws a RangeError if a row has more or fewer cells than the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  for (const row of rows) {
    if (row.length !== head.length)
      throw new RangeError(`the row "${row.join(' | ')}" has ${row.length} cells instead of ${head.length}`);
  }
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

/** Formats a figure: three significant digits below 100, a whole number from 100 on, thousands separated by commas. */
export function figure(value: number): string {
  return value.toLocaleString(
    'en-US',
    Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 },
  );
}
