import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { failureOf, readTally, report, tallyingTo, textOf } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'tally-test-'));
const path = join(folder, 'tally');

it('sums what several runners reported', () => {
  vi.spyOn(console, 'log').mockReturnValue();
  for (const [name, value] of Object.entries(tallyingTo(path))) vi.stubEnv(name, value);
  report('vitest', { passed: 3, failures: ['a.test.ts: wrong'] });
  report('playwright', { passed: 2, failures: [] });
  vi.unstubAllEnvs();
  expect(vi.mocked(console.log).mock.calls).toEqual([
    ['vitest: 3 passed, 1 failed'],
    ['playwright: 2 passed, 0 failed'],
  ]);
  expect(readTally(path)).toEqual({ passed: 5, failures: ['a.test.ts: wrong'] });
  vi.restoreAllMocks();
});

it('is nothing if no runner reported', () => {
  writeFileSync(path, '');
  expect(textOf(readTally(path))).toBe('0 passed, 0 failed');
  rmSync(folder, { recursive: true });
  expect(textOf(readTally(path))).toBe('0 passed, 0 failed');
});

it('names a failure in one plain line', () => {
  expect(failureOf('a.test.ts › adds', '\u001B[31mexpected 1 to be 2\u001B[39m\n  at a.test.ts:3')).toBe(
    'a.test.ts › adds: expected 1 to be 2',
  );
  expect(failureOf('a.test.ts', undefined)).toBe('a.test.ts: no error');
});
