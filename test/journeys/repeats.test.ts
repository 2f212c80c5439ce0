import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, Person, type Talk } from '../support/people.ts';
import type { TestSocket } from '../support/socket.ts';

let app: LocalApp;
beforeAll(async () => (app = await startApp({ CHAT_RATE_LIMIT: 'off' })));
afterAll(() => app.stop());

const sender =
  (at: TestSocket, { threadId }: Talk) =>
  (fields: object) =>
    at.request('send_message', { thread_id: threadId, ...fields });

/** Sends `count` messages in one go and waits for all of them. */
async function fill(send: (fields: object) => Promise<unknown>, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => send({ content: `filler ${index}` })));
}

const seqsOf = async ({ alice, threadId }: Talk) =>
  (await alice.get(`/threads/${threadId}/messages/?limit=100`)).results.map((message: { seq: number }) => message.seq);

describe('WS-10: a repeat', () => {
  test("WS-10: is answered with the first one's message; nothing is stored or counted twice", async () => {
    const { atAlice, ...talk } = await joinedTalk(app);
    const send = sender(atAlice, talk);
    const first = await send({ content: 'once', client_message_id: 'a', metadata: { n: 1 }, after_seq: 0 });
    const again = await send({ content: 'not this', client_message_id: 'a', after_seq: 0 });
    expect(first.data).toMatchObject({ seq: 1, content: 'once', client_message_id: 'a', metadata: { n: 1 } });
    expect(again.data).toEqual(first.data);
    expect(await seqsOf(talk)).toEqual([1]);
    expect(await talk.bob.unreadCount()).toBe(1);
  });

  test('WS-10: is pushed again', async () => {
    const { atAlice, atBob, ...talk } = await joinedTalk(app);
    const { data } = await sender(atAlice, talk)({ content: 'once', client_message_id: 'a' });
    await sender(atAlice, talk)({ content: 'once', client_message_id: 'a' });
    expect(await atBob.settled('new_message')).toEqual([data, data]);
  });

  test('WS-10: 20 at once are one message and 20 equal replies', async () => {
    const { alice, atAlice, atBob, ...talk } = await joinedTalk(app);
    const devices = [atAlice, await alice.join(talk.threadId)];
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        sender(devices[index % 2]!, { alice, ...talk })({ content: 'once', client_message_id: 'a', after_seq: 0 }),
      ),
    );
    expect(new Set(replies.map(({ event, data }) => JSON.stringify([event, data]))).size).toBe(1);
    expect(replies[0]).toMatchObject({ event: 'new_message', data: { seq: 1 } });
    expect(await seqsOf({ alice, ...talk })).toEqual([1]);
    expect(await talk.bob.unreadCount()).toBe(1);
    expect(new Set((await atBob.settled('new_message')).map((message) => message.id)).size).toBe(1);
  });

  test('WS-10: is found over REST what was sent over the socket, and the other way round', async () => {
    const { atAlice, ...talk } = await joinedTalk(app);
    const path = `/threads/${talk.threadId}/messages/`;
    const bySocket = await sender(atAlice, talk)({ content: 'socket', client_message_id: 's' });
    const repeated = await talk.alice.rest('POST', path, { content: 'socket', client_message_id: 's' });
    expect([repeated.status, repeated.body]).toEqual([200, bySocket.data]);
    const byRest = await talk.alice.rest('POST', path, { content: 'rest', client_message_id: 'r' });
    expect(byRest.status).toBe(201);
    expect((await sender(atAlice, talk)({ content: 'rest', client_message_id: 'r' })).data).toEqual(byRest.body);
    expect(await seqsOf(talk)).toEqual([1, 2]);
  });

  test('WS-10: comes late: the newest 32 messages are looked at', async () => {
    const { atAlice, ...talk } = await joinedTalk(app);
    const send = sender(atAlice, talk);
    const first = await send({ content: 'early', client_message_id: 'a', after_seq: 0 });
    await fill(send, 31);
    expect((await send({ content: 'early', client_message_id: 'a', after_seq: 0 })).data).toEqual(first.data);
    expect((await send({ content: 'early', client_message_id: 'a' })).data).toEqual(first.data);
    expect((await seqsOf(talk)).at(-1)).toBe(32);
    await fill(send, 1);
    expect((await send({ content: 'early', client_message_id: 'a' })).data.seq).toBe(34);
  });

  test('WS-10: of an edited message gives it as it now is', async () => {
    const { atAlice, ...talk } = await joinedTalk(app);
    await sender(atAlice, talk)({ content: 'once', client_message_id: 'a' });
    const edited = await atAlice.request('edit_message', { thread_id: talk.threadId, seq: 1, content: 'edited' });
    expect((await sender(atAlice, talk)({ content: 'once', client_message_id: 'a' })).data).toEqual(edited.data);
  });

  test('WS-10: is one of the same user in the same thread alone', async () => {
    const { atAlice, atBob, ...talk } = await joinedTalk(app);
    const carol = await Person.create(app, 'Carol');
    const { body } = await talk.alice.rest('POST', '/threads/', { client: talk.alice.named, freelancer: carol.named });
    const same = { content: 'x', client_message_id: 'a', after_seq: 0 };
    expect((await sender(atAlice, talk)(same)).data.seq).toBe(1);
    expect((await sender(atBob, talk)(same)).data.seq).toBe(2);
    expect((await sender(atAlice, { ...talk, threadId: body.id })(same)).data.seq).toBe(1);
  });
});

test('WS-10: more than 32 messages back gets conflict, nothing stored', async () => {
  const { alice, threadId, atAlice } = await joinedTalk(app);
  const send = (fields: object) => atAlice.request('send_message', { thread_id: threadId, content: 'x', ...fields });
  await fill(send, 33);
  const refused = await send({ client_message_id: 'a', after_seq: 0 });
  expect(refused).toMatchObject({ event: 'error', data: { code: 'conflict', details: [{ field: 'after_seq' }] } });
  const rest = await alice.rest('POST', `/threads/${threadId}/messages/`, {
    content: 'x',
    client_message_id: 'a',
    after_seq: 0,
  });
  expect([rest.status, rest.body.code]).toEqual([409, 'conflict']);
  expect((await alice.get(`/threads/${threadId}/`)).last_seq).toBe(33);
  expect((await send({ client_message_id: 'a', after_seq: 1 })).data.seq).toBe(34);
});
