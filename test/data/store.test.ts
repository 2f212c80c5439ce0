import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { nextMessage } from '../../lambdas/chat/model/next-message.ts';
import { newThread } from '../../lambdas/chat/model/new-thread.ts';
import { nobodyTold } from '../../lambdas/chat/model/told.ts';
import type { HeadChange } from '../../lambdas/chat/ports/store.ts';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import type { LogMessage, Thread } from '../../lambdas/chat/model/types.ts';
import { headOf } from '../../lambdas/chat/model/head.ts';
import { fromMessage } from '../../lambdas/data/items/message.ts';
import { keys } from '../../lambdas/data/keys.ts';
import { converse, twoPeople } from '../support/conversation.ts';
import { writeRows } from '../../measure/seed.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

function following(newest: LogMessage | undefined, id: string, content = 'Hello'): LogMessage {
  const draft = {
    id,
    author: 'client',
    type: 'text',
    content,
    clientMessageId: null,
    metadata: null,
    countsAsUnread: true,
  } as const;
  return nextMessage(newest, draft, world.clock.nowMs, null);
}

async function aThread(): Promise<Thread> {
  const { client, freelancer } = twoPeople();
  const thread = newThread({ client: { id: client }, freelancer: { id: freelancer } }, world.clock.nowMs);
  await world.store.createThread(thread);
  return thread;
}

describe('the commit of a message', () => {
  it('succeeds if its answer was lost and the SDK repeats it', async () => {
    const { id } = await aThread();
    const message = following(undefined, 'm-1');
    expect(await world.store.appendMessage(id, message)).toEqual({ done: true });
    expect(await world.store.appendMessage(id, message)).toEqual({ done: true });
  });

  it('at a taken place returns the message there, and changes nothing', async () => {
    const { id } = await aThread();
    const theirs = following(undefined, 'theirs');
    await world.store.appendMessage(id, theirs);
    expect(await world.store.appendMessage(id, following(undefined, 'mine'))).toEqual({ done: false, taken: theirs });
    expect(await world.store.getMessage(id, 1, { consistent: true })).toEqual(theirs);
  });

  it('of an event writes everything or nothing', async () => {
    const { id } = await aThread();
    const first = following(undefined, 'm-1');
    const { nowMs } = world.clock;
    expect(await world.store.appendEventMessage(id, first, { id: 'store-1', nowMs, change: null }, null)).toBe('done');
    expect(
      await world.store.appendEventMessage(
        id,
        following(undefined, 'm-2'),
        { id: 'store-2', nowMs, change: null },
        null,
      ),
    ).toBe('place_taken');
    expect(await world.store.findEvent('store-2', nowMs)).toBeNull();
    expect(
      await world.store.appendEventMessage(id, following(first, 'm-3'), { id: 'store-1', nowMs, change: null }, null),
    ).toBe('event_known');
    expect(await world.store.getMessage(id, 2, { consistent: true })).toBeNull();
  });

  it('replaces only the revision that was read', async () => {
    const { id } = await aThread();
    const message = following(undefined, 'm-1');
    await world.store.appendMessage(id, message);
    expect(await world.store.replaceMessage(id, { ...message, revision: 1, content: 'One' })).toBe(true);
    expect(await world.store.replaceMessage(id, { ...message, revision: 1, content: 'Two' })).toBe(false);
    expect((await world.store.getMessage(id, 1, { consistent: true }))?.content).toBe('One');
  });
});

const headAlone = (step: number): HeadChange => ({
  step,
  revive: false,
  addUnreadFor: [],
  knownUnreadFor: [],
  knownTold: nobodyTold,
  told: null,
});

describe("the thread's row", () => {
  it('accepts only a newer head, or a later revision of the same', async () => {
    const { id, activeStep } = await aThread();
    const first = following(undefined, 'm-1', 'First');
    const second = following(first, 'm-2', 'Second');
    const write = async (message: LogMessage) =>
      (await world.store.writeHead(id, headOf(message), headAlone(activeStep))).head?.preview;
    expect(await write(second)).toBe('Second');
    expect(await write(first)).toBe('Second');
    expect(await write({ ...second, content: 'Same revision' })).toBe('Second');
    expect(await write({ ...second, contentRevision: 1, content: 'Edited' })).toBe('Edited');
    expect(await write({ ...first, contentRevision: 9 })).toBe('Edited');
  });

  it('is created once', async () => {
    const thread = await aThread();
    expect(await world.store.createThread({ ...thread, createdAtMs: 1 })).toBe(false);
  });

  it('stays closed by who closed it first, and is opened by them or the marketplace', async () => {
    const { id } = await aThread();
    expect(await world.store.close(id, 'client')).toMatchObject({ isActive: false, closedBy: 'client' });
    expect(await world.store.close(id, 'freelancer')).toMatchObject({ closedBy: 'client' });
    expect(await world.store.hideThread(id, 'freelancer')).toMatchObject({ closedBy: 'client' });
    expect(await world.store.openFor(id, 'freelancer', [])).toBeNull();
    expect(await world.store.openFor(id, 'client', [])).toMatchObject({ isActive: true, closedBy: null });
    expect(await world.store.close(id, 'marketplace')).toMatchObject({ closedBy: 'marketplace' });
    expect(await world.store.openFor(id, 'client', [])).toBeNull();
    expect(await world.store.reopen(id, [])).toMatchObject({ isActive: true, closedBy: null, hiddenFor: [] });
  });

  it('that was closed before it was kept who had closed it is opened by anybody', async () => {
    const { id } = await aThread();
    await world.store.close(id, 'client');
    await world.documents.send(
      new UpdateCommand({
        TableName: world.tableName,
        Key: keys.thread(id),
        UpdateExpression: 'REMOVE closed_by',
      }),
    );
    expect((await world.store.findThread(id))?.closedBy).toBeNull();
    expect(await world.store.openFor(id, 'freelancer', [])).toMatchObject({ isActive: true });
  });

  it.each([
    ['reopen', () => world.store.reopen('no-such-thread', [])],
    ['listFor', () => world.store.listFor('no-such-thread', 'client', [])],
    ['close', () => world.store.close('no-such-thread', 'client')],
    ['rename', () => world.store.rename('no-such-thread', { client: 'x' }, 'token')],
    ['hideThread', () => world.store.hideThread('no-such-thread', 'client')],
  ] as const)('is not made by %s: that fails', async (_verb, change) => {
    await expect(change()).rejects.toThrow();
  });

  it('keeps the name of the marketplace, and takes that of a token in place of any other', async () => {
    const { id } = await aThread();
    const rename = async (client: string, source: 'marketplace' | 'token') => {
      const { client: user, nameSources } = await world.store.rename(id, { client }, source);
      return [user.username, nameSources.client];
    };
    expect(await rename('Al', 'token')).toEqual(['Al', 'token']);
    expect(await rename('Alice', 'token')).toEqual(['Alice', 'token']);
    expect(await rename('Alice A.', 'marketplace')).toEqual(['Alice A.', 'marketplace']);
    expect(await rename('Al', 'token')).toEqual(['Alice A.', 'marketplace']);
  });

  it('shows no name of an earlier version uncleaned', async () => {
    const { id, client } = await aThread();
    await world.store.rename(id, { client: '\u202eevil', freelancer: '\u200b' }, 'token');
    const { thread } = await world.store.readThread(id, { messages: 1, consistent: true });
    expect([thread?.client, thread?.freelancer.username]).toEqual([
      { id: client.id, username: 'evil' },
      thread?.freelancer.id,
    ]);
  });

  it('refuses a head that relies on an unread row that was deleted', async () => {
    const thread = await aThread();
    const first = headOf(following(undefined, 'm-1'));
    const change = { ...headAlone(thread.activeStep), knownUnreadFor: ['freelancer' as const] };
    expect((await world.store.writeHead(thread.id, first, change)).head).toBeNull();
    const added = await world.store.writeHead(thread.id, first, {
      ...change,
      addUnreadFor: ['freelancer'],
      knownUnreadFor: [],
    });
    expect(added).toMatchObject({ head: { seq: 1 }, unreadFor: ['freelancer'] });
  });

  it('forgets an unread row only while there is no newer message, or its user has deleted the thread', async () => {
    const thread = await aThread();
    const change = { ...headAlone(thread.activeStep), addUnreadFor: ['freelancer' as const] };
    const first = following(undefined, 'm-1');
    const read = await world.store.writeHead(thread.id, headOf(first), change);
    await world.store.writeHead(thread.id, headOf(following(first, 'm-2')), {
      ...change,
      addUnreadFor: [],
      knownUnreadFor: ['freelancer'],
    });
    expect(await world.store.clearUnread(read, 'freelancer')).toBe(false);
    expect(await world.store.clearUnread({ ...read, hiddenFor: ['freelancer'] }, 'freelancer')).toBe(false);
    const hidden = await world.store.hideThread(thread.id, 'freelancer');
    expect(hidden.unreadFor).toEqual(['freelancer']);
    expect(await world.store.clearUnread(hidden, 'freelancer')).toBe(true);
    expect((await world.store.readThreads([thread.id]))[0]?.unreadFor).toEqual([]);
  });
});

describe('an inbox', () => {
  it('never moves a thread back', async () => {
    const thread = await aThread();
    const activeStep = thread.activeStep + 10;
    await world.store.touchInboxes(thread, activeStep, ['client']);
    await world.store.touchInboxes(thread, activeStep - 1, ['client']);
    expect((await world.store.listInbox(thread.client.id, { limit: 10 })).rows).toEqual([
      { threadId: thread.id, activeStep },
    ]);
  });

  it('keeps an unread row that was written since it was read', async () => {
    const { client } = twoPeople();
    await world.store.putUnread(client, 'a', 5);
    const [before] = await world.store.listUnread(client);
    await world.store.putUnread(client, 'a', 5);
    await world.store.dropUnread(client, before!);
    const [now] = await world.store.listUnread(client);
    expect(now).toEqual({ threadId: 'a', seq: 5, version: expect.any(String) as string });
    await world.store.dropUnread(client, now!);
    expect(await world.store.listUnread(client)).toEqual([]);
  });

  it('leaves an unread row as it is for an older message', async () => {
    const { client } = twoPeople();
    await world.store.putUnread(client, 'a', 5);
    const before = await world.store.listUnread(client);
    await world.store.putUnread(client, 'a', 4);
    expect(await world.store.listUnread(client)).toEqual(before);
  });
});

describe('a log of more than a megabyte', () => {
  it('is read completely, page by page', async () => {
    const talk = await converse(world);
    const log: LogMessage[] = [];
    for (let count = 1; count <= 100; count += 1) log.push(following(log.at(-1), `long-${count}`, '😀'.repeat(4_000)));
    await writeRows(
      world,
      log.map((message) => ({ ...keys.message(talk.threadId, message.seq), ...fromMessage(message) })),
    );
    const seqs: number[] = [];
    let more = true;
    while (more) {
      const page = await listMessages(world.as(talk.client), talk.threadId, {
        limit: 100,
        after_seq: seqs.at(-1) ?? 0,
      });
      seqs.push(...page.results.map(({ seq }) => seq));
      more = page.has_more;
    }
    expect(seqs).toEqual(log.map(({ seq }) => seq));
  });
});

test('WS-13: the table keeps no text of a deleted message', async () => {
  const talk = await converse(world);
  await talk.send(talk.client, 'a secret', { metadata: { note: 'a secret' } });
  await applyChange(world.as(talk.client), world.rules, talk.threadId, 1, { kind: 'delete' });
  const { Items } = await world.documents.send(new ScanCommand({ TableName: world.tableName, ConsistentRead: true }));
  expect(Items?.length).toBeGreaterThan(0);
  expect(JSON.stringify(Items)).not.toContain('secret');
});
