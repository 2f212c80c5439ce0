import { expect, test } from 'vitest';
import { PageRows } from '../../lambdas/data/page-rows.ts';
import { aMessage } from './fixtures.ts';

const pageBytes = 128 * 1024;
const large = [aMessage({ content: 'x'.repeat(16_000) })];
const small = [aMessage({ content: 'x' })];

test('a thread with ordinary messages is read in one go', () => {
  const rows = new PageRows();
  expect(rows.fitting('t', 100, pageBytes)).toBe(100);
  rows.learn('t', small);
  expect(rows.fitting('t', 100, pageBytes)).toBe(100);
});

test('of a thread with a large message no more is read than fills the page', () => {
  const rows = new PageRows();
  rows.learn('t', [...small, ...large]);
  expect([rows.fitting('t', 100, pageBytes), rows.fitting('t', 3, pageBytes)]).toEqual([8, 3]);
  expect(rows.fitting('other', 100, pageBytes)).toBe(100);
});

test('with each page of ordinary messages twice as many are read, until the large ones are forgotten', () => {
  const rows = new PageRows();
  rows.learn('t', large);
  const asked = Array.from({ length: 4 }, () => {
    rows.learn('t', small);
    return rows.fitting('t', 100, pageBytes);
  });
  expect(asked).toEqual([16, 32, 64, 100]);
});
