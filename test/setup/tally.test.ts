import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { readTally, report, tallyingTo, textOf } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'tally-test-'));
const path = join(folder, 'tally');

it('sums what several runners reported', () => {
  vi.spyOn(console, 'log').mockReturnValue();
  for (const [name, value] of Object.entries(tallyingTo(path))) vi.stubEnv(name, value);
  report('vitest', { passed: 3, failed: 1 });
  report('playwright', { passed: 2, failed: 0 });
  vi.unstubAllEnvs();
  expect(vi.mocked(console.log).mock.calls).toEqual([
    ['vitest: 3 passed, 1 failed'],
    ['playwright: 2 passed, 0 failed'],
  ]);
  expect(readTally(path)).toEqual({ passed: 5, failed: 1 });
  vi.restoreAllMocks();
});

it('is nothing if no runner reported', () => {
  writeFileSync(path, '');
  expect(textOf(readTally(path))).toBe('0 passed, 0 failed');
  rmSync(folder, { recursive: true });
  expect(textOf(readTally(path))).toBe('0 passed, 0 failed');
});
