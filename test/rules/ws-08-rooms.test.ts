import { describe, expect, test } from 'vitest';
import { noLimits } from '../../measure/no-limits.ts';
import type { Device } from '../support/device.ts';
import type { Person } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat(noLimits);

const join = (device: Device, threadId: string) => device.request('join_thread', { thread_id: threadId });

/** Alice and `count` threads that she has with Bob. */
async function withThreads(count: number): Promise<{ alice: Person; threadIds: string[] }> {
  const [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
  const threadIds: string[] = [];
  for (let index = 0; index < count; index += 1) {
    threadIds.push((await alice.createThread(bob, { id: `job-${index}` })).body.id);
  }
  return { alice, threadIds };
}

describe('the rooms of a user', () => {
  test('WS-8: are at most 100 over all connections; one more is conflict until one is left', async () => {
    const { alice, threadIds } = await withThreads(101);
    const [first, second] = [await alice.connect(), await alice.connect()];
    const last = threadIds[100]!;
    for (const [index, threadId] of threadIds.slice(0, 100).entries()) {
      expect((await join(index % 2 === 0 ? first : second, threadId)).event).toBe('thread_joined');
    }
    for (const device of [first, second]) {
      expect(await join(device, last)).toMatchObject({ event: 'error', data: { code: 'conflict' } });
    }
    expect((await join(first, threadIds[0]!)).event).toBe('thread_joined');
    await second.request('leave_thread', { thread_id: threadIds[1] });
    expect((await join(first, last)).event).toBe('thread_joined');
  });
});
