import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Message } from '../../protocol/objects.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { newTalk, Person } from '../support/people.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

let app: LocalApp;
beforeAll(async () => (app = await startApp({ CHAT_RATE_LIMIT: 'off' })));
afterAll(() => app.stop());

test('section 1: 50 parallel creations of one thread make one', async () => {
  const [alice, bob] = [await Person.create(app, 'Alice'), await Person.create(app, 'Bob')];
  const body = { client: alice.named, freelancer: bob.named, job: { id: 'logo', title: 'A logo' } };
  const answers = await Promise.all(
    range(1, 50).map((number) => (number % 2 ? alice : bob).rest('POST', '/threads/', body)),
  );
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
  expect(answers.map((answer) => answer.status).sort()).toEqual([...range(1, 49).map(() => 200), 201]);
  for (const person of [alice, bob]) expect((await person.get('/threads/')).results).toHaveLength(1);
});

test('section 1: 500 messages of two users with two devices each, all at once: seq is 1 … 500, the same for everybody', async () => {
  const talk = await newTalk(app);
  const people = [talk.alice, talk.alice, talk.bob, talk.bob];
  const devices = await Promise.all(people.map((person) => person.join(talk.threadId)));
  const replies = await Promise.all(
    devices.flatMap((device, index) =>
      range(1, 125).map((number) =>
        device.request('send_message', { thread_id: talk.threadId, content: `${index}/${number}` }),
      ),
    ),
  );
  expect(new Set(replies.map((reply) => reply.event))).toEqual(new Set(['new_message']));
  const log: Message[] = replies.map((reply) => reply.data).sort((a, b) => a.seq - b.seq);
  expect(log.map((message) => message.seq)).toEqual(range(1, 500));
  for (const device of devices) {
    await device.settled();
    const messages = device.frames.filter((frame) => frame.event === 'new_message').map(({ data }) => data);
    const bySeq = new Map(messages.map((message) => [message.seq, message]));
    expect([...bySeq.values()].sort((a, b) => a.seq - b.seq)).toEqual(log);
    expect(new Set(messages.map((message) => `${message.seq} ${message.id}`)).size).toBe(500);
  }
  const history: Message[] = [];
  for (let after = 0; after < 500; after += 100) {
    history.push(...(await talk.bob.get(`/threads/${talk.threadId}/messages/?limit=100&after_seq=${after}`)).results);
  }
  expect(history).toEqual(log);
  for (const person of [talk.alice, talk.bob]) expect(await person.unreadCount()).toBe(250);
}, 150_000);
