import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { joinedTalk, newTalk, Person } from '../support/people.ts';

/** The bucket's size, and the time in which one more message fits into it. */
const [burst, oneMs] = [20, 500];

let app: LocalApp;
beforeAll(async () => (app = await startApp()));
afterAll(() => app.stop());

/** Sends until one is refused; gives those that were accepted, and the refusal. */
async function drain(send: (number: number) => Promise<{ event: string; data: any }>) {
  const accepted = [];
  for (let number = 1; number <= 200; number += 1) {
    const reply = await send(number);
    if (reply.event === 'error') return { accepted, refusal: reply.data };
    accepted.push(reply.data);
  }
  throw new Error('nothing was refused');
}

describe('WS-14: the rate limit', () => {
  test('WS-14: a bucket of 20 that refills evenly in 10 s; empty: rate_limited with retry_after_ms, then it is accepted', async () => {
    const { threadId, atAlice } = await joinedTalk(app);
    const send = (content: string) => atAlice.request('send_message', { thread_id: threadId, content });
    const { accepted, refusal } = await drain((number) => send(`${number}`));
    const tookMs = Date.parse(accepted.at(-1).sent_at) - Date.parse(accepted[0].sent_at);
    expect(accepted.length).toBeGreaterThanOrEqual(burst);
    expect(accepted.length).toBeLessThanOrEqual(burst + Math.ceil(tookMs / oneMs));
    expect(refusal).toEqual({ code: 'rate_limited', message: expect.any(String), retry_after_ms: expect.any(Number) });
    expect(refusal.retry_after_ms).toBeGreaterThan(0);
    expect(refusal.retry_after_ms).toBeLessThanOrEqual(oneMs);
    // The rule is a time: there is nothing else to wait for.
    await sleep(refusal.retry_after_ms);
    expect((await send('after the wait')).data.seq).toBe(accepted.length + 1);
  });

  test('WS-14: of one user in one thread: other threads and the other user are not held up', async () => {
    const { alice, threadId, atAlice, atBob } = await joinedTalk(app);
    const carol = await Person.create(app, 'Carol');
    const other = (await alice.rest('POST', '/threads/', { client: alice.named, freelancer: carol.named })).body;
    const { refusal } = await drain((number) =>
      atAlice.request('send_message', { thread_id: threadId, content: `${number}` }),
    );
    expect(refusal.code).toBe('rate_limited');
    expect((await atBob.request('send_message', { thread_id: threadId, content: 'x' })).event).toBe('new_message');
    expect((await atAlice.request('send_message', { thread_id: other.id, content: 'x' })).event).toBe('new_message');
  });

  test('WS-14: a repeat of an accepted message is answered, not counted', async () => {
    const { threadId, atAlice } = await joinedTalk(app);
    const first = await atAlice.request('send_message', {
      thread_id: threadId,
      content: 'x',
      client_message_id: 'a',
      after_seq: 0,
    });
    const repeat = () =>
      atAlice.request('send_message', { thread_id: threadId, content: 'x', client_message_id: 'a', after_seq: 0 });
    for (let count = 0; count < burst + 5; count += 1) expect((await repeat()).data).toEqual(first.data);
    const { accepted } = await drain((number) =>
      atAlice.request('send_message', { thread_id: threadId, content: `${number}` }),
    );
    expect(accepted.length).toBeGreaterThanOrEqual(burst - 1);
    expect((await repeat()).data).toEqual(first.data);
  });

  test('WS-14: at REST 429 with Retry-After in whole seconds; the marketplace is not limited', async () => {
    const { alice, threadId } = await newTalk(app);
    const path = `/threads/${threadId}/messages/`;
    const answers = await Promise.all(Array.from({ length: 40 }, () => alice.rest('POST', path, { content: 'x' })));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers, body } of refused) {
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(body).toMatchObject({ status: 429, code: 'rate_limited', retry_after_ms: expect.any(Number) });
      expect(headers.get('retry-after')).toBe('1');
    }
    const { last_seq } = await alice.get(`/threads/${threadId}/`);
    expect(last_seq).toBe(answers.filter((answer) => answer.status === 201).length);
    const { payload } = await app.invoke('system-message', {
      event_id: `e-${threadId}`,
      event: 'system',
      thread_id: threadId,
    });
    expect(payload.message.seq).toBe(last_seq + 1);
  });
});

describe('WS-16: is_active: false', () => {
  test('WS-16: reading works, send_message gets thread_inactive', async () => {
    const { alice, bob, threadId, atAlice, atBob } = await joinedTalk(app);
    await atAlice.request('send_message', { thread_id: threadId, content: 'before', client_message_id: 'a' });
    await alice.rest('PATCH', `/threads/${threadId}/`, { is_active: false });
    for (const at of [atAlice, atBob]) {
      expect((await at.request('send_message', { thread_id: threadId, content: 'x' })).data.code).toBe(
        'thread_inactive',
      );
    }
    const { status, body } = await bob.rest('POST', `/threads/${threadId}/messages/`, { content: 'x' });
    expect([status, body.code]).toEqual([409, 'thread_inactive']);
    expect((await atBob.request('join_thread', { thread_id: threadId })).data).toMatchObject({
      thread: { is_active: false, last_seq: 1 },
      messages: [{ content: 'before' }],
    });
    expect((await atBob.request('mark_as_read', { thread_id: threadId })).data.count).toBe(1);
    expect(
      (await atAlice.request('send_message', { thread_id: threadId, content: 'before', client_message_id: 'a' })).data
        .seq,
    ).toBe(1);
    await bob.rest('PATCH', `/threads/${threadId}/`, { is_active: true });
    expect((await atAlice.request('send_message', { thread_id: threadId, content: 'after' })).data.seq).toBe(2);
  });
});
