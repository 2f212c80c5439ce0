import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Store } from '../../lambdas/chat/ports/store.ts';
import { healMessages } from '../../lambdas/gateway/heal-messages.ts';
import { streamHandler } from '../../lambdas/gateway/stream-handler.ts';
import type { Recorded } from '../../lambdas/gateway/stream-records.ts';
import { aMessage, aSnapshot, aThread, nowMs } from '../chat/fixtures.ts';
import { catchLog, someSockets } from './fixtures.ts';

afterEach(() => vi.restoreAllMocks());

const finished = aThread({ told: { upTo: 9, beyond: [] } });
const sent = (seq: number): Recorded => ({
  change: { kind: 'message', threadId: finished.id, message: aMessage({ seq }) },
  sequenceNumber: `record-${seq}`,
  committedAtMs: nowMs,
});

/** The step over a store of which only these methods are used; it says how long it has waited. */
function start(store: Partial<Store>, afterMs: number) {
  const waits: number[] = [];
  const { sockets } = someSockets();
  const time = { nowMs: () => nowMs + afterMs, wait: async (ms: number) => void waits.push(ms) };
  return { waits, step: healMessages({ store: store as Store, sockets, ...time }) };
}

describe('healing, which the thread’s row is not in the batch for', () => {
  test('reads the rows of all these threads once, and does no more if they are finished', async () => {
    const asked: string[][] = [];
    const { step, waits } = start({ readThreads: async (ids) => (asked.push(ids), [finished]) }, 0);
    expect(await step([sent(4), sent(5)])).toBeNull();
    expect([asked, waits]).toEqual([[[finished.id]], []]);
  });

  test.each([
    ['a second after the commit', 1_000, 1_000],
    ['long after it', 60_000, 0],
    ['by a clock that is far behind', -3_600_000, 4_000],
  ])('waits until a call that is only slow has ended: %s', async (_, afterMs, waited) => {
    const readThread = async () => aSnapshot([aMessage()], finished);
    const { step, waits } = start({ readThreads: async () => [aThread()], readThread }, afterMs);
    expect(await step([sent(1)])).toBeNull();
    expect(waits).toEqual([waited]);
  });

  test('reads these rows once more after the wait, and no message whose call has ended meanwhile', async () => {
    const rows = [aThread(), finished];
    const { step, waits } = start({ readThreads: async () => [rows.shift()!] }, 0);
    expect(await step([sent(4), sent(5)])).toBeNull();
    expect([waits, rows]).toEqual([[2_000], []]);
  });

  test('that fails has the record delivered again, and keeps no other from being healed', async () => {
    const read: number[] = [];
    const getMessage: Store['getMessage'] = async (_, seq) => {
      read.push(seq);
      if (seq === 4) throw new Error('no throughput');
      return aMessage({ seq });
    };
    const { step } = start(
      { readThreads: async () => [], readThread: async () => aSnapshot([], finished), getMessage },
      9_000,
    );
    const logged = catchLog();
    expect(await step([sent(3), sent(4), sent(5)])).toBe('record-4');
    expect(read).toEqual([3, 4, 5]);
    expect(JSON.parse(logged())).toMatchObject({ level: 'ERROR', thread_id: finished.id, seq: 4 });
  });
});

test('the failure of one step keeps no other from its work, and fails the batch', async () => {
  const done: string[] = [];
  const handle = streamHandler([
    () => Promise.reject(new Error('the bus is down')),
    async () => (done.push('healed'), null),
  ]);
  await expect(handle({ Records: [] })).rejects.toThrow('the bus is down');
  expect(done).toEqual(['healed']);
});
