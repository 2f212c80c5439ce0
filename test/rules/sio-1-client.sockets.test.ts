import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { replyOf } from '../../protocol/events.ts';
import { actions } from '../../protocol/frames.ts';
import { newThread } from '../../lambdas/chat/model/new-thread.ts';
import { appAt } from '../support/local-app.ts';
import { newTalk, type Talk } from '../support/people.ts';
import { SocketIoDevice } from '../support/socket-io-client.ts';
import type { TestSocket } from '../support/socket.ts';
import { setUpChat } from './driver/chat.ts';

/** The stock client of Socket.IO, beside a client of the chat's own protocol in the same thread. */

const chat = setUpChat();
const app = appAt(inject('sharedApps')[0]!.url);

let talk: Talk<typeof app>;
let old: SocketIoDevice;
let native: TestSocket;
const open: SocketIoDevice[] = [];

async function device(token: string): Promise<SocketIoDevice> {
  const opened = await SocketIoDevice.open(app.url, token);
  open.push(opened);
  return opened;
}

beforeAll(async () => {
  talk = await newTalk(app);
  old = await SocketIoDevice.open(app.url, talk.alice.token);
  native = await talk.bob.connect();
  return () => old.close();
});
afterEach(() => open.splice(0).forEach((one) => one.close()));

const here = () => ({ thread_id: talk.threadId });

describe('SIO-1, SIO-3: the events of the old system, beside the chat’s own protocol', () => {
  test('connection_confirmed comes unasked, with the user of the token', () => {
    expect(old.met.map(({ event }) => event)).toEqual(['connect', 'connection_confirmed']);
    expect(old.all('connection_confirmed')[0].user).toEqual({ id: talk.alice.id, username: 'Alice' });
  });

  test('join_thread: thread_joined with the history, and user_joined to the other one', async () => {
    await talk.say(talk.bob, 'before');
    old.socket.emit('join_thread', here());
    const joined = await old.until('thread_joined');
    expect(joined).toMatchObject({ thread_id: talk.threadId, thread: { id: talk.threadId } });
    expect(joined.messages).toEqual([expect.objectContaining({ message: 'before', content: 'before' })]);
    await native.request('join_thread', here());
    expect(await old.until('user_joined')).toEqual({ ...here(), user_id: talk.bob.id, user: 'Bob' });
  });

  test('send_message with the old names reaches both; new_message has the old and the new ones', async () => {
    old.socket.emit('send_message', { ...here(), message: 'one', message_type: 'text' });
    const { data } = await native.event('new_message', ({ content }) => content === 'one');
    const seen = await old.until('new_message', ({ message }) => message === 'one');
    expect(seen).toEqual({ ...data, message: 'one', message_type: 'text' });
    await native.request('send_message', { ...here(), content: 'two' });
    expect(await old.until('new_message', ({ content }) => content === 'two')).toMatchObject({
      message: 'two',
      sender: { username: 'Bob' },
    });
  });

  test('typing_start and typing_stop, either way, are not answered', async () => {
    for (const action of ['typing_start', 'typing_stop'] as const) {
      old.socket.emit(action, here());
      await native.event(action, ({ user }) => user === 'Alice');
      native.send({ action, ...here() });
      expect(await old.until(action)).toEqual({ ...here(), user_id: talk.bob.id, user: 'Bob' });
    }
    expect(old.all('ok')).toEqual([]);
  });

  test('mark_as_read: messages_read to both, with the count', async () => {
    old.socket.emit('mark_as_read', here());
    const read = await old.until('messages_read');
    expect(read).toMatchObject({ ...here(), user: 'Alice', count: 2 });
    expect((await native.event('messages_read')).data).toEqual(read);
  });

  test('error: what is wrong, by name; the connection stays', async () => {
    old.socket.emit('send_message', { ...here(), content: 5 });
    expect(await old.until('error')).toMatchObject({ code: 'bad_request', message: expect.stringMatching(/content/) });
    old.socket.emit('send_message', 'no object');
    await old.until('error', ({ message }) => message.startsWith('fields'));
    old.socket.emit('no_such_action', {});
    await old.until('error', ({ message }) => message.startsWith('action'));
    expect(await old.ask('ping')).toMatchObject({ event: 'pong' });
  });
});

test('SIO-3: every action is acknowledged with its event and data, and the event comes as well', async () => {
  const alice = await device(talk.alice.token);
  const fields = { ...here(), content: 'acknowledged', emoji: '👍' };
  await alice.ask('join_thread', fields);
  const { seq } = (await alice.ask('send_message', fields)).data;
  const last = ['delete_message', 'leave_thread'];
  const order = [...actions.filter((action) => !last.includes(action)), ...last] as typeof actions;
  for (const action of order) {
    const acknowledged = await alice.ask(action, { ...fields, seq });
    expect(acknowledged.event, action).toBe(replyOf[action]);
    expect(alice.all(acknowledged.event), action).toContainEqual(acknowledged.data);
  }
  const refused = await alice.ask('join_thread', { thread_id: 'unknown' });
  expect(refused).toMatchObject({ event: 'error', data: { code: 'not_found' } });
  expect(alice.all('error')).toEqual([refused.data]);
});

test('SIO-3: a request_id or an action among the fields changes nothing', async () => {
  const alice = await device(talk.alice.token);
  const fields = { action: 'hello', request_id: 'mine' };
  expect(await alice.ask('ping', fields)).toMatchObject({ event: 'pong' });
  alice.socket.emit('typing_start', { ...fields, ...here() });
  expect(await alice.ask('ping')).toMatchObject({ event: 'pong' });
  expect(alice.all('ok')).toEqual([]);
});

test('IM-4, SIO-3: an imported thread has a number, in both directions; its text is the id everywhere else', async () => {
  const number = Date.now();
  const { alice, bob } = talk;
  const thread = newThread(
    { client: { id: alice.id }, freelancer: { id: bob.id }, job: { id: `job-${number}` } },
    number,
  );
  await chat.table.store.createThread({ ...thread, id: String(number) });
  const imported = { thread_id: number };
  const client = await device(alice.token);
  const joined = await client.ask('join_thread', imported);
  expect(joined.data).toMatchObject({ thread_id: number, thread: { id: number } });
  await native.request('join_thread', { thread_id: String(number) });
  expect(await client.until('user_joined')).toMatchObject(imported);
  client.socket.emit('send_message', { ...imported, content: 'to a number' });
  expect(await client.until('new_message')).toMatchObject(imported);
  expect((await native.event('new_message', ({ content }) => content === 'to a number')).data.thread_id).toBe(
    String(number),
  );
});

test('SIO-3, WS-8: pages of long messages fit into frames with the old names too, and none is missed', async () => {
  const long = await newTalk(app);
  for (let count = 0; count < 12; count += 1) await long.say(long.alice, `${count} ${'€'.repeat(3_990)}`);
  const alice = await device(long.alice.token);
  const newest = (await alice.ask('join_thread', { thread_id: long.threadId })).data;
  expect(newest).toMatchObject({ has_more: true });
  expect(newest.messages.at(-1).seq).toBe(12);
  const seen: number[] = [];
  for (let after = 0, more = true; more; after = seen.at(-1)!) {
    const page = (await alice.ask('join_thread', { thread_id: long.threadId, after_seq: after })).data;
    seen.push(...page.messages.map(({ seq }: { seq: number }) => seq));
    more = page.has_more;
  }
  expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
});
