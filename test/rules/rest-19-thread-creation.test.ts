import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Person } from '../support/people.ts';
import { setUpChat } from './driver/chat.ts';

/** The other side of `createThread`, in which the caller is the client. */
const createAsFreelancer = (by: Person, client: Person) =>
  by.rest('POST', '/threads/', { client: client.named, freelancer: by.named });

const forbidden = { status: 403, body: { code: 'forbidden' } };

describe('only the client creates', () => {
  const chat = setUpChat({ CHAT_THREAD_CREATION: 'client' });

  test('REST-19: a freelancer does not, and is given the thread that the client has created', async () => {
    const [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
    expect(await createAsFreelancer(bob, alice)).toMatchObject(forbidden);
    expect(await alice.inbox()).toEqual([]);
    const { status, body: thread } = await alice.createThread(bob);
    expect(status).toBe(201);
    expect(await createAsFreelancer(bob, alice)).toMatchObject({ status: 200, body: { id: thread.id } });
  });
});

describe('only the marketplace creates', () => {
  const chat = setUpChat({ CHAT_THREAD_CREATION: 'marketplace' });

  test('REST-19: nobody does by REST, and both are given the thread that the marketplace has created', async () => {
    const [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
    expect(await alice.createThread(bob)).toMatchObject(forbidden);
    expect(await createAsFreelancer(bob, alice)).toMatchObject(forbidden);
    const event = { event_id: randomUUID(), event: 'hire', client: alice.named, freelancer: bob.named };
    expect((await chat.invoke('system-message', event)).payload).toMatchObject({ thread_created: true });
    expect((await alice.createThread(bob)).status).toBe(200);
    expect((await createAsFreelancer(bob, alice)).status).toBe(200);
  });
});
