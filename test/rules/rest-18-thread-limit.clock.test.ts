import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Person } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat({}, { tokenSeconds: 1_000_000 });

const limit = 20;
/** The time in which one more thread fits into the bucket. */
const oneMs = 180_000;
const refused = { status: 429, body: { code: 'rate_limited', retry_after_ms: oneMs } };

const createOne = async (by: Person, other: Person) => (await by.createThread(other, { id: randomUUID() })).status;

/** Creates `count` threads with the other one. Returns the statuses. */
async function create(by: Person, other: Person, count = limit): Promise<number[]> {
  const statuses: number[] = [];
  while (statuses.length < count) statuses.push(await createOne(by, other));
  return statuses;
}

const people = async () => [await chat.person('Alice'), await chat.person('Bob')] as const;

describe('the bucket of new threads', () => {
  test('holds 20, also of more at once, and refills evenly in an hour (REST-18)', async () => {
    const [alice, bob] = await people();
    expect(await create(alice, bob, limit - 3)).toEqual(Array(limit - 3).fill(201));
    const atOnce = await Promise.all(Array.from({ length: 6 }, () => createOne(alice, bob)));
    expect(atOnce.toSorted()).toEqual([201, 201, 201, 429, 429, 429]);
    const { headers, ...answer } = await alice.createThread(bob);
    expect(answer).toMatchObject(refused);
    expect(headers.get('retry-after')).toBe(String(oneMs / 1_000));
    await chat.wait(oneMs);
    expect(await create(alice, bob, 2)).toEqual([201, 429]);
    await chat.wait(limit * oneMs);
    expect(await create(alice, bob)).toEqual(Array(limit).fill(201));
  });

  test('is of one user: the other side creates threads with them all the same (REST-18)', async () => {
    const [alice, bob] = await people();
    await create(alice, bob);
    expect(await alice.createThread(bob)).toMatchObject(refused);
    expect((await bob.createThread(alice)).status).toBe(201);
  });

  test('is not drawn from by finding a thread, nor by bringing a deleted one back (REST-18)', async () => {
    const [alice, bob] = await people();
    const { body: thread } = await alice.createThread(bob);
    await create(alice, bob, limit - 1);
    expect(await alice.createThread(bob)).toMatchObject({ status: 200, body: { id: thread.id } });
    await alice.rest('DELETE', `/threads/${thread.id}/`);
    expect(await alice.createThread(bob)).toMatchObject({ status: 200, body: { id: thread.id } });
    await chat.wait(oneMs);
    expect(await createOne(alice, bob)).toBe(201);
  });

  test('is not drawn from by the marketplace, nor by a refused call, which adds nothing to an inbox (REST-18)', async () => {
    const [alice, bob] = await people();
    const between = { client: alice.named, freelancer: bob.named };
    const event = () => ({ event_id: randomUUID(), event: 'hire', ...between, job: { id: randomUUID() } });
    for (let count = 0; count <= limit; count += 1) await chat.invoke('system-message', event());
    expect(await create(alice, bob)).toEqual(Array(limit).fill(201));
    const before = await bob.inbox('?limit=100');
    expect(before).toHaveLength(2 * limit + 1);
    expect(await createOne(alice, bob)).toBe(429);
    expect(await bob.inbox('?limit=100')).toEqual(before);
    expect((await chat.invoke('system-message', event())).payload).toMatchObject({ thread_created: true });
    await chat.wait(oneMs);
    expect(await createOne(alice, bob)).toBe(201);
  });
});
