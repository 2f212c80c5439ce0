import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noLimits } from '../../measure/no-limits.ts';
import type { Device } from '../support/device.ts';
import type { JoinedTalk, Person } from '../support/people.ts';
import { requestOf, threadActions, threadEndpoints } from '../support/thread-calls.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat(noLimits);

let talk: JoinedTalk;
let mallory: Person;
let device: Device;
let before: unknown;

/** Everything that the participants can see of their thread. */
const stateOf = () =>
  Promise.all(
    [talk.alice, talk.bob].flatMap((person) =>
      [talk.path, `${talk.path}messages/`, `${talk.path}messages/1/reads/`, '/threads/', '/unread-count/'].map((path) =>
        person.get(path),
      ),
    ),
  );

beforeAll(async () => {
  talk = await chat.joinedTalk();
  await talk.say(talk.alice, 'only between Alice and Bob');
  for (const at of [talk.atAlice, talk.atBob]) await at.forget();
  before = await stateOf();
  mallory = await chat.person('Mallory');
  device = await mallory.connect();
});
beforeEach(async () => expect(await stateOf()).toEqual(before));

describe('a thread of others', () => {
  test('WS-5: there are actions and endpoints on threads to be tested', () => {
    expect(threadActions.length).toBeGreaterThanOrEqual(10);
    expect(threadEndpoints.length).toBeGreaterThanOrEqual(10);
  });

  test.each(threadActions)('WS-5: %s %j is not_found, as for a thread that does not exist', async (action, fields) => {
    const [foreign, missing] = await Promise.all(
      [talk.threadId, 'no-such-thread'].map((thread_id) => device.request(action, { thread_id, ...fields })),
    );
    expect(foreign).toMatchObject({ event: 'error', data: { code: 'not_found' } });
    expect(foreign!.data).toEqual(missing!.data);
  });

  test.each(threadEndpoints)('WS-5: %s is not_found, as for a thread that does not exist', async (name) => {
    const ask = (id: string) => {
      const { method, path, query, body } = requestOf(name, id);
      return mallory.rest(method, query === '' ? path : `${path}?${query}`, body);
    };
    const [foreign, missing] = await Promise.all([ask(talk.threadId), ask('no-such-thread')]);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
    expect(foreign.body).toEqual(missing.body);
  });

  test('WS-5: is not found by its participants, and they cannot be made to share one: 404 and forbidden', async () => {
    const { alice, bob } = talk;
    const query = `client=${alice.id}&freelancer=${bob.id}`;
    expect((await mallory.rest('GET', `/threads/by-participants/?${query}`)).body.code).toBe('not_found');
    const created = await mallory.rest('POST', '/threads/', { client: alice.named, freelancer: bob.named });
    expect([created.status, created.body.code]).toEqual([403, 'forbidden']);
  });

  test('WS-5: pushes nothing to a stranger who tried to join, and nobody is told of the attempts', async () => {
    await talk.say(talk.alice, 'still only between us');
    expect(await device.received()).toEqual([]);
    for (const at of [talk.atAlice, talk.atBob]) expect(await at.events()).toEqual(['new_message']);
    const { data } = await talk.atBob.request('join_thread', { thread_id: talk.threadId });
    expect(data.members.map((member: { id: string }) => member.id)).toEqual([talk.alice.id, talk.bob.id]);
    before = await stateOf();
  });

  test('WS-5: the client_message_id of a message finds it only for its sender in its thread', async () => {
    const { body: own } = await mallory.createThread(talk.bob);
    const key = { content: 'secret', client_message_id: 'the same', after_seq: 0 };
    await talk.say(talk.alice, 'secret', key);
    const mine = await mallory.rest('POST', `/threads/${own.id}/messages/`, { ...key, content: 'mine' });
    expect([mine.status, mine.body.content]).toEqual([201, 'mine']);
    before = await stateOf();
  });
});
