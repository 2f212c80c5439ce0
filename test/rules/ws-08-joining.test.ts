import { describe, expect, test } from 'vitest';
import { noLimits } from '../../measure/no-limits.ts';
import type { Device } from '../support/device.ts';
import type { Talk } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat(noLimits);

const seqs = (messages: { seq: number }[]) => messages.map((message) => message.seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** A thread with `count` messages of Bob, and a device of Alice outside it. */
async function longTalk(count: number, content?: string): Promise<Talk & { device: Device }> {
  const talk = await chat.talk();
  for (let sent = 0; sent < count; sent += 1) await talk.say(talk.bob, content);
  return Object.assign(talk, { device: await talk.alice.connect() });
}

const join = async ({ device, threadId }: { device: Device; threadId: string }, fields: object = {}) =>
  (await device.request('join_thread', { thread_id: threadId, ...fields })).data;

/** Joins again and again after the last message that it got. Returns the pages. */
async function catchUp(talk: Talk & { device: Device }, after: number, limit: number): Promise<number[][]> {
  const pages: number[][] = [];
  for (let hasMore = true, from = after; hasMore;) {
    const page = await join(talk, { after_seq: from, limit });
    pages.push(seqs(page.messages));
    hasMore = page.has_more;
    from = page.messages.at(-1)?.seq ?? from;
    if (pages.length > 100) throw new Error('has_more never becomes false');
  }
  return pages;
}

describe('join_thread', () => {
  test('WS-8: without after_seq returns the newest limit messages, oldest first', async () => {
    const talk = await longTalk(103);
    const page = async (fields: object) => {
      const { messages, has_more: hasMore } = await join(talk, fields);
      return [seqs(messages), hasMore];
    };
    expect(await page({})).toEqual([range(54, 103), true]);
    expect(await page({ limit: 3 })).toEqual([range(101, 103), true]);
    expect(await page({ limit: 100 })).toEqual([range(4, 103), true]);
  });

  test('WS-8: has_more is false if the page begins with the first message', async () => {
    const talk = await longTalk(3);
    for (const [limit, hasMore] of [
      [2, true],
      [3, false],
      [4, false],
    ]) {
      expect((await join(talk, { limit })).has_more).toBe(hasMore);
    }
  });

  test('WS-8: repeated with after_seq until has_more is false, nothing is missed', async () => {
    const talk = await longTalk(30);
    expect(await catchUp(talk, 5, 10)).toEqual([range(6, 15), range(16, 25), range(26, 30)]);
  });

  test.each([5, 6, Number.MAX_SAFE_INTEGER])(
    'WS-8: with after_seq %d, the last message or beyond it, returns no messages',
    async (after_seq) => {
      const page = await join(await longTalk(5), { after_seq });
      expect([page.messages, page.has_more, page.thread.last_seq]).toEqual([[], false, 5]);
    },
  );

  test('WS-8: a page holds fewer messages than limit so that its frame stays under 128 KB', async () => {
    const talk = await longTalk(12, '🦊'.repeat(4_000));
    const newest = await join(talk);
    expect(newest.messages.at(-1).seq).toBe(12);
    expect(newest.has_more).toBe(true);
    expect(newest.messages.length).toBeLessThan(12);
    const pages = await catchUp(talk, 0, 100);
    expect(pages.flat()).toEqual(range(1, 12));
    for (const frame of talk.device.frames) expect(Buffer.byteLength(JSON.stringify(frame))).toBeLessThan(128 * 1024);
    const older = await talk.messages(talk.alice, `limit=100&before_seq=${newest.messages[0].seq}`);
    expect([...seqs(older), ...seqs(newest.messages)]).toEqual(range(1, 12));
  });

  test('WS-8: returns the full page in a room that holds many connections', async () => {
    const talk = await longTalk(25);
    for (let count = 0; count < 8; count += 1) await talk.bob.join(talk.threadId);
    const page = await join(talk, { limit: 25 });
    expect([seqs(page.messages), page.has_more]).toEqual([range(1, 25), false]);
  });

  test('WS-8: returns the thread as the caller sees it, every field of it', async () => {
    const talk = await longTalk(2, 'hello');
    const page = await join(talk);
    expect(Object.keys(page).sort()).toEqual(['has_more', 'members', 'messages', 'thread']);
    expect(page.thread).toEqual(await talk.thread(talk.alice));
    expect(page.thread).toEqual({
      id: talk.threadId,
      client: talk.alice.named,
      freelancer: talk.bob.named,
      job: null,
      created_at: expect.stringMatching(/\.\d{3}Z$/),
      last_message_at: page.messages[1].sent_at,
      is_active: true,
      closed_by: null,
      me: { muted_until: null, pinned: false, archived: false, marked_unread: false, blocked: false },
      last_seq: 2,
      last_message: {
        seq: 2,
        sender_id: talk.bob.id,
        type: 'text',
        preview: 'hello',
        attachment: null,
        sent_at: page.messages[1].sent_at,
      },
      unread_count: 2,
      read: {},
    });
  });

  test('WS-8: online in members says who has joined this thread', async () => {
    const talk = await longTalk(0);
    const { body: other } = await talk.alice.createThread(talk.bob, { id: 'other' });
    const atBob = await talk.bob.join(other.id);
    const members = (bobIsThere: boolean) => [
      { ...talk.alice.named, role: 'client', online: true },
      { ...talk.bob.named, role: 'freelancer', online: bobIsThere },
    ];
    expect((await join(talk)).members).toEqual(members(false));
    expect((await join({ device: atBob, threadId: talk.threadId })).members).toEqual(members(true));
    expect((await join(talk)).members).toEqual(members(true));
    await atBob.request('leave_thread', { thread_id: talk.threadId });
    expect((await join(talk)).members).toEqual(members(false));
  });

  test('WS-8: who joins while messages are sent misses none', async () => {
    const talk = await longTalk(0);
    const atBob = await talk.bob.connect();
    const sends = range(1, 40).map((number) => talk.send(atBob, `${number}`));
    await sends[5];
    const { messages } = await join(talk);
    await Promise.all(sends);
    const pushed = seqs(await talk.device.received('new_message'));
    expect([...new Set([...seqs(messages), ...pushed])].sort((a, b) => a - b)).toEqual(range(1, 40));
  });
});

describe('GET /threads/{id}/messages/', () => {
  test('REST-9: lists {results, has_more}, oldest first, by limit, before_seq or after_seq', async () => {
    const talk = await longTalk(7);
    const page = async (query: string) => {
      const { results, has_more: hasMore } = await talk.bob.get(`${talk.path}messages/?${query}`);
      return [seqs(results), hasMore];
    };
    expect(await page('')).toEqual([range(1, 7), false]);
    expect(await page('limit=3')).toEqual([range(5, 7), true]);
    expect(await page('limit=7')).toEqual([range(1, 7), false]);
    expect(await page('limit=3&before_seq=5')).toEqual([range(2, 4), true]);
    expect(await page('limit=3&before_seq=4')).toEqual([range(1, 3), false]);
    expect(await page('before_seq=1')).toEqual([[], false]);
    expect(await page('limit=2&before_seq=99')).toEqual([[6, 7], true]);
    expect(await page('limit=3&after_seq=0')).toEqual([range(1, 3), true]);
    expect(await page('limit=3&after_seq=4')).toEqual([range(5, 7), false]);
    for (const after of [7, 99, 999_999_999_999_999]) expect(await page(`after_seq=${after}`)).toEqual([[], false]);
  });

  test('REST-9: with around_seq has half before it and half from it on, and says what remains on both sides', async () => {
    const talk = await longTalk(7);
    const page = async (query: string) => {
      const body = await talk.bob.get(`${talk.path}messages/?${query}`);
      return [seqs(body.results), body.has_more, body.has_newer];
    };
    expect(await page('around_seq=4&limit=4')).toEqual([range(2, 5), true, true]);
    expect(await page('around_seq=4&limit=3')).toEqual([range(3, 5), true, true]);
    expect(await page('around_seq=4&limit=1')).toEqual([[4], true, true]);
    expect(await page('around_seq=4')).toEqual([range(1, 7), false, false]);
    expect(await page('around_seq=1&limit=4')).toEqual([range(1, 2), false, true]);
    expect(await page('around_seq=7&limit=4')).toEqual([range(5, 7), true, false]);
    expect(await page('around_seq=99&limit=4')).toEqual([range(6, 7), true, false]);
    expect(await page('around_seq=99&limit=1')).toEqual([[], true, false]);
    const empty = await chat.talk();
    const nothing = { results: [], has_more: false, has_newer: false };
    expect(await empty.alice.get(`${empty.path}messages/?around_seq=1`)).toEqual(nothing);
  });

  test('REST-9: a page holds fewer messages than limit so that it stays under 128 KB, and none is missed', async () => {
    const talk = await longTalk(12, '🦊'.repeat(4_000));
    const page = async (query: string): Promise<{ results: { seq: number }[]; has_more: boolean }> => {
      const { body } = await talk.alice.rest('GET', `${talk.path}messages/?limit=100&${query}`);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(128 * 1024);
      return body;
    };
    const first = await page('after_seq=0');
    const rest = await page(`after_seq=${first.results.at(-1)!.seq}`);
    expect([first.has_more, rest.has_more]).toEqual([true, false]);
    expect(seqs([...first.results, ...rest.results])).toEqual(range(1, 12));
    const newest = await page('');
    const older = await page(`before_seq=${newest.results[0]!.seq}`);
    expect([newest.has_more, older.has_more]).toEqual([true, false]);
    expect(seqs([...older.results, ...newest.results])).toEqual(range(1, 12));
  });

  test('REST-9: is empty for an empty thread', async () => {
    const talk = await chat.talk();
    expect(await talk.alice.get(`${talk.path}messages/`)).toEqual({ results: [], has_more: false });
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['before_seq=0', 'before_seq'],
    ['after_seq=-1', 'after_seq'],
    ['after_seq=1.5', 'after_seq'],
    ['before_seq=3&after_seq=1', 'before_seq'],
    ['after_seq=3&around_seq=1', 'after_seq'],
    ['around_seq=0', 'around_seq'],
  ])('REST-9: with %s is bad_request naming the field', async (query, field) => {
    const talk = await chat.talk();
    const { status, body } = await talk.alice.rest('GET', `${talk.path}messages/?${query}`);
    expect([status, body.code, body.details[0].field]).toEqual([400, 'bad_request', field]);
  });
});
