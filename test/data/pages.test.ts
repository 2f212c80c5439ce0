import { beforeAll, describe, expect, it } from 'vitest';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import { limits } from '../../protocol/limits.ts';
import { converse, type Conversation } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let talk: Conversation;
beforeAll(async () => {
  world = await createWorld();
  talk = await converse(world);
  await talk.sendMany(talk.client, 12);
});

const seqs = (messages: { seq: number }[]) => messages.map((message) => message.seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('WS-8: join_thread', () => {
  it('gives the newest messages, oldest first, and says that older ones exist', async () => {
    const joined = await world.join(talk.freelancer, talk.threadId, 'page-1', { limit: 5 });
    expect([seqs(joined.messages), joined.has_more]).toEqual([range(8, 12), true]);
  });

  it('gives all of a short thread and says that nothing is older', async () => {
    const joined = await world.join(talk.freelancer, talk.threadId, 'page-1');
    expect([seqs(joined.messages), joined.has_more]).toEqual([range(1, 12), false]);
  });

  it('gives exactly `limit` messages without saying that there is more', async () => {
    const joined = await world.join(talk.freelancer, talk.threadId, 'page-1', { limit: 12 });
    expect([seqs(joined.messages), joined.has_more]).toEqual([range(1, 12), false]);
  });

  it('with after_seq gives the messages after it, until nothing is missed', async () => {
    const seen: number[] = [];
    for (let page = 0; page < 10; page += 1) {
      const joined = await world.join(talk.freelancer, talk.threadId, 'page-1', {
        limit: 5,
        after_seq: seen.at(-1) ?? 0,
      });
      seen.push(...seqs(joined.messages));
      if (!joined.has_more) break;
    }
    expect(seen).toEqual(range(1, 12));
  });

  it.each([12, 13, Number.MAX_SAFE_INTEGER])(
    'with after_seq %d, at or beyond the last, gives nothing',
    async (after) => {
      const joined = await world.join(talk.freelancer, talk.threadId, 'page-1', { after_seq: after });
      expect([joined.messages, joined.has_more, joined.thread.last_seq]).toEqual([[], false, 12]);
    },
  );

  it('gives 100 messages where the room is full of connections', async () => {
    const crowd = await converse(world);
    for (let device = 1; device <= 8; device += 1) await world.join(crowd.client, crowd.threadId, `crowd-${device}`);
    await crowd.sendMany(crowd.client, 25);
    const joined = await world.join(crowd.freelancer, crowd.threadId, 'page-2', { limit: 25 });
    expect([seqs(joined.messages), joined.has_more]).toEqual([range(1, 25), false]);
  });

  it('gives thread, messages, has_more and members', async () => {
    const joined = await world.join(talk.freelancer, talk.threadId, 'page-1', { limit: 1 });
    expect(Object.keys(joined).sort()).toEqual(['has_more', 'members', 'messages', 'thread']);
    expect(joined.thread).toMatchObject({ id: talk.threadId, last_seq: 12, unread_count: 12 });
  });

  it('says who is online: who has joined this thread', async () => {
    const pair = await converse(world);
    const other = await converse(world, { client: pair.client, freelancer: pair.freelancer, jobId: 'other' });
    await world.join(pair.freelancer, other.threadId, 'elsewhere');
    const alone = await world.join(pair.client, pair.threadId);
    expect(alone.members.map((member) => [member.role, member.online])).toEqual([
      ['client', true],
      ['freelancer', false],
    ]);
    const together = await world.join(pair.freelancer, pair.threadId);
    expect(together.members.map((member) => member.online)).toEqual([true, true]);
  });
});

describe('WS-8: long messages', () => {
  let long: Conversation;
  beforeAll(async () => {
    long = await converse(world);
    for (let count = 0; count < 12; count += 1) await long.send(long.client, '😀'.repeat(4_000));
  });

  it('come in frames below 128 KB, and nothing is missed forward', async () => {
    const seen: number[] = [];
    for (let page = 0; page < 12; page += 1) {
      const joined = await world.join(long.freelancer, long.threadId, 'page-3', { after_seq: seen.at(-1) ?? 0 });
      expect(Buffer.byteLength(JSON.stringify(joined))).toBeLessThan(limits.messageBytes);
      seen.push(...seqs(joined.messages));
      if (!joined.has_more) break;
    }
    expect(seen).toEqual(range(1, 12));
  });

  it('leave out the oldest of the newest page, which REST then gives', async () => {
    const joined = await world.join(long.freelancer, long.threadId, 'page-3');
    expect(joined.has_more).toBe(true);
    const [first = 0] = seqs(joined.messages);
    const older = await listMessages(world.as(long.freelancer), long.threadId, { limit: 100, before_seq: first });
    expect([...seqs(older.results), ...seqs(joined.messages)]).toEqual(range(1, 12));
  });
});

describe('GET of messages', () => {
  const page = async (query: Parameters<typeof listMessages>[2]) => {
    const { results, has_more: more } = await listMessages(world.as(talk.freelancer), talk.threadId, query);
    return [seqs(results), more];
  };

  it.each([
    ['the newest', { limit: 5 }, range(8, 12), true],
    ['all', { limit: 12 }, range(1, 12), false],
    ['those before a seq', { limit: 5, before_seq: 8 }, range(3, 7), true],
    ['the first ones', { limit: 5, before_seq: 6 }, range(1, 5), false],
    ['nothing before the first', { limit: 5, before_seq: 1 }, [], false],
    ['the newest before a seq that is to come', { limit: 2, before_seq: 99 }, range(11, 12), true],
    ['those after a seq', { limit: 5, after_seq: 2 }, range(3, 7), true],
    ['the last ones after a seq', { limit: 5, after_seq: 7 }, range(8, 12), false],
    ['nothing after the last', { limit: 5, after_seq: 12 }, [], false],
    ['nothing after a seq that is to come', { limit: 5, after_seq: 999_999_999_999_999 }, [], false],
  ])('gives %s', async (_, query, expected, more) => {
    expect(await page(query)).toEqual([expected, more]);
  });

  it('gives nothing of an empty thread', async () => {
    const empty = await converse(world);
    expect(await listMessages(world.as(empty.client), empty.threadId, { limit: 50 })).toEqual({
      results: [],
      has_more: false,
    });
  });
});
