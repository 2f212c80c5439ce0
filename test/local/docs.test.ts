import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'local-gateway.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!behaviour|mistake)/.test(line));

test('each behaviour in docs/local-gateway.md names its source and a test that is there', () => {
  expect(rows.length).toBeGreaterThan(50);
  const missing = rows.filter((row) => {
    const [, , source = '', named = ''] = row.split(/ ?\| ?/);
    const [, file = '', title = ''] = /^`(.+\.test\.ts)` "(.+)"$/.exec(named) ?? [];
    const path = join(import.meta.dirname, file);
    return source === '' || !existsSync(path) || !readFileSync(path, 'utf8').includes(`'${title}`);
  });
  expect(missing).toEqual([]);
});

test('what was seen and is not documented was seen somewhere', () => {
  const vague = rows
    .flatMap((row) => row.split('*seen*').slice(1))
    .filter((after) => !/^[:,] [\w-]+ (issue|pull request) \d+/.test(after));
  expect(vague).toEqual([]);
});
