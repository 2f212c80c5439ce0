import { describe, expect, test } from 'vitest';
import { noLimits } from '../../measure/no-limits.ts';
import { setUpChat } from './driver/chat.ts';
import { deathsOf, runUnder, type Death } from './driver/kills.ts';

/** A user who is not a participant reaches nothing of a thread by a cursor, and in no race. */

const chat = setUpChat(noLimits);

const secret = 'only between Alice and Bob';

describe('cursors', () => {
  test("WS-5: one of another user returns a page of the caller's own list", async () => {
    const mallory = await chat.person('Mallory');
    const { alice, bob } = await chat.talk();
    await alice.createThread(bob, { id: 'second' });
    const { next_cursor: cursor } = await alice.get('/threads/?limit=1');
    const { results } = await mallory.get(`/threads/?limit=100&cursor=${cursor}`);
    expect(results.every(({ client, freelancer }: any) => [client.id, freelancer.id].includes(mallory.id))).toBe(true);
  });

  test("WS-5: a forged one is bad_request, or a position in the caller's own list", async () => {
    const mallory = await chat.person('Mallory');
    const { threadId } = await chat.talk();
    const forged = [
      [0, 0, threadId],
      [9e15, 9e15, threadId],
      [1, 1, `T#${threadId}`],
      [-1, 0, 'x'],
      ['U#alice', 0, 'x'],
      { PK: 'U#alice', SK: threadId },
      null,
      [1, 1, 'x', 'y'],
    ];
    for (const value of forged) {
      const cursor = Buffer.from(JSON.stringify(value)).toString('base64url');
      const { status, body } = await mallory.rest('GET', `/threads/?cursor=${cursor}`);
      expect([200, 400]).toContain(status);
      expect(JSON.stringify(body.results ?? [])).not.toContain(threadId);
    }
  });
});

const membersOf = async (threadId: string) =>
  (await chat.table.store.readRoom(threadId, { consistent: true })).members.length;

describe('a race with join_thread', () => {
  test('WS-5: a stranger who joins again and again while others write receives nothing and leaves no row', async () => {
    const { atAlice, atBob, threadId } = await chat.joinedTalk();
    const device = await (await chat.person('Mallory')).connect();
    const joining = Array.from({ length: 25 }, () => device.request('join_thread', { thread_id: threadId }));
    const sending = Array.from({ length: 25 }, (_, number) =>
      (number % 2 === 0 ? atAlice : atBob).request('send_message', { thread_id: threadId, content: secret }),
    );
    const refusals = await Promise.all(joining);
    await Promise.all(sending);
    expect(refusals.every(({ data }) => data.code === 'not_found')).toBe(true);
    expect(await device.received()).toEqual([]);
    expect(await membersOf(threadId)).toBe(2);
  });

  test('WS-5: a stranger whose join dies after any of its calls leaves no row and receives nothing', async () => {
    const { atAlice, threadId } = await chat.joinedTalk();
    const device = await (await chat.person('Mallory')).connect();
    let joins = 0;
    const join = (death?: Death) => {
      const match = `join-${(joins += 1)}-of-${threadId}`;
      const act = async () => {
        device.send({ action: 'join_thread', request_id: match, thread_id: threadId });
        await device.until((frame) => frame.request_id === match);
      };
      return runUnder(chat, { function: 'frame', match, ...(death && { death }) }, act);
    };
    const { calls } = await join();
    for (const death of deathsOf(calls)) {
      expect((await join(death)).died).toBe(true);
      expect(await membersOf(threadId)).toBe(2);
    }
    await atAlice.request('send_message', { thread_id: threadId, content: secret });
    await atAlice.request('typing_start', { thread_id: threadId });
    expect(await device.received()).not.toContainEqual(expect.objectContaining({ event: expect.anything() }));
    expect(JSON.stringify(device.frames)).not.toContain(secret);
  });
});
