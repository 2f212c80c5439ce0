import { beforeAll, describe, expect, it } from 'vitest';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { readThread } from '../../lambdas/chat/read-thread.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { showTyping } from '../../lambdas/chat/show-typing.ts';
import { threadIdOf } from '../../lambdas/chat/model/thread-id.ts';
import { converse, conversePresent, eventOf, eventsTo, frameTo, twoPeople } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

describe('the thread of a triple', () => {
  it('is created once by 50 parallel calls of both, and one of them says created', async () => {
    const { client, freelancer } = twoPeople();
    const triple = { client: { id: client }, freelancer: { id: freelancer }, job: { id: 'job' } };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => createThread(world.as(index % 2 === 0 ? client : freelancer), triple)),
    );
    expect(new Set(answers.map(({ thread }) => thread.id)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
  });

  it('is the same when it is asked for again a year later', async () => {
    const talk = await converse(world);
    const asked = { ...world.as(talk.freelancer), nowMs: world.clock.nowMs + 365 * 86_400_000 };
    const { thread, created } = await createThread(asked, {
      client: { id: talk.client },
      freelancer: { id: talk.freelancer },
    });
    expect([thread.id, created]).toEqual([talk.threadId, false]);
  });

  it('without a job is another one than with a job, job null being a value of its own', async () => {
    const talk = await converse(world);
    const other = await converse(world, { client: talk.client, freelancer: talk.freelancer, jobId: 'null' });
    expect(other.threadId).not.toBe(talk.threadId);
    expect((await talk.thread(talk.client)).job).toBeNull();
  });

  it('starts empty, active, with nothing read', async () => {
    const talk = await converse(world, { jobId: 'job' });
    const at = new Date(world.clock.nowMs).toISOString();
    expect(await talk.thread(talk.client)).toEqual({
      id: talk.threadId,
      client: { id: talk.client, username: talk.client },
      freelancer: { id: talk.freelancer, username: talk.freelancer },
      job: { id: 'job', title: 'job' },
      created_at: at,
      last_message_at: at,
      is_active: true,
      last_seq: 0,
      last_message: null,
      unread_count: 0,
      read: {},
    });
  });

  it('is refused with forbidden to who is neither of the two', async () => {
    const triple = { client: { id: 'somebody' }, freelancer: { id: 'somebody-else' } };
    await expect(createThread(world.as('mallory'), triple)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(readThread(world.as('somebody'), threadIdOf('somebody', 'somebody-else', null))).rejects.toMatchObject(
      { code: 'not_found' },
    );
  });

  it('is refused with bad_request, naming the field, with oneself', async () => {
    const triple = { client: { id: 'alone' }, freelancer: { id: 'alone' } };
    await expect(createThread(world.as('alone'), triple)).rejects.toMatchObject({
      code: 'bad_request',
      details: [{ field: 'freelancer.id' }],
    });
  });

  it('WS-9: reaches every connection of both as thread_updated, each seeing it as its own user does', async () => {
    const { client, freelancer } = twoPeople();
    await world.connect(client, `${client}-1`);
    await world.connect(freelancer, `${freelancer}-1`);
    await world.connect(freelancer, `${freelancer}-2`);
    const { thread } = await createThread(world.as(client), { client: { id: client }, freelancer: { id: freelancer } });
    for (const connectionId of [`${client}-1`, `${freelancer}-1`, `${freelancer}-2`]) {
      expect(frameTo(world, connectionId, 'thread_updated').data.thread.id).toBe(thread.id);
    }
  });

  it('pushes nothing where it was there already', async () => {
    const talk = await conversePresent(world);
    world.clock.nowMs += 60_000;
    await createThread(world.as(talk.client), { client: { id: talk.client }, freelancer: { id: talk.freelancer } });
    expect(eventsTo(world, `${talk.freelancer}-1`)).toEqual([]);
  });
});

describe('names', () => {
  async function named(given: { client: string; freelancer: string; title: string }) {
    const { client, freelancer } = twoPeople();
    const triple = (names: typeof given) => ({
      client: { id: client, username: names.client },
      freelancer: { id: freelancer, username: names.freelancer },
      job: { id: 'job', title: names.title },
    });
    const { thread } = await createThread(world.as(client, { username: 'Alice' }), triple(given));
    return { client, freelancer, thread, triple };
  }

  it("the own one is the token's, whatever the body says", async () => {
    const { thread } = await named({ client: 'Impostor', freelancer: 'Bobby', title: 'Logo' });
    expect(thread.client.username).toBe('Alice');
  });

  it("the one that somebody else gives holds until that user's token shows theirs", async () => {
    const { client, freelancer, thread } = await named({ client: '', freelancer: 'Bobby', title: 'Logo' });
    expect(thread.freelancer.username).toBe('Bobby');
    await readThread(world.as(freelancer, { username: 'Robert' }), thread.id);
    expect((await readThread(world.as(client, { username: 'Alice' }), thread.id)).freelancer.username).toBe('Robert');
  });

  it('and titles of a thread that is there already are ignored', async () => {
    const { client, thread, triple } = await named({ client: '', freelancer: 'Bobby', title: 'Logo' });
    const again = await createThread(
      world.as(client, { username: 'Alice' }),
      triple({ client: '', freelancer: 'Mallory', title: 'Poster' }),
    );
    expect(again.thread).toMatchObject({ id: thread.id, freelancer: { username: 'Bobby' }, job: { title: 'Logo' } });
  });

  it('and titles of the marketplace count also for a thread that is there', async () => {
    const { client, freelancer, thread } = await named({ client: '', freelancer: 'Bobby', title: 'Logo' });
    await postSystemMessage(
      world.as('marketplace'),
      eventOf({
        client: { id: client },
        freelancer: { id: freelancer, username: 'Robert' },
        job: { id: 'job', title: 'Poster' },
      }),
    );
    expect(await readThread(world.as(client, { username: 'Alice' }), thread.id)).toMatchObject({
      client: { username: 'Alice' },
      freelancer: { username: 'Robert' },
      job: { title: 'Poster' },
    });
  });

  it("the token's one is in the message and at everybody at once", async () => {
    const talk = await conversePresent(world);
    const request = { thread_id: talk.threadId, content: 'Hi', type: 'text' };
    const { message } = await sendMessage(world.as(talk.freelancer, { username: 'Robert' }), world.rules, request);
    expect(message.sender).toEqual({ id: talk.freelancer, username: 'Robert' });
    expect(frameTo(world, `${talk.client}-1`, 'new_message').data.sender?.username).toBe('Robert');
  });

  it("the token's one is in the thread_updated of a change too", async () => {
    const talk = await converse(world);
    await talk.send(talk.freelancer);
    await talk.send(talk.client);
    await world.connect(talk.client, `${talk.client}-1`);
    await applyChange(world.as(talk.freelancer, { username: 'Robert' }), world.rules, talk.threadId, 1, {
      kind: 'edit',
      content: 'Hi',
    });
    expect(frameTo(world, `${talk.client}-1`, 'thread_updated').data.thread.freelancer.username).toBe('Robert');
  });

  it("the token's one shows while typing", async () => {
    const talk = await conversePresent(world);
    await showTyping(world.as(talk.freelancer, { username: 'Robert' }), 'typing_start', talk.threadId);
    expect(frameTo(world, `${talk.client}-1`, 'typing_start').data.user).toBe('Robert');
  });
});
