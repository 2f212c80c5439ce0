import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../../../bench/page.md');
const head = '| | |\n|---|---|\n';

/** The rows of bench/page.md, by their names. */
function known(): Map<string, string> {
  if (!existsSync(file)) return new Map();
  const rows = [...readFileSync(file, 'utf8').matchAll(/^\| (?<name>[^|]+) \| (?<value>[^|]+) \|$/gm)];
  return new Map(rows.map(({ groups = {} }) => [String(groups.name), String(groups.value)]));
}

/** Writes figures of the page into bench/page.md, in place of the earlier ones of the same names. */
export function record(figures: Record<string, string>): void {
  const rows = [...new Map([...known(), ...Object.entries(figures)])];
  const text = `# Figures of the page

Written by \`npm run bench:page\`, in headless Chromium against the app of \`npm start\`, on ${cpus().length} × ${cpus()[0]?.model.trim() || 'processor'}. What they mean:
[docs/figures.md](../docs/figures.md#the-page).

${head}${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}
`;
  writeFileSync(file, text);
}

export function medianOf(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
