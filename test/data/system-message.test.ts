import { beforeAll, describe, expect, it } from 'vitest';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import { listThreads } from '../../lambdas/chat/list-threads.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { readThread } from '../../lambdas/chat/read-thread.ts';
import { converse, conversePresent, eventOf, eventsTo, frameTo, twoPeople } from '../support/conversation.ts';
import { storeBetween } from '../support/dynamo-between.ts';
import { createWorld, type World } from '../support/world.ts';
import type { SystemEvent } from '../../protocol/system-event.ts';

const dayMs = 86_400_000;

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

const post = (event: SystemEvent) => postSystemMessage(world.as('marketplace'), event);

function tripleEvent(
  fields: Partial<SystemEvent> = {},
): SystemEvent & { client: { id: string }; freelancer: { id: string } } {
  const { client, freelancer } = twoPeople();
  return {
    ...eventOf(),
    client: { id: client, username: 'Alice' },
    freelancer: { id: freelancer, username: 'Bob' },
    ...fields,
  } as ReturnType<typeof tripleEvent>;
}

describe('a system message', () => {
  it('is written though a text of its metadata, which stays as it is, has half a surrogate pair', async () => {
    const metadata = { reason: 'late \ud800' };
    const { message } = await post(tripleEvent({ event: 'dispute_created', content: undefined, metadata }));
    expect(message).toMatchObject({ content: 'A dispute was opened: late \ufffd.', metadata });
  });

  it('creates the thread of its triple, with the names that it gives', async () => {
    const event = tripleEvent({
      event: 'hire',
      content: undefined,
      job: { id: 'job', title: 'Logo' },
      metadata: { rate: 40, currency: 'USD', team: 'x' },
    });
    const result = await post(event);
    expect(result).toEqual({
      thread_id: expect.any(String) as string,
      thread_created: true,
      duplicate: false,
      message: {
        id: expect.any(String) as string,
        thread_id: result.thread_id,
        seq: 1,
        sender: null,
        type: 'system',
        content: 'Alice hired Bob for “Logo” at a rate of 40 USD.',
        sent_at: new Date(world.clock.nowMs).toISOString(),
        edited_at: null,
        deleted_at: null,
        is_read: false,
        client_message_id: null,
        metadata: { rate: 40, currency: 'USD', team: 'x' },
      },
    });
    const thread = await readThread(world.as(event.client.id, { username: 'Alice' }), result.thread_id);
    expect(thread).toMatchObject({
      client: { username: 'Alice' },
      freelancer: { username: 'Bob' },
      job: { title: 'Logo' },
      unread_count: 1,
    });
  });

  it('goes into the thread of its triple that is there', async () => {
    const talk = await converse(world);
    await talk.send(talk.client);
    const result = await post(eventOf({ client: { id: talk.client }, freelancer: { id: talk.freelancer } }));
    expect(result).toMatchObject({
      thread_id: talk.threadId,
      thread_created: false,
      message: { seq: 2, sender: null },
    });
  });

  it('goes into the thread that it names', async () => {
    const talk = await converse(world);
    expect(await talk.announce()).toMatchObject({
      thread_id: talk.threadId,
      thread_created: false,
      duplicate: false,
      message: { seq: 1 },
    });
  });

  it.each([
    ['hire', 'system'],
    ['proposal_submitted', 'system'],
    ['proposal_accepted', 'system'],
    ['proposal_rejected', 'system'],
    ['job_update', 'job_update'],
    ['payment_completed', 'payment_completed'],
    ['dispute_created', 'dispute_created'],
    ['system', 'system'],
  ] as const)('of the event %s has the type %s', async (event, type) => {
    expect((await post(tripleEvent({ event }))).message.type).toBe(type);
  });

  it('is the last message of the thread, without a sender', async () => {
    const talk = await converse(world);
    await talk.announce({ content: 'Paid' });
    expect((await talk.thread(talk.client)).last_message).toMatchObject({
      seq: 1,
      sender_id: null,
      type: 'system',
      preview: 'Paid',
    });
  });

  it('with counts_as_unread false is no unread message', async () => {
    const talk = await converse(world);
    await talk.announce({ counts_as_unread: false });
    expect(await talk.thread(talk.client)).toMatchObject({ last_seq: 1, unread_count: 0 });
  });

  it('is not limited by the rate of users', async () => {
    const limited = await createWorld({ editWindowMs: 1, rateLimit: { burst: 1, perMs: 60_000 } });
    const talk = await converse(limited);
    for (let count = 0; count < 3; count += 1) await talk.announce();
    expect((await talk.thread(talk.client)).last_seq).toBe(3);
  });

  it('creates one thread with what its participants create at the same time', async () => {
    const event = tripleEvent();
    const triple = { client: event.client, freelancer: event.freelancer };
    const [result, created] = await Promise.all([post(event), createThread(world.as(event.client.id), triple)]);
    expect(result.thread_id).toBe(created.thread.id);
    expect([result.thread_created, created.created].filter(Boolean)).toHaveLength(1);
  });

  it('tells both when it creates a thread', async () => {
    const event = tripleEvent();
    for (const userId of [event.client.id, event.freelancer.id]) await world.connect(userId, `${userId}-1`);
    const { thread_id: threadId } = await post(event);
    expect(frameTo(world, `${event.client.id}-1`, 'thread_updated').data.thread).toMatchObject({
      id: threadId,
      unread_count: 1,
    });
    expect(eventsTo(world, `${event.freelancer.id}-1`)).toEqual(['thread_updated']);
  });
});

describe('whoever hears of a system message', () => {
  it("reads what is true: the thread's row and the list know of it before anybody is told", async () => {
    const talk = await conversePresent(world);
    await world.connect(talk.client, `${talk.client}-2`);
    const read: unknown[] = [];
    const ctx = world.as('marketplace');
    const post: typeof ctx.sockets.post = async (recipients, frame) => {
      const { results } = await listThreads(world.as(talk.client), { limit: 1 });
      const { unread_count } = await countUnread(world.as(talk.client));
      read.push({ last_seq: results[0]?.last_seq, unread_count });
      return ctx.sockets.post(recipients, frame);
    };
    await postSystemMessage({ ...ctx, sockets: { ...ctx.sockets, post } }, eventOf({ thread_id: talk.threadId }));
    expect(read.length).toBeGreaterThan(2);
    expect(new Set(read.map((one) => JSON.stringify(one)))).toEqual(new Set(['{"last_seq":1,"unread_count":1}']));
  });

  it('in an open conversation hears as well that it brought the deleted thread back', async () => {
    const talk = await conversePresent(world);
    await deleteThread(world.as(talk.client), talk.threadId);
    world.pushed.length = 0;
    await post(eventOf({ thread_id: talk.threadId }));
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['thread_updated', 'new_message']);
    expect(frameTo(world, `${talk.client}-1`, 'thread_updated').data.thread).toMatchObject({
      is_active: true,
      unread_count: 1,
    });
  });

  it('in an open conversation hears so also where the process died over the pushes, by the repeat', async () => {
    const talk = await conversePresent(world);
    await deleteThread(world.as(talk.client), talk.threadId);
    const event = eventOf({ thread_id: talk.threadId });
    const ctx = world.as('marketplace');
    const deaf = { ...ctx.sockets, post: () => Promise.reject(new Error('died')) };
    await expect(postSystemMessage({ ...ctx, sockets: deaf }, event)).rejects.toThrow('died');
    world.pushed.length = 0;
    await post(event);
    expect(frameTo(world, `${talk.client}-1`, 'thread_updated').data.thread).toMatchObject({
      is_active: true,
      unread_count: 1,
    });
    expect(eventsTo(world, `${talk.client}-1`)).toContain('new_message');
  });

  it('in an open conversation hears so where the thread was deleted while the event was under way', async () => {
    const talk = await conversePresent(world);
    const ctx = world.as('marketplace');
    const appendEventMessage: typeof ctx.store.appendEventMessage = async (...given) => {
      await deleteThread(world.as(talk.client), talk.threadId);
      return ctx.store.appendEventMessage(...given);
    };
    await postSystemMessage(
      { ...ctx, store: { ...ctx.store, appendEventMessage } },
      eventOf({ thread_id: talk.threadId }),
    );
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['thread_updated', 'thread_updated', 'new_message']);
    expect((await talk.thread(talk.client)).is_active).toBe(true);
  });

  it('hears of it by the repeat of an event whose process died, also where another message came in between', async () => {
    const talk = await conversePresent(world);
    const event = eventOf({ thread_id: talk.threadId, content: 'first' });
    const dying = storeBetween(world, async ({ operation }, pass) => {
      const answer = await pass();
      if (operation === 'TransactWriteItems') throw new Error('died');
      return answer;
    });
    await expect(postSystemMessage({ ...world.as('marketplace'), store: dying }, event)).rejects.toThrow('died');
    await talk.send(talk.client, 'second');
    world.pushed.length = 0;
    expect(await post(event)).toMatchObject({ duplicate: true, message: { content: 'first' } });
    expect(frameTo(world, `${talk.freelancer}-1`, 'new_message').data.content).toBe('first');
    world.pushed.length = 0;
    await post(event);
    expect(world.pushed).toEqual([]);
  });
});

describe('a system message that is refused', () => {
  it('is not_found for a thread_id that does not exist', async () => {
    await expect(post(eventOf({ thread_id: 'no-such-thread' }))).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is bad_request, naming each, for people and job that are not those of the thread, and nothing is written', async () => {
    const talk = await converse(world, { jobId: 'job' });
    const event = eventOf({ thread_id: talk.threadId, client: { id: 'x' }, freelancer: { id: 'y' }, job: { id: 'z' } });
    await expect(post(event)).rejects.toMatchObject({
      code: 'bad_request',
      details: [{ field: 'client.id' }, { field: 'freelancer.id' }, { field: 'job.id' }],
    });
    expect((await talk.thread(talk.client)).last_seq).toBe(0);
  });

  it('can be sent again rightly with the same event_id', async () => {
    const talk = await converse(world);
    const event = eventOf({ thread_id: 'no-such-thread' });
    await post(event).catch(() => undefined);
    expect(await post({ ...event, thread_id: talk.threadId })).toMatchObject({ duplicate: false, message: { seq: 1 } });
  });
});

describe('a system message with an event_id that was there before', () => {
  it('gives the first result: thread_created false, duplicate true, nothing new', async () => {
    const event = tripleEvent();
    const first = await post(event);
    world.clock.nowMs += 29 * dayMs;
    expect(await post({ ...event, content: 'Something else' })).toEqual({
      ...first,
      thread_created: false,
      duplicate: true,
    });
    expect((await listMessages(world.as(event.client.id), first.thread_id, { limit: 50 })).results).toHaveLength(1);
  });

  it('leaves no second thread where two events with it for different people come at once', async () => {
    const first = tripleEvent();
    const second = { ...tripleEvent(), event_id: first.event_id };
    const results = await Promise.all([post(first), post(second)]);
    expect(results.map((result) => result.duplicate).sort()).toEqual([false, true]);
    expect(new Set(results.map((result) => result.thread_id)).size).toBe(1);
    const lists = await Promise.all(
      [first, second].map((event) => listThreads(world.as(event.client.id), { limit: 50 })),
    );
    expect(lists.map((list) => list.results.length).sort()).toEqual([0, 1]);
  });

  it('gives the first result also where it now names another thread', async () => {
    const talk = await converse(world);
    const other = await converse(world);
    const event = eventOf({ thread_id: talk.threadId });
    await post(event);
    expect(await post({ ...event, thread_id: other.threadId })).toMatchObject({
      thread_id: talk.threadId,
      duplicate: true,
    });
    expect((await other.thread(other.client)).last_seq).toBe(0);
  });

  it('ten times at once is one message in one thread, and one result is no duplicate', async () => {
    const event = tripleEvent();
    const results = await Promise.all(Array.from({ length: 10 }, () => post(event)));
    expect(new Set(results.map(({ message }) => JSON.stringify(message))).size).toBe(1);
    expect(results.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect((await readThread(world.as(event.client.id), results[0]?.thread_id ?? '')).last_seq).toBe(1);
  });

  it('ten times at once among other messages is one message', async () => {
    const talk = await converse(world);
    const event = eventOf({ thread_id: talk.threadId });
    await Promise.all([
      ...Array.from({ length: 10 }, () => post(event)),
      talk.sendMany(talk.client, 5),
      talk.sendMany(talk.freelancer, 5),
    ]);
    expect((await talk.thread(talk.client)).last_seq).toBe(11);
  });

  it('is pushed once', async () => {
    const talk = await converse(world);
    await world.connect(talk.client, `${talk.client}-1`);
    const event = eventOf({ thread_id: talk.threadId });
    await post(event);
    await post(event);
    expect(eventsTo(world, `${talk.client}-1`)).toEqual(['thread_updated']);
  });

  it('after 30 days is a new one', async () => {
    const talk = await converse(world);
    const event = eventOf({ thread_id: talk.threadId });
    await post(event);
    world.clock.nowMs += 30 * dayMs + 1_000;
    expect(await post(event)).toMatchObject({ duplicate: false, message: { seq: 2 } });
    expect(await post(event)).toMatchObject({ duplicate: true, message: { seq: 2 } });
  });
});
