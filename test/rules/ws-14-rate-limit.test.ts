import { expect, test } from 'vitest';
import type { Message } from '../../protocol/objects.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

/** The bucket's size, and the time in which one more message fits into it. */
const [burst, oneMs] = [20, 500];

/** Sends until a message is refused. Returns those that were accepted, and the refusal. */
async function drain(send: () => Promise<{ event: string; data: any }>) {
  const accepted: Message[] = [];
  for (let count = 1; count <= 200; count += 1) {
    const { event, data } = await send();
    if (event === 'error') return { accepted, refusal: data };
    accepted.push(data);
  }
  throw new Error('nothing was refused');
}

test('WS-14: a bucket of 20 refills evenly in 10 s; empty it refuses with retry_after_ms, and accepts after that', async () => {
  const talk = await chat.joinedTalk();
  const { accepted, refusal } = await drain(() => talk.send(talk.atAlice));
  const tookMs = Date.parse(accepted.at(-1)!.sent_at) - Date.parse(accepted[0]!.sent_at);
  expect(accepted.length).toBeGreaterThanOrEqual(burst);
  expect(accepted.length).toBeLessThanOrEqual(burst + Math.ceil(tookMs / oneMs));
  expect(refusal).toEqual({ code: 'rate_limited', message: expect.any(String), retry_after_ms: expect.any(Number) });
  expect(refusal.retry_after_ms).toBeGreaterThan(0);
  expect(refusal.retry_after_ms).toBeLessThanOrEqual(oneMs);
  await chat.wait(refusal.retry_after_ms);
  expect((await talk.send(talk.atAlice)).data.seq).toBe(accepted.length + 1);
});

test('WS-14: the bucket is of one user in one thread', async () => {
  const talk = await chat.joinedTalk();
  const { body: other } = await talk.alice.createThread(talk.bob, { id: 'other' });
  const { refusal } = await drain(() => talk.send(talk.atAlice));
  expect(refusal.code).toBe('rate_limited');
  expect((await talk.send(talk.atBob)).event).toBe('new_message');
  expect((await talk.send(talk.atAlice, 'there', { thread_id: other.id })).event).toBe('new_message');
});

test('WS-14: a repeat of an accepted message is answered, not counted', async () => {
  const talk = await chat.joinedTalk();
  const key = { client_message_id: 'a', after_seq: 0 };
  const first = await talk.send(talk.atAlice, 'once', key);
  for (let count = 0; count < burst + 5; count += 1) {
    expect((await talk.send(talk.atAlice, 'once', key)).data).toEqual(first.data);
  }
  const { accepted } = await drain(() => talk.send(talk.atAlice));
  expect(accepted.length).toBeGreaterThanOrEqual(burst - 1);
  expect((await talk.send(talk.atAlice, 'once', key)).data).toEqual(first.data);
});

test('WS-14, REST-2, SYS-7: over REST it is 429 with Retry-After in whole seconds; the marketplace is not limited', async () => {
  const talk = await chat.talk();
  const post = () => talk.alice.rest('POST', `${talk.path}messages/`, { content: 'x' });
  const answers = await Promise.all(Array.from({ length: 40 }, post));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  for (const { headers, body } of refused) {
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('retry-after')).toBe('1');
    expect(body).toMatchObject({ status: 429, code: 'rate_limited', retry_after_ms: expect.any(Number) });
  }
  const { last_seq: lastSeq } = await talk.thread(talk.alice);
  expect(lastSeq).toBe(answers.filter(({ status }) => status === 201).length);
  expect((await talk.announce()).message.seq).toBe(lastSeq + 1);
});
