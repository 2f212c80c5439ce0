import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientFrames, type Action } from '../../protocol/frames.ts';
import { endpoints, type EndpointName } from '../../protocol/rest.ts';
import { operatorOf, roomRows } from '../chaos/room-rows.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, newTalk, Person, type Talk } from '../support/people.ts';
import type { TestSocket } from '../support/socket.ts';

/** Whoever is no participant reaches nothing of a thread: by no action, endpoint, cursor or guess, and in no race. */

let app: LocalApp;
let mallory: Person;
beforeAll(async () => {
  app = await startApp({ CHAT_RATE_LIMIT: 'off' });
  mallory = await Person.create(app, 'Mallory');
});
afterAll(() => app.stop());

const secret = 'between Alice and Bob alone';

/** What each action takes beside the thread. */
const fieldsOf: Partial<Record<Action, object>> = {
  send_message: { content: 'hello' },
  edit_message: { seq: 1, content: 'changed' },
  delete_message: { seq: 1 },
};
const threadActions = (Object.keys(clientFrames) as Action[]).filter(
  (action) => 'thread_id' in clientFrames[action].shape,
);

const bodyOf: Partial<Record<EndpointName, object>> = {
  putThread: { is_active: false },
  patchThread: { is_active: false },
  sendMessage: { content: 'hello' },
  editMessage: { content: 'changed' },
  markRead: {},
};
const threadEndpoints = (Object.keys(endpoints) as EndpointName[]).filter((name) =>
  endpoints[name].path.includes('{id}'),
);

/** Everything that the participants can see of their thread. */
async function stateOf({ alice, bob, threadId }: Talk): Promise<unknown> {
  const paths = [
    `/threads/${threadId}/`,
    `/threads/${threadId}/messages/`,
    `/threads/${threadId}/messages/1/reads/`,
    '/threads/',
    '/unread-count/',
  ];
  return Promise.all([alice, bob].flatMap((person) => paths.map((path) => person.get(path))));
}

describe('WS-5: a thread of others', () => {
  let talk: Talk;
  let before: unknown;
  let device: TestSocket;
  beforeAll(async () => {
    talk = await newTalk(app);
    await talk.alice.rest('POST', `/threads/${talk.threadId}/messages/`, { content: secret });
    before = await stateOf(talk);
    device = await mallory.open();
  });
  beforeEach(async () => expect(await stateOf(talk)).toEqual(before));

  test('the actions and endpoints on threads are more than a few', () => {
    expect([threadActions.length, threadEndpoints.length]).toEqual([8, 10]);
  });

  test.each(threadActions)('%s is not_found, as for a thread that does not exist', async (action) => {
    const refusals = await Promise.all(
      [talk.threadId, 'no-such-thread'].map((thread_id) => device.request(action, { thread_id, ...fieldsOf[action] })),
    );
    expect(refusals[0]).toMatchObject({ event: 'error', data: { code: 'not_found' } });
    expect(refusals[0]!.data).toEqual(refusals[1]!.data);
  });

  test.each(threadEndpoints)('%s is not_found, as for a thread that does not exist', async (name) => {
    const { method, path } = endpoints[name];
    const ask = (id: string) => mallory.rest(method, path.replace('{id}', id).replace('{seq}', '1'), bodyOf[name]);
    const [answer, other] = await Promise.all([ask(talk.threadId), ask('no-such-thread')]);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    expect(answer.body).toEqual(other.body);
  });

  test('its participants are no way to it: by-participants is 404, creating it forbidden', async () => {
    const { alice, bob } = talk;
    expect(
      (await mallory.rest('GET', `/threads/by-participants/?client=${alice.id}&freelancer=${bob.id}`)).status,
    ).toBe(404);
    expect(await mallory.rest('POST', '/threads/', { client: alice.named, freelancer: bob.named })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
  });

  test('what a message was sent under finds it for its sender in its thread alone', async () => {
    const own = await mallory.rest('POST', '/threads/', { client: mallory.named, freelancer: talk.bob.named });
    const key = { content: secret, client_message_id: 'the same', after_seq: 0 };
    await talk.alice.rest('POST', `/threads/${talk.threadId}/messages/`, key);
    const mine = await mallory.rest('POST', `/threads/${own.body.id}/messages/`, { ...key, content: 'mine' });
    expect([mine.status, mine.body.content]).toEqual([201, 'mine']);
    before = await stateOf(talk);
  });

  test('nothing of it was pushed to the stranger', async () => {
    expect(JSON.stringify(await device.settled())).not.toContain(talk.threadId);
  });
});

describe('cursors', () => {
  test('one of somebody else gives a page of one’s own list', async () => {
    const talk = await newTalk(app);
    await talk.alice.rest('POST', '/threads/', {
      client: talk.alice.named,
      freelancer: talk.bob.named,
      job: { id: 'second' },
    });
    const { next_cursor: cursor } = await talk.alice.get('/threads/?limit=1');
    const { results } = await mallory.get(`/threads/?limit=100&cursor=${cursor}`);
    expect(results.every(({ client, freelancer }: any) => [client.id, freelancer.id].includes(mallory.id))).toBe(true);
  });

  test('a forged one is bad_request, or a place in one’s own list', async () => {
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
      const { status, body } = await mallory.rest(
        'GET',
        `/threads/?cursor=${Buffer.from(JSON.stringify(value)).toString('base64url')}`,
      );
      expect([200, 400]).toContain(status);
      expect(JSON.stringify(body.results ?? [])).not.toContain(threadId);
    }
  });
});

describe('a race with join_thread', () => {
  test('a stranger who joins again and again while others write hears nothing and leaves no row', async () => {
    const { atAlice, atBob, threadId } = await joinedTalk(app);
    const device = await mallory.open();
    const joining = Array.from({ length: 25 }, () => device.request('join_thread', { thread_id: threadId }));
    const sending = Array.from({ length: 25 }, (_, number) =>
      (number % 2 === 0 ? atAlice : atBob).request('send_message', { thread_id: threadId, content: secret }),
    );
    const refusals = await Promise.all(joining);
    await Promise.all(sending);
    expect(refusals.every(({ data }) => data.code === 'not_found')).toBe(true);
    expect(await device.settled()).toEqual([]);
    expect(await roomRows(new DynamoDBClient(operatorOf(app.url)), threadId)).toHaveLength(2);
  });

  test('a stranger whose join dies on the way, so that the row stays, hears nothing', async () => {
    const { atAlice, threadId } = await joinedTalk(app);
    const device = await mallory.open();
    for (let calls = 0, rows = 2; rows === 2; calls += 1) {
      const match = `mallory-${threadId}-${calls}`;
      await app.call('POST', '/dev/crashes', { function: 'frame', match, after_calls: calls });
      const before = device.frames.length;
      device.send({ action: 'join_thread', request_id: match, thread_id: threadId });
      await expect.poll(() => device.frames.length).toBeGreaterThan(before);
      rows = (await roomRows(new DynamoDBClient(operatorOf(app.url)), threadId)).length;
      expect(calls).toBeLessThan(10);
    }
    await atAlice.request('send_message', { thread_id: threadId, content: secret });
    await atAlice.request('typing_start', { thread_id: threadId });
    await device.request('ping');
    expect(JSON.stringify(device.frames)).not.toContain(secret);
    expect(device.pushes().filter((frame) => frame.event !== undefined)).toEqual([]);
  });
});
