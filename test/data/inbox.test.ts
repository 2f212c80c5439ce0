import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { listThreads, type ThreadsQuery } from '../../lambdas/chat/list-threads.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { tableSchema } from '../../lambdas/data/table.ts';
import { roles } from '../../protocol/objects.ts';
import { seedThread, writeRows } from '../../measure/seed.ts';
import { converse, twoPeople } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const page = (userId: string, query: Partial<ThreadsQuery> = {}) =>
  listThreads(world.as(userId), { limit: 50, ...query });

/** The ids of the whole list, page after page. */
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

/**
 * A user with `length` threads, each with one message at the time that `atMs` returns. The ids are in the list's order.
 */
async function inboxOf(length: number, atMs: (index: number) => number): Promise<{ userId: string; ids: string[] }> {
  const { client: userId } = twoPeople();
  const threads = Array.from({ length }, (_, index) => {
    const triple = { client: { id: userId, username: userId }, freelancer: { id: `other-${index}` }, job: null };
    const firstAtMs = atMs(index);
    return { atMs: firstAtMs, ...seedThread({ triple, length: 1, firstAtMs, everyMs: 0 }) };
  });
  const rows = threads.flatMap((thread) => thread.rows);
  await writeRows(world, rows);
  const inOrder = threads.sort((a, b) => b.atMs - a.atMs || (a.thread.id < b.thread.id ? -1 : 1));
  return { userId, ids: inOrder.map(({ thread }) => thread.id) };
}

describe('the pages of GET /threads/', () => {
  test.each([7, 50, 100])(
    'of 130 threads over several hours list each once, in order, by a limit of %i',
    async (limit) => {
      const { userId, ids } = await inboxOf(130, (index) => world.clock.nowMs - index * 7 * minuteMs);
      const pages = await walk(userId, { limit });
      expect(pages.flat()).toEqual(ids);
      expect(pages.slice(0, -1).every((one) => one.length === limit)).toBe(true);
    },
  );

  test('of threads with the same time list each once', async () => {
    const { userId, ids } = await inboxOf(25, () => world.clock.nowMs - minuteMs);
    expect((await walk(userId, { limit: 4 })).flat()).toEqual(ids);
  });

  test('of 120 threads within one hour list each once, in order', async () => {
    const { userId, ids } = await inboxOf(120, (index) => world.clock.nowMs - (index % 40) * 1_000);
    expect((await walk(userId, { limit: 30 })).flat()).toEqual(ids);
  });

  test('end without a cursor if the last page is full', async () => {
    const { userId } = await inboxOf(6, (index) => world.clock.nowMs - index * hourMs);
    expect((await walk(userId, { limit: 3 })).map((ids) => ids.length)).toEqual([3, 3]);
  });

  test('skip rows of an inbox whose thread was never created', async () => {
    const talk = await converse(world);
    const user = (id: string) => ({ id, username: '' });
    const never = { id: 'never-created', client: user(talk.client), freelancer: user(talk.freelancer) };
    await world.store.touchInboxes(never, 1, roles);
    expect((await walk(talk.client, { limit: 1 })).flat()).toEqual([talk.threadId]);
  });
});

describe('REST-4: an inbox with 5,100 threads of one hour', () => {
  let userId: string;
  let ids: string[];

  beforeAll(async () => {
    userId = twoPeople().client;
    const threads = Array.from({ length: 5_100 }, (_, index) => {
      const triple = { client: { id: userId, username: userId }, freelancer: { id: `flood-${index}` }, job: null };
      return seedThread({ triple, length: 0, firstAtMs: world.clock.nowMs - (index % 100) * 1_000 });
    });
    ids = threads.map(({ thread }) => thread.id);
    await writeRows(
      world,
      threads.flatMap(({ rows }) => rows.filter(({ PK }) => !String(PK).startsWith('U#flood'))),
    );
  });

  test('costs at most 40 read units for a page of 50', async () => {
    const cost = await world.meter.of(async () => expect((await page(userId)).results).toHaveLength(50));
    expect(cost.roundTrips).toBeLessThanOrEqual(3);
    expect(cost.readUnits).toBeLessThanOrEqual(40);
  });

  test('lists each thread once, and goes on after a thread that has left its place', async () => {
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const { results, next_cursor: next } = await page(userId, { limit: 100, cursor });
      listed.push(...results.map(({ id }) => id));
      cursor = next ?? undefined;
      // The row that the cursor names.
      if (listed.length % 1_000 === 0) await world.store.dropFromInbox(userId, listed.at(-1)!);
    } while (cursor !== undefined && listed.length < 6_000);
    expect(listed.toSorted()).toEqual(ids.toSorted());
  });
});

describe('the is_active filter', () => {
  test('finds nothing among 400 threads in at most 4 pages of 10 round trips, however few are asked for', async () => {
    const { userId } = await inboxOf(400, (index) => world.clock.nowMs - index * hourMs);
    let cursor: string | undefined;
    for (let pages = 1; pages === 1 || cursor !== undefined; pages += 1) {
      const cost = await world.meter.of(async () => {
        const { results, next_cursor: next } = await page(userId, { limit: 1, is_active: false, cursor });
        expect(results).toEqual([]);
        cursor = next ?? undefined;
      });
      expect(cost.roundTrips).toBeLessThanOrEqual(10);
      expect(pages).toBeLessThanOrEqual(4);
    }
  });

  test('lists only active threads, or only the others, page by page', async () => {
    const { client } = twoPeople();
    const active: string[] = [];
    const inactive: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      world.clock.nowMs += 20 * minuteMs;
      const talk = await converse(world, { client, freelancer: `filter-${count}` });
      if (count % 3 === 0) await setActive(world.as(client), talk.threadId, false);
      (count % 3 === 0 ? inactive : active).unshift(talk.threadId);
    }
    expect((await walk(client, { limit: 3, is_active: true })).flat()).toEqual(active);
    expect((await walk(client, { limit: 3, is_active: false })).flat()).toEqual(inactive);
  });
});

test('the index holds only rows of inboxes, so that moving a thread costs no more than these two rows', async () => {
  const talk = await converse(world);
  await talk.send(talk.client);
  const { Items } = await world.documents.send(
    new ScanCommand({ TableName: world.tableName, IndexName: tableSchema.inboxIndex.name }),
  );
  expect(Items?.length).toBeGreaterThan(0);
  expect(Items?.filter(({ PK, SK }) => !String(PK).startsWith('U#') || !String(SK).startsWith('T#'))).toEqual([]);
});
