import { afterEach, describe, expect, it, vi } from 'vitest';
import { log } from '../../lambdas/platform/log.ts';

afterEach(() => vi.restoreAllMocks());

function written(write: () => void): Record<string, unknown> {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  write();
  expect(stdout).toHaveBeenCalledTimes(1);
  const line = String(stdout.mock.calls[0]?.[0]);
  expect(line.indexOf('\n')).toBe(line.length - 1);
  return JSON.parse(line) as Record<string, unknown>;
}

describe('the log', () => {
  it.each([
    ['info', 'INFO'],
    ['warn', 'WARN'],
    ['error', 'ERROR'],
  ] as const)('%s is one JSON line with level, time and fields', (verb, level) => {
    expect(written(() => log[verb]('two\nlines', { request_id: 'r-1' }))).toEqual({
      level,
      message: 'two\nlines',
      service: 'chat',
      request_id: 'r-1',
      timestamp: expect.stringMatching(/^\d{4}-.+Z$/) as string,
    });
  });

  it('shows an error with its stack and its cause', () => {
    const error = new TypeError('outer', { cause: new Error('inner') });
    expect(written(() => log.error('failed', { error })).error).toMatchObject({
      name: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('log.test.ts') as string,
      cause: { name: 'Error', message: 'inner' },
    });
  });
});
