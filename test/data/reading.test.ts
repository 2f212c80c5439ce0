import { beforeAll, describe, expect, it } from 'vitest';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import { listReads } from '../../lambdas/chat/list-reads.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import { converse, type Conversation } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const iso = (ms: number) => new Date(ms).toISOString();

describe('WS-11: mark_as_read', () => {
  it('counts the messages of others that became read by this call, not the own ones', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.client, 2);
    await talk.sendMany(talk.freelancer, 3);
    const { client: user } = talk;
    const read = { count: 3, up_to_seq: 5, read_at: iso(world.clock.nowMs) };
    expect(await talk.read(user)).toEqual({ thread_id: talk.threadId, user_id: user, user, ...read });
    expect((await talk.thread(talk.client)).unread_count).toBe(0);
    expect((await talk.thread(talk.freelancer)).unread_count).toBe(2);
  });

  it('up to a seq counts those up to it, and the rest stays unread', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 12);
    expect(await talk.read(talk.client, 4)).toMatchObject({ count: 4, up_to_seq: 4 });
    expect((await talk.thread(talk.client)).unread_count).toBe(8);
    expect(await talk.read(talk.client, 11)).toMatchObject({ count: 7, up_to_seq: 11 });
  });

  it('counts only the part that is new', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 2);
    await talk.read(talk.client);
    await talk.sendMany(talk.freelancer, 3);
    expect(await talk.read(talk.client)).toMatchObject({ count: 3, up_to_seq: 5 });
  });

  it('beyond the last message means the last', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 2);
    expect(await talk.read(talk.client, Number.MAX_SAFE_INTEGER)).toMatchObject({ count: 2, up_to_seq: 2 });
    await talk.send(talk.freelancer);
    expect((await talk.thread(talk.client)).unread_count).toBe(1);
  });

  it.each([
    ['repeating', 3],
    ['going back', 1],
  ])('%s gives 0 and changes nothing', async (_, upTo) => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 4);
    const first = await talk.read(talk.client, 3);
    const before = await talk.thread(talk.client);
    world.clock.nowMs += 60_000;
    expect(await talk.read(talk.client, upTo)).toEqual({ ...first, count: 0 });
    expect(await talk.thread(talk.client)).toEqual(before);
  });

  it('in an empty thread gives 0 and leaves no mark', async () => {
    const talk = await converse(world);
    expect(await talk.read(talk.client)).toMatchObject({ count: 0, up_to_seq: 0 });
    expect((await talk.thread(talk.client)).read).toEqual({});
  });

  it('up to 0 gives 0 and leaves no mark', async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    expect(await talk.read(talk.client, 0)).toMatchObject({ count: 0, up_to_seq: 0 });
    expect((await talk.thread(talk.client)).read).toEqual({});
  });

  it('leaves out messages that do not count as unread', async () => {
    const talk = await converse(world);
    await talk.announce();
    await talk.announce({ counts_as_unread: false });
    await talk.send(talk.freelancer);
    expect((await talk.thread(talk.client)).unread_count).toBe(2);
    expect(await talk.read(talk.client)).toMatchObject({ count: 2, up_to_seq: 3 });
  });

  it('moves over a message that does not count, so that it is read as well', async () => {
    const talk = await converse(world);
    await talk.announce({ counts_as_unread: false });
    expect(await talk.read(talk.client)).toMatchObject({ count: 0, up_to_seq: 1 });
    const { results } = await listMessages(world.as(talk.client), talk.threadId, { limit: 1 });
    expect(results[0]?.is_read).toBe(true);
  });

  it('of two devices at once counts each message once', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 6);
    const reads = await Promise.all([
      talk.read(talk.client),
      talk.read(talk.client, 3),
      talk.read(talk.client),
      talk.read(talk.client, 5),
    ]);
    expect(reads.reduce((sum, read) => sum + read.count, 0)).toBe(6);
    expect((await talk.thread(talk.client)).unread_count).toBe(0);
  });

  it('leaves to another device what that has read between the look and the mark', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 6);
    const store: typeof world.store = {
      ...world.store,
      async writeMark(...given) {
        await talk.read(talk.client, 4);
        return world.store.writeMark(...given);
      },
    };
    expect(await markAsRead({ ...world.as(talk.client), store }, talk.threadId)).toMatchObject({
      count: 2,
      up_to_seq: 6,
    });
  });

  it('gives 0 where another device has read further between the look and the mark', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 6);
    const store: typeof world.store = {
      ...world.store,
      async writeMark(...given) {
        await talk.read(talk.client);
        return world.store.writeMark(...given);
      },
    };
    expect(await markAsRead({ ...world.as(talk.client), store }, talk.threadId, 4)).toMatchObject({
      count: 0,
      up_to_seq: 6,
    });
  });

  it('shows in `read` of the thread how far each has read, and when', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 2);
    await talk.read(talk.client, 1);
    expect((await talk.thread(talk.freelancer)).read).toEqual({
      [talk.client]: { up_to_seq: 1, read_at: iso(world.clock.nowMs) },
    });
  });

  it('makes messages read up to the mark for both', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.freelancer, 3);
    await talk.read(talk.client, 2);
    for (const userId of [talk.client, talk.freelancer]) {
      const { results } = await listMessages(world.as(userId), talk.threadId, { limit: 50 });
      expect(results.map((message) => message.is_read)).toEqual([true, true, false]);
    }
  });
});

describe('GET of reads', () => {
  const reads = async (talk: Conversation, seq: number) =>
    (await listReads(world.as(talk.client), talk.threadId, seq)).results.map(({ user, read_at: at }) => [user.id, at]);

  it('says of each stretch of messages when it was read', async () => {
    const talk = await converse(world);
    await talk.sendMany(talk.client, 5);
    const first = (world.clock.nowMs += 60_000);
    await talk.read(talk.freelancer, 2);
    const second = (world.clock.nowMs += 60_000);
    await talk.read(talk.freelancer, 4);
    world.clock.nowMs += 60_000;
    await talk.read(talk.freelancer, 3);
    const expected = [first, first, second, second].map((at) => [[talk.freelancer, iso(at)]]);
    expect(await Promise.all([1, 2, 3, 4, 5].map((seq) => reads(talk, seq)))).toEqual([...expected, []]);
  });

  it('never names the sender', async () => {
    const talk = await converse(world);
    await talk.send(talk.client);
    await talk.read(talk.client);
    expect(await reads(talk, 1)).toEqual([]);
  });

  it('of a marketplace message names each who has read it', async () => {
    const talk = await converse(world);
    await talk.announce();
    await talk.read(talk.client);
    await talk.read(talk.freelancer);
    expect((await reads(talk, 1)).map(([id]) => id)).toEqual([talk.client, talk.freelancer]);
  });

  it.each([1, 999])('is not_found where there is no message %d', async (seq) => {
    const talk = await converse(world);
    await expect(listReads(world.as(talk.client), talk.threadId, seq)).rejects.toMatchObject({ code: 'not_found' });
  });
});
