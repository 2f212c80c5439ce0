import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { newTalk, type Talk } from '../support/people.ts';
import type { TestSocket } from '../support/socket.ts';

let app: LocalApp;
beforeAll(async () => (app = await startApp({ CHAT_RATE_LIMIT: 'off' })));
afterAll(() => app.stop());

/** A thread with `count` messages of Bob, and a device of Alice. */
async function longTalk(
  count: number,
  content = (seq: number) => `message ${seq}`,
): Promise<Talk & { atAlice: TestSocket }> {
  const talk = await newTalk(app);
  const atBob = await talk.bob.open();
  for (let seq = 1; seq <= count; seq += 1)
    await atBob.request('send_message', { thread_id: talk.threadId, content: content(seq) });
  return { ...talk, atAlice: await talk.alice.open() };
}

const seqs = (messages: { seq: number }[]) => messages.map((message) => message.seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('WS-8: join_thread', () => {
  test('WS-8: without after_seq the newest limit messages, oldest first; has_more says whether older ones exist', async () => {
    const { threadId: thread_id, atAlice } = await longTalk(103);
    const join = async (fields: object) => (await atAlice.request('join_thread', { thread_id, ...fields })).data;
    const byDefault = await join({});
    expect([seqs(byDefault.messages), byDefault.has_more]).toEqual([range(54, 103), true]);
    const three = await join({ limit: 3 });
    expect([seqs(three.messages), three.has_more]).toEqual([[101, 102, 103], true]);
    const most = await join({ limit: 100 });
    expect([seqs(most.messages), most.has_more]).toEqual([range(4, 103), true]);
  });

  test('WS-8: has_more is false where the page begins with the first message', async () => {
    const { threadId: thread_id, atAlice } = await longTalk(3);
    for (const limit of [3, 4]) {
      const { data } = await atAlice.request('join_thread', { thread_id, limit });
      expect([seqs(data.messages), data.has_more]).toEqual([[1, 2, 3], false]);
    }
    expect((await atAlice.request('join_thread', { thread_id, limit: 2 })).data.has_more).toBe(true);
  });

  test('WS-8: with after_seq the messages after it: repeat until has_more is false and nothing is missed', async () => {
    const { threadId: thread_id, atAlice } = await longTalk(60);
    const pages: number[][] = [];
    let after = 5;
    for (let hasMore = true; hasMore;) {
      const { data } = await atAlice.request('join_thread', { thread_id, after_seq: after, limit: 20 });
      pages.push(seqs(data.messages));
      hasMore = data.has_more;
      after = data.messages.at(-1)?.seq ?? after;
      if (pages.length > 10) throw new Error('has_more never ends');
    }
    expect(pages).toEqual([range(6, 25), range(26, 45), range(46, 60)]);
    const { data } = await atAlice.request('join_thread', { thread_id, after_seq: 60 });
    expect([data.messages, data.has_more, data.thread.last_seq]).toEqual([[], false, 60]);
  });

  test('WS-8: a page holds fewer than limit so that its frame stays under 128 KB; paging still gives all', async () => {
    const large = (seq: number) => `${seq} ${'🦊'.repeat(3_990)}`;
    const { threadId: thread_id, atAlice } = await longTalk(20, large);
    let bytes = 0;
    atAlice.raw.on('message', (data) => (bytes = Math.max(bytes, Buffer.byteLength(String(data)))));
    const newest = (await atAlice.request('join_thread', { thread_id, limit: 20 })).data;
    expect(newest.messages.at(-1).seq).toBe(20);
    expect(newest.messages.length).toBeLessThan(20);
    expect(newest.has_more).toBe(true);
    const seen: number[] = [];
    for (let hasMore = true; hasMore;) {
      const { data } = await atAlice.request('join_thread', { thread_id, after_seq: seen.at(-1) ?? 0, limit: 100 });
      expect(data.messages.length).toBeGreaterThan(0);
      seen.push(...seqs(data.messages));
      hasMore = data.has_more;
    }
    expect(seen).toEqual(range(1, 20));
    expect(bytes).toBeLessThan(128 * 1024);
  });

  test('WS-8: the thread comes along as the caller sees it', async () => {
    const { alice, bob, threadId, atAlice } = await longTalk(2);
    const { data } = await atAlice.request('join_thread', { thread_id: threadId });
    expect(data.thread).toEqual(await alice.get(`/threads/${threadId}/`));
    expect(data.thread).toEqual({
      id: threadId,
      client: alice.named,
      freelancer: bob.named,
      job: null,
      created_at: expect.stringMatching(/\.\d{3}Z$/),
      last_message_at: data.messages[1].sent_at,
      is_active: true,
      last_seq: 2,
      last_message: {
        seq: 2,
        sender_id: bob.id,
        type: 'text',
        preview: 'message 2',
        sent_at: data.messages[1].sent_at,
      },
      unread_count: 2,
      read: {},
    });
  });

  test('WS-8: online in members: has joined this thread', async () => {
    const { alice, bob, threadId, atAlice } = await longTalk(1);
    const join = async (at: TestSocket) => (await at.request('join_thread', { thread_id: threadId })).data.members;
    const members = (bobIsThere: boolean) => [
      { ...alice.named, role: 'client', online: true },
      { ...bob.named, role: 'freelancer', online: bobIsThere },
    ];
    const atBob = await bob.open();
    expect(await join(atAlice)).toEqual(members(false));
    expect(await join(atBob)).toEqual(members(true));
    expect(await join(atAlice)).toEqual(members(true));
    await atBob.request('leave_thread', { thread_id: threadId });
    expect(await join(atAlice)).toEqual(members(false));
  });
});

test('WS-8: whoever joins while messages are sent misses none', async () => {
  const { bob, threadId, atAlice } = await longTalk(0);
  const atBob = await bob.open();
  const sends = range(1, 40).map((number) =>
    atBob.request('send_message', { thread_id: threadId, content: `${number}` }),
  );
  await sends[5];
  const { data } = await atAlice.request('join_thread', { thread_id: threadId });
  await Promise.all(sends);
  const pushed = (await atAlice.settled('new_message')).map((message) => message.seq);
  expect([...new Set([...seqs(data.messages), ...pushed])].sort((a, b) => a - b)).toEqual(range(1, 40));
});
