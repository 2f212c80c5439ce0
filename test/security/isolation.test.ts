import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noLimits } from '../../measure/no-limits.ts';
import { operatorOf, roomRows } from '../chaos/room-rows.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, newTalk, Person } from '../support/people.ts';

/** A user who is not a participant reaches nothing of a thread by a cursor, and in no race. */

let app: LocalApp;
let mallory: Person<LocalApp>;
beforeAll(async () => {
  app = await startApp(noLimits);
  mallory = await Person.create(app, 'Mallory');
});
afterAll(() => app.stop());

const secret = 'only between Alice and Bob';

describe('cursors', () => {
  test("one of another user returns a page of the caller's own list", async () => {
    const { alice, bob } = await newTalk(app);
    await alice.createThread(bob, { id: 'second' });
    const { next_cursor: cursor } = await alice.get('/threads/?limit=1');
    const { results } = await mallory.get(`/threads/?limit=100&cursor=${cursor}`);
    expect(results.every(({ client, freelancer }: any) => [client.id, freelancer.id].includes(mallory.id))).toBe(true);
  });

  test("a forged one is bad_request, or a position in the caller's own list", async () => {
    const { threadId } = await newTalk(app);
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

describe('a race with join_thread', () => {
  test('WS-5: a stranger who joins again and again while others write receives nothing and leaves no row', async () => {
    const { atAlice, atBob, threadId } = await joinedTalk(app);
    const device = await mallory.connect();
    const joining = Array.from({ length: 25 }, () => device.request('join_thread', { thread_id: threadId }));
    const sending = Array.from({ length: 25 }, (_, number) =>
      (number % 2 === 0 ? atAlice : atBob).request('send_message', { thread_id: threadId, content: secret }),
    );
    const refusals = await Promise.all(joining);
    await Promise.all(sending);
    expect(refusals.every(({ data }) => data.code === 'not_found')).toBe(true);
    expect(await device.received()).toEqual([]);
    expect(await roomRows(new DynamoDBClient(operatorOf(app.url)), threadId)).toHaveLength(2);
  });

  test('WS-5: a stranger whose join dies after any of its calls leaves no row and receives nothing', async () => {
    const { atAlice, threadId } = await joinedTalk(app);
    const device = await mallory.connect();
    const client = new DynamoDBClient(operatorOf(app.url));
    let deaths = 0;
    for (let state = 'died', calls = 0; state === 'died'; calls += 1) {
      const match = `mallory-${threadId}-${calls}`;
      const order = { function: 'frame', match, after_calls: calls };
      const { id } = (await app.call('POST', '/dev/crashes', order)).body;
      const before = device.frames.length;
      device.send({ action: 'join_thread', request_id: match, thread_id: threadId });
      await device.untilCount(before + 1, () => true);
      await expect
        .poll(async () => (state = (await app.call('GET', `/dev/crashes/${id}`)).body.state))
        .toMatch(/^(died|lived)$/);
      if (state === 'died') deaths += 1;
      expect(await roomRows(client, threadId)).toHaveLength(2);
    }
    expect(deaths).toBeGreaterThan(0);
    await atAlice.request('send_message', { thread_id: threadId, content: secret });
    await atAlice.request('typing_start', { thread_id: threadId });
    await device.request('ping');
    expect(JSON.stringify(device.frames)).not.toContain(secret);
    expect(device.pushes().filter((frame) => frame.event !== undefined)).toEqual([]);
  });
});
