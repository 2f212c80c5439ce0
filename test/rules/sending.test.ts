import { expect, test } from 'vitest';
import type { Message } from '../../protocol/objects.ts';
import { noLimits } from '../../measure/no-limits.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat(noLimits);

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('REST-10: POST /threads/{id}/messages/: is 201 with the message, every field of it, and 200 for a repeat', async () => {
  const talk = await chat.talk();
  const path = `${talk.path}messages/`;
  const body = { content: ' hello ', type: 'text', client_message_id: 'a', metadata: { a: [1, null] }, after_seq: 0 };
  const sent = await talk.alice.rest('POST', path, body);
  expect([sent.status, sent.headers.get('content-type')]).toEqual([201, 'application/json']);
  expect(sent.body).toEqual({
    id: expect.stringMatching(/^.{1,128}$/),
    thread_id: talk.threadId,
    seq: 1,
    revision: 0,
    sender: talk.alice.named,
    type: 'text',
    content: ' hello',
    sent_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    edited_at: null,
    deleted_at: null,
    is_read: false,
    client_message_id: 'a',
    metadata: { a: [1, null] },
    reply_to: null,
    reactions: [],
    attachments: [],
  });
  const repeat = await talk.alice.rest('POST', path, body);
  expect([repeat.status, repeat.body]).toEqual([200, sent.body]);
  expect(await talk.messages()).toEqual([sent.body]);
});

test('OBJ-3: a message shows in the thread as soon as it is answered', async () => {
  const talk = await chat.talk();
  await chat.wait(5);
  const { sent_at } = await talk.say(talk.alice, 'x'.repeat(150));
  expect(await talk.thread(talk.bob)).toMatchObject({
    last_seq: 1,
    unread_count: 1,
    last_message_at: sent_at,
    last_message: { seq: 1, sender_id: talk.alice.id, type: 'text', preview: 'x'.repeat(100) },
  });
});

test('OBJ-2: 500 messages of two users with two devices each, four at a time: seq is 1 … 500, the same for everybody', async () => {
  const talk = await chat.talk();
  const people = [talk.alice, talk.alice, talk.bob, talk.bob];
  const devices = await Promise.all(people.map((person) => person.join(talk.threadId)));
  const lanes = devices.map(async (device, lane) => {
    const sent = [];
    for (const number of range(1, 125)) sent.push(await talk.send(device, `${lane}/${number}`));
    return sent;
  });
  const replies = (await Promise.all(lanes)).flat();
  expect(new Set(replies.map(({ event }) => event))).toEqual(new Set(['new_message']));
  const log: Message[] = replies.map(({ data }) => data).sort((a, b) => a.seq - b.seq);
  expect(log.map(({ seq }) => seq)).toEqual(range(1, 500));
  for (const device of devices) {
    await device.received();
    const messages = device.frames.filter(({ event }) => event === 'new_message').map(({ data }) => data);
    const bySeq = new Map(messages.map((message) => [message.seq, message]));
    expect([...bySeq.values()].sort((a, b) => a.seq - b.seq)).toEqual(log);
    expect(new Set(messages.map(({ seq, id }) => `${seq} ${id}`)).size).toBe(500);
  }
  const history: Message[] = [];
  for (let after = 0; after < 500; after += 100) {
    history.push(...(await talk.messages(talk.bob, `limit=100&after_seq=${after}`)));
  }
  expect(history).toEqual(log);
  for (const person of [talk.alice, talk.bob]) {
    expect(await person.unreadCount()).toBe(250);
    expect(await talk.thread(person)).toMatchObject({ last_seq: 500, unread_count: 250 });
  }
}, 150_000);

test('OBJ-2: 40 messages over REST that all start at the same moment are all accepted', async () => {
  const talk = await chat.talk();
  const sent = await Promise.all(
    range(1, 40).map((number) => talk.say(number % 2 ? talk.alice : talk.bob, `${number}`)),
  );
  expect(sent.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(range(1, 40));
});
