import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'local-gateway.md'), 'utf8');
const facts = page.split('\n').filter((line) => line.startsWith('| **GW-'));

test('each fact in docs/local-gateway.md has an id and names its source', () => {
  expect(facts.length).toBeGreaterThan(80);
  const incomplete = facts.filter((row) => !/^\| \*\*GW-\d+\*\* .+ \| .+ \|$/.test(row));
  expect(incomplete).toEqual([]);
});

test('ids count up without gaps, so that a new one is the next number', () => {
  const ids = facts.map((row) => Number(/GW-(\d+)/.exec(row)?.[1]));
  expect(ids.sort((a, b) => a - b)).toEqual(facts.map((_, index) => index + 1));
});

test('what was seen and is not documented names where', () => {
  const vague = facts
    .flatMap((row) => row.split('*seen*').slice(1))
    .filter((after) => !/^[:,] [\w-]+ (issue|pull request) \d+/.test(after));
  expect(vague).toEqual([]);
});
