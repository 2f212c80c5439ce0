import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SystemEventResult } from '../../protocol/system-event.ts';
import { setUpChat } from './driver/chat.ts';

const chat = setUpChat();

const eventOf = (fields: object) => ({ event_id: randomUUID(), event: 'system', content: 'News', ...fields });
const twoPeople = async () => [await chat.person('Alice'), await chat.person('Bob')] as const;

async function invoke(event: object): Promise<SystemEventResult> {
  const { functionError, payload } = await chat.invoke('system-message', event);
  expect([functionError, payload.errorMessage]).toEqual([null, undefined]);
  return payload as SystemEventResult;
}

describe('an event for a triple', () => {
  test('SYS-3: creates the thread with the names that it gives, and notifies both', async () => {
    const [alice, bob] = await twoPeople();
    const devices = [await alice.connect(), await bob.connect()];
    const triple = { client: alice.named, freelancer: bob.named, job: { id: 'logo', title: 'A logo' } };
    const metadata = { rate: 40, currency: 'USD', team: 'x' };
    const result = await invoke(eventOf({ event: 'hire', content: undefined, ...triple, metadata }));
    expect(result).toEqual({
      thread_id: expect.any(String),
      thread_created: true,
      duplicate: false,
      message: {
        id: expect.any(String),
        thread_id: result.thread_id,
        seq: 1,
        revision: 0,
        sender: null,
        type: 'system',
        content: 'Alice hired Bob for “A logo” at a rate of 40 USD.',
        sent_at: expect.stringMatching(/\.\d{3}Z$/),
        edited_at: null,
        deleted_at: null,
        is_read: false,
        client_message_id: null,
        metadata: { event: 'hire', ...metadata },
        reply_to: null,
        reactions: [],
        attachments: [],
      },
    });
    for (const [index, person] of [alice, bob].entries()) {
      const [{ thread }] = await devices[index]!.received('thread_updated');
      expect(thread).toEqual(await person.get(`/threads/${result.thread_id}/`));
      expect(thread).toMatchObject({ ...triple, unread_count: 1, last_message: { sender_id: null, type: 'system' } });
      const { results } = await person.get(`/threads/${result.thread_id}/messages/`);
      expect(results).toEqual([result.message]);
    }
  });

  test('SYS-3: goes into the thread of the triple if it exists', async () => {
    const talk = await chat.talk();
    await talk.say(talk.alice);
    const triple = { thread_id: undefined, client: { id: talk.alice.id }, freelancer: { id: talk.bob.id } };
    const { thread_id: threadId, thread_created: isNew, message } = await talk.announce(triple);
    expect([threadId, isNew, message.seq]).toEqual([talk.threadId, false, 2]);
  });

  test('SYS-3: at the same time as its participants create the thread makes one thread', async () => {
    const [alice, bob] = await twoPeople();
    const [result, created] = await Promise.all([
      invoke(eventOf({ client: alice.named, freelancer: bob.named })),
      alice.createThread(bob),
    ]);
    expect(result.thread_id).toBe(created.body.id);
    expect([result.thread_created, created.status === 201].filter(Boolean)).toHaveLength(1);
  });
});

describe('an event for a thread', () => {
  test('SYS-7: reaches those who joined as new_message, and is the last message of the thread', async () => {
    const talk = await chat.joinedTalk();
    const { message } = await talk.announce({ content: 'Paid' });
    for (const device of [talk.atAlice, talk.atBob]) expect(await device.received('new_message')).toEqual([message]);
    const last = { seq: 1, sender_id: null, type: 'system', preview: 'Paid' };
    expect((await talk.thread(talk.alice)).last_message).toMatchObject(last);
  });

  test.each([
    ['hire', 'system'],
    ['proposal_submitted', 'system'],
    ['proposal_accepted', 'system'],
    ['proposal_rejected', 'system'],
    ['job_update', 'job_update'],
    ['payment_completed', 'payment_completed'],
    ['dispute_created', 'dispute_created'],
    ['system', 'system'],
  ])('SYS-4: %s writes a message of type %s, with a sensible text if content is missing', async (event, type) => {
    const { message } = await (await chat.talk()).announce({ event, content: undefined });
    expect(message).toMatchObject({ type, sender: null });
    expect(message.metadata).toEqual({ event });
    expect(message.content).toMatch(/^\p{Lu}[^{}]{10,}\.$/u);
    expect(message.content).not.toMatch(/undefined|null|NaN|object/);
  });

  test('SYS-6: with counts_as_unread false is not an unread message', async () => {
    const talk = await chat.talk();
    await talk.announce({ counts_as_unread: false });
    expect(await talk.alice.unreadCount()).toBe(0);
    expect(await talk.thread(talk.alice)).toMatchObject({ last_seq: 1, unread_count: 0 });
  });
});

describe('the same event_id again', () => {
  test('SYS-2: returns the first result with thread_created false and duplicate true, whatever the event now says', async () => {
    const talk = await chat.talk();
    const [alice, bob] = await twoPeople();
    const event = eventOf({ client: alice.named, freelancer: bob.named });
    const first = await invoke(event);
    expect(first).toMatchObject({ thread_created: true, duplicate: false });
    const { client: _, freelancer: __, ...rest } = event as Record<string, unknown>;
    for (const changed of [
      { ...event, content: 'Something else', event: 'job_update' },
      { ...rest, thread_id: talk.threadId },
    ]) {
      expect(await invoke(changed)).toEqual({ ...first, thread_created: false, duplicate: true });
    }
    expect((await alice.get(`/threads/${first.thread_id}/messages/`)).results).toHaveLength(1);
    expect(await talk.messages()).toEqual([]);
  });

  test('SYS-2: 20 times at once among other messages writes one message, and one result is not a duplicate', async () => {
    const talk = await chat.talk();
    const event = eventOf({ thread_id: talk.threadId });
    const [results] = await Promise.all([
      Promise.all(Array.from({ length: 20 }, () => invoke(event))),
      talk.sayMany(talk.alice, 5),
      talk.sayMany(talk.bob, 5),
    ]);
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(new Set(results.map(({ message }) => JSON.stringify(message))).size).toBe(1);
    expect((await talk.thread(talk.alice)).last_seq).toBe(11);
    expect(await talk.alice.unreadCount()).toBe(6);
  });

  test('SYS-2: for different people at once leaves no second thread', async () => {
    const pairs = [await twoPeople(), await twoPeople()];
    const id = randomUUID();
    const results = await Promise.all(
      pairs.map(([client, freelancer]) =>
        invoke(eventOf({ event_id: id, client: client.named, freelancer: freelancer.named })),
      ),
    );
    expect(results.map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
    expect(new Set(results.map(({ thread_id }) => thread_id)).size).toBe(1);
    const lists = await Promise.all(pairs.map(([client]) => client.inbox()));
    expect(lists.map(({ length }) => length).sort()).toEqual([0, 1]);
  });

  test('SYS-2: is not pushed again', async () => {
    const talk = await chat.talk();
    const device = await talk.alice.connect();
    const event = eventOf({ thread_id: talk.threadId });
    await invoke(event);
    await invoke(event);
    expect(await device.events()).toEqual(['thread_updated']);
  });

  test('SYS-2: writes the message if the first attempt was refused', async () => {
    const talk = await chat.talk();
    const event = eventOf({ thread_id: 'no-such-thread' });
    expect((await chat.invoke('system-message', event)).payload.errorType).toBe('not_found');
    expect(await invoke({ ...event, thread_id: talk.threadId })).toMatchObject({
      duplicate: false,
      message: { seq: 1 },
    });
  });
});
