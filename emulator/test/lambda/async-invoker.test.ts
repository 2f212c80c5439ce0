/**
 * Source: Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation" (one
 * minute, then two).
 */
import { expect, test, vi } from 'vitest';
import { AsyncInvoker } from '../../lambda/async-invoker.ts';
import { functionModel } from '../support/functions.ts';

test('GW-76: the wait before a retry is twice the one before it', async () => {
  const invoke = vi.fn(async () => ({
    requestId: 'r',
    payload: '{"errorType":"Error","errorMessage":"no"}',
    failed: true,
  }));
  const log = { onlyErrors: true, output: vi.fn(), failure: vi.fn(), close: vi.fn() };
  const pause = vi.fn(async (_delayMs: number) => undefined);
  const invoker = new AsyncInvoker({
    invoke,
    deadLetters: { send: vi.fn(), sendFromService: vi.fn() },
    log,
    firstDelayMs: 60_000,
    pause,
  });
  invoker.accept({ ...functionModel('worker'), asyncRetries: 2, asyncMaxAgeMs: 21_600_000 }, '{}', 'r');
  await invoker.settled();
  expect(invoke).toHaveBeenCalledTimes(3);
  expect(pause.mock.calls.map(([delayMs]) => delayMs)).toEqual([60_000, 120_000]);
});
