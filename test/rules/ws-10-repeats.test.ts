import { describe, expect, test } from 'vitest';
import { noLimits } from '../../measure/no-limits.ts';
import type { Talk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat(noLimits);

const key = { client_message_id: 'a', after_seq: 0 };
const seqsOf = async (talk: Talk) => (await talk.messages()).map(({ seq }) => seq);

/** Sends `count` messages of Bob at once. */
const fill = (talk: Talk, count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => talk.say(talk.bob, `filler ${index}`)));

describe('a repeat', () => {
  test("WS-10: is answered with the first one's message; nothing is stored or counted twice", async () => {
    const talk = await chat.joinedTalk();
    const first = await talk.send(talk.atAlice, 'once', { ...key, metadata: { n: 1 } });
    const again = await talk.send(talk.atAlice, 'not this', key);
    expect(first.data).toMatchObject({ seq: 1, content: 'once', client_message_id: 'a', metadata: { n: 1 } });
    expect(again.data).toEqual(first.data);
    expect(await seqsOf(talk)).toEqual([1]);
    expect(await talk.bob.unreadCount()).toBe(1);
  });

  test('WS-10: is pushed again', async () => {
    const talk = await chat.joinedTalk();
    const { data } = await talk.send(talk.atAlice, 'once', { client_message_id: 'a' });
    await talk.send(talk.atAlice, 'once', { client_message_id: 'a' });
    expect(await talk.atBob.received('new_message')).toEqual([data, data]);
  });

  test('WS-10: 20 at once are one message and 20 equal replies', async () => {
    const talk = await chat.joinedTalk();
    const devices = [talk.atAlice, await talk.alice.join(talk.threadId)];
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => talk.send(devices[index % 2]!, 'once', key)),
    );
    expect(new Set(replies.map(({ event, data }) => JSON.stringify([event, data]))).size).toBe(1);
    expect(replies[0]).toMatchObject({ event: 'new_message', data: { seq: 1 } });
    expect(await seqsOf(talk)).toEqual([1]);
    expect(await talk.bob.unreadCount()).toBe(1);
    expect(new Set((await talk.atBob.received('new_message')).map(({ id }) => id)).size).toBe(1);
  });

  test('WS-10: 20 at once by REST are one 201 and 19 times 200, with the same message', async () => {
    const talk = await chat.talk();
    const body = { content: 'once', ...key };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => talk.alice.rest('POST', `${talk.path}messages/`, body)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array.from({ length: 19 }, () => 200), 201]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
  });

  test('WS-10: 20 at once among other messages are one message', async () => {
    const talk = await chat.talk();
    const repeats = Array.from({ length: 20 }, () => talk.say(talk.alice, 'once', key));
    const [sent] = await Promise.all([Promise.all(repeats), fill(talk, 20)]);
    expect(new Set(sent.map(({ seq }) => seq)).size).toBe(1);
    expect((await talk.thread(talk.alice)).last_seq).toBe(21);
  });

  test('WS-10: by REST finds what was sent over the socket, and the other way round', async () => {
    const talk = await chat.joinedTalk();
    const bySocket = await talk.send(talk.atAlice, 'socket', { client_message_id: 's' });
    expect(await talk.say(talk.alice, 'socket', { client_message_id: 's' })).toEqual(bySocket.data);
    const byRest = await talk.say(talk.alice, 'rest', { client_message_id: 'r' });
    expect((await talk.send(talk.atAlice, 'rest', { client_message_id: 'r' })).data).toEqual(byRest);
    expect(await seqsOf(talk)).toEqual([1, 2]);
  });

  test.each([1, 100])('WS-10: is found among the newest though its client now says after_seq %i', async (after_seq) => {
    const talk = await chat.talk();
    const first = await talk.say(talk.alice, 'once', key);
    expect(await talk.say(talk.alice, 'once', { ...key, after_seq })).toEqual(first);
  });

  test.each([undefined, 0, 1])('WS-10: with after_seq %s is found among the newest 32 messages', async (after_seq) => {
    const talk = await chat.talk();
    const late = { client_message_id: 'a', after_seq };
    const first = await talk.say(talk.alice, 'early', late);
    await fill(talk, 31);
    expect(await talk.say(talk.alice, 'early', late)).toEqual(first);
  });

  test('WS-10: without after_seq is not looked for further back', async () => {
    const talk = await chat.talk();
    await talk.say(talk.alice, 'early', { client_message_id: 'a' });
    await fill(talk, 32);
    expect((await talk.say(talk.alice, 'early', { client_message_id: 'a' })).seq).toBe(34);
  });

  test('WS-10: is found across messages of the marketplace, edits and deletions', async () => {
    const talk = await chat.talk();
    const first = await talk.say(talk.alice, 'once', key);
    await talk.say(talk.alice, 'later');
    await talk.announce();
    await talk.alice.rest('PATCH', `${talk.path}messages/2/`, { content: 'edited' });
    await talk.alice.rest('DELETE', `${talk.path}messages/2/`);
    expect(await talk.say(talk.alice, 'once', key)).toEqual(first);
  });

  test('WS-10: is answered with the message as it is now: edited, read, deleted', async () => {
    const talk = await chat.joinedTalk();
    const change = (action: string, fields: object) =>
      talk.atAlice.request(action, { thread_id: talk.threadId, seq: 1, ...fields });
    await talk.say(talk.alice, 'once', key);
    const edited = await change('edit_message', { content: 'edited' });
    expect(await talk.say(talk.alice, 'once', key)).toEqual(edited.data);
    await talk.read(talk.bob);
    expect(await talk.say(talk.alice, 'once', key)).toEqual({ ...edited.data, is_read: true });
    await change('delete_message', {});
    expect(await talk.say(talk.alice, 'once', key)).toMatchObject({ seq: 1, content: '' });
    expect((await talk.thread(talk.alice)).last_seq).toBe(1);
  });

  test('WS-10: is one only of the same user in the same thread', async () => {
    const talk = await chat.talk();
    const { body: other } = await talk.alice.createThread(talk.bob, { id: 'other' });
    expect((await talk.say(talk.alice, 'mine', key)).seq).toBe(1);
    expect((await talk.say(talk.bob, 'yours', key)).seq).toBe(2);
    const { body } = await talk.alice.rest('POST', `/threads/${other.id}/messages/`, { content: 'there', ...key });
    expect(body).toMatchObject({ seq: 1, content: 'there' });
  });

  test('WS-10: is answered in a thread that has become inactive', async () => {
    const talk = await chat.talk();
    const first = await talk.say(talk.alice, 'once', key);
    await talk.setActive(talk.bob, false);
    expect(await talk.say(talk.alice, 'once', key)).toEqual(first);
  });
});

describe('a send with an after_seq more than 32 messages back', () => {
  test('WS-10: gets conflict, over REST 409; nothing is stored or pushed', async () => {
    const talk = await chat.joinedTalk();
    await fill(talk, 33);
    await talk.atBob.forget();
    const { event, data } = await talk.send(talk.atAlice, 'once', key);
    expect([event, data]).toMatchObject(['error', { code: 'conflict', details: [{ field: 'after_seq' }] }]);
    const { status, body } = await talk.alice.rest('POST', `${talk.path}messages/`, { content: 'once', ...key });
    expect([status, body.code]).toEqual([409, 'conflict']);
    expect(await talk.atBob.received()).toEqual([]);
    expect((await talk.thread(talk.alice)).last_seq).toBe(33);
  });

  test('WS-10: gets conflict though the first one is in the log, but further back', async () => {
    const talk = await chat.talk();
    await talk.say(talk.alice, 'once', key);
    await fill(talk, 33);
    const { body } = await talk.alice.rest('POST', `${talk.path}messages/`, { content: 'once', ...key });
    expect(body.code).toBe('conflict');
  });

  test('WS-10: is answered if the first one is among the last 32 all the same', async () => {
    const talk = await chat.talk();
    await fill(talk, 10);
    const first = await talk.say(talk.alice, 'once', { ...key, after_seq: 10 });
    await fill(talk, 30);
    expect(await talk.say(talk.alice, 'once', key)).toEqual(first);
  });

  test('WS-10: is stored once the client has looked and sends a newer after_seq', async () => {
    const talk = await chat.talk();
    await fill(talk, 33);
    expect((await talk.say(talk.alice, 'once', { ...key, after_seq: 1 })).seq).toBe(34);
  });

  test('WS-10: gets conflict in an inactive thread too', async () => {
    const talk = await chat.talk();
    await fill(talk, 33);
    await talk.setActive(talk.bob, false);
    const { body } = await talk.alice.rest('POST', `${talk.path}messages/`, { content: 'once', ...key });
    expect(body.code).toBe('conflict');
  });
});
