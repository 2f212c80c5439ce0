import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { listThreads, type ThreadsQuery } from '../../lambdas/chat/list-threads.ts';
import { encodeCursor } from '../../lambdas/chat/inbox/cursor.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { tableSchema } from '../../lambdas/data/table.ts';
import { converse, twoPeople } from '../support/conversation.ts';
import { seedThread, writeRows } from '../../measure/seed.ts';
import { createWorld, type World } from '../support/world.ts';

const hourMs = 3_600_000;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const page = (userId: string, query: Partial<ThreadsQuery> = {}) =>
  listThreads(world.as(userId), { limit: 50, ...query });

/** The whole list by cursors, page after page. */
async function walk(userId: string, query: Partial<ThreadsQuery>): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  for (let count = 0; count < 200; count += 1) {
    const { results, next_cursor: next } = await page(userId, { ...query, cursor });
    pages.push(results.map((thread) => thread.id));
    if (next === null) return pages;
    cursor = next;
  }
  throw new Error('the list has no end');
}

/** A user with one thread for each of the given times of its last message, by their ids in the order of the list. */
async function inboxOf(timesMs: number[]): Promise<{ userId: string; expected: string[] }> {
  const { client: userId } = twoPeople();
  const threads = timesMs.map((atMs, index) => {
    const triple = { client: { id: userId, username: userId }, freelancer: { id: `other-${index}` }, job: null };
    return { atMs, ...seedThread({ triple, length: 1, firstAtMs: atMs, everyMs: 0 }) };
  });
  await writeRows(
    world,
    threads.flatMap(({ rows }) => rows),
  );
  const inOrder = threads.sort((a, b) => b.atMs - a.atMs || (a.thread.id < b.thread.id ? -1 : 1));
  return { userId, expected: inOrder.map(({ thread }) => thread.id) };
}

describe('GET of threads', () => {
  it('has the newest last_message_at first, a new thread by its creation', async () => {
    const { client } = twoPeople();
    const ids: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      world.clock.nowMs += 1_000;
      ids.unshift((await converse(world, { client, freelancer: `list-${count}` })).threadId);
    }
    expect((await page(client)).results.map((thread) => thread.id)).toEqual(ids);
  });

  it('moves a thread to the top when something is said in it, within an hour and after it', async () => {
    const { client } = twoPeople();
    const talks = [
      await converse(world, { client, freelancer: 'm-1' }),
      await converse(world, { client, freelancer: 'm-2' }),
      await converse(world, { client, freelancer: 'm-3' }),
    ];
    const [first] = talks;
    for (const waitMs of [1_000, 3 * hourMs]) {
      world.clock.nowMs += waitMs;
      for (const talk of talks) {
        world.clock.nowMs += 10;
        await talk.send(client);
      }
      world.clock.nowMs += 10;
      await first?.send('m-1');
      expect((await page(client)).results.map((thread) => thread.id)[0]).toBe(first?.threadId);
    }
  });

  it('shows each thread as the caller sees it', async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    const { results } = await page(talk.client);
    expect(results).toEqual([await talk.thread(talk.client)]);
    expect(results[0]?.unread_count).toBe(1);
  });

  it('is empty, without a cursor, for who has none', async () => {
    expect(await page('nobody')).toEqual({ results: [], next_cursor: null });
  });

  it('shows the own name of the token, whatever somebody else has called the caller', async () => {
    const { client, freelancer } = twoPeople();
    await createThread(world.as(client), { client: { id: client }, freelancer: { id: freelancer, username: 'Bobby' } });
    const { results } = await listThreads(world.as(freelancer, { username: 'Robert' }), { limit: 50 });
    expect(results[0]?.freelancer.username).toBe('Robert');
  });
});

describe('pages of threads', () => {
  it('of 130 threads over several hours give each once, in order, whatever the limit', async () => {
    const times = Array.from({ length: 130 }, (_, index) => world.clock.nowMs - index * 7 * 60_000);
    const { userId, expected } = await inboxOf(times);
    for (const limit of [7, 50, 100]) {
      const pages = await walk(userId, { limit });
      expect(pages.flat()).toEqual(expected);
      expect(pages.slice(0, -1).every((ids) => ids.length === limit)).toBe(true);
    }
  });

  it('of threads that tie in time give each once', async () => {
    const { userId, expected } = await inboxOf(Array.from({ length: 25 }, () => world.clock.nowMs - 60_000));
    expect((await walk(userId, { limit: 4 })).flat()).toEqual(expected);
  });

  it('of 120 threads within one hour give each once, in order', async () => {
    const { userId, expected } = await inboxOf(
      Array.from({ length: 120 }, (_, index) => world.clock.nowMs - (index % 40) * 1_000),
    );
    expect((await walk(userId, { limit: 30 })).flat()).toEqual(expected);
  });

  it('end without a cursor where the last page is full', async () => {
    const { userId } = await inboxOf(Array.from({ length: 6 }, (_, index) => world.clock.nowMs - index * hourMs));
    expect((await walk(userId, { limit: 3 })).map((ids) => ids.length)).toEqual([3, 3]);
  });

  it('lose nothing that was there when something is said between two pages', async () => {
    const { client } = twoPeople();
    const talks = [];
    for (let count = 0; count < 6; count += 1) {
      world.clock.nowMs += hourMs;
      talks.push(await converse(world, { client, freelancer: `between-${count}` }));
    }
    const first = await page(client, { limit: 3 });
    await talks[5]?.send(client);
    const second = await page(client, { limit: 3, cursor: first.next_cursor ?? '' });
    const seen = [...first.results, ...second.results].map((thread) => thread.id);
    expect(new Set(seen)).toEqual(new Set(talks.map((talk) => talk.threadId)));
  });

  it('pass over rows of an inbox whose thread was never made', async () => {
    const talk = await converse(world);
    await world.store.touchInboxes(
      {
        id: 'never-made',
        client: { id: talk.client, username: '' },
        freelancer: { id: talk.freelancer, username: '' },
      },
      1,
    );
    expect((await walk(talk.client, { limit: 1 })).flat()).toEqual([talk.threadId]);
  });

  it("can be asked for with a cursor of another user's list: it is a place, not a key", async () => {
    const talk = await converse(world);
    const other = await converse(world);
    const cursor = encodeCursor({ step: 2 ** 40, atMs: 2 ** 50, id: other.threadId });
    expect((await page(talk.client, { cursor })).results.map((thread) => thread.id)).toEqual([talk.threadId]);
  });

  it('refuse what is no cursor with bad_request', async () => {
    await expect(page('nobody', { cursor: 'nonsense' })).rejects.toMatchObject({
      code: 'bad_request',
      details: [{ field: 'cursor' }],
    });
  });
});

describe('the index', () => {
  it('has the rows of the inboxes alone, so that a thread moves in it for no more than both of them', async () => {
    const talk = await converse(world);
    await talk.send(talk.client);
    const { Items } = await world.documents.send(
      new ScanCommand({ TableName: world.tableName, IndexName: tableSchema.inboxIndex.name }),
    );
    expect(Items?.length).toBeGreaterThan(0);
    expect(Items?.filter(({ PK, SK }) => !String(PK).startsWith('U#') || !String(SK).startsWith('T#'))).toEqual([]);
  });
});

describe('the is_active filter', () => {
  it('finds nothing among 400 threads with few calls, however few are asked for', async () => {
    const { userId } = await inboxOf(Array.from({ length: 400 }, (_, index) => world.clock.nowMs - index * hourMs));
    const cost = await world.meter.of(async () =>
      expect(await page(userId, { limit: 1, is_active: false })).toEqual({ results: [], next_cursor: null }),
    );
    expect(cost.roundTrips).toBeLessThanOrEqual(16);
  });

  it('gives only those that are active, or only those that are not, page by page', async () => {
    const { client } = twoPeople();
    const active: string[] = [];
    const inactive: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      world.clock.nowMs += 20 * 60_000;
      const talk = await converse(world, { client, freelancer: `filter-${count}` });
      if (count % 3 === 0) await setActive(world.as(client), talk.threadId, false);
      (count % 3 === 0 ? inactive : active).unshift(talk.threadId);
    }
    expect((await walk(client, { limit: 3, is_active: true })).flat()).toEqual(active);
    expect((await walk(client, { limit: 3, is_active: false })).flat()).toEqual(inactive);
  });
});
