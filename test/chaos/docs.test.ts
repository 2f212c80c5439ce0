import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, '..', 'docs', 'reliability.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!promise|figure)/.test(line) && line.includes('` "'));

test('each promise in docs/reliability.md names a test that is there', () => {
  expect(rows.length).toBeGreaterThan(30);
  const missing = rows.filter((row) => {
    const [, file = '', title = ''] = /`([\w/.-]+\.ts)` "(.+)" \|$/.exec(row) ?? [];
    const path = join(root, file);
    return title === '' || !existsSync(path) || !readFileSync(path, 'utf8').includes(title);
  });
  expect(missing).toEqual([]);
});
