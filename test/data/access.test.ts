import { beforeAll, describe, expect, it } from 'vitest';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { leaveThread } from '../../lambdas/chat/leave-thread.ts';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import { listReads } from '../../lambdas/chat/list-reads.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import type { UserContext } from '../../lambdas/chat/ports/context.ts';
import { readThread } from '../../lambdas/chat/read-thread.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { showTyping } from '../../lambdas/chat/show-typing.ts';
import { conversePresent, type Conversation } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let talk: Conversation;
beforeAll(async () => {
  world = await createWorld();
  talk = await conversePresent(world);
  await talk.send(talk.client);
  world.pushed.length = 0;
});

type Verb = (ctx: UserContext, threadId: string) => Promise<unknown>;

const verbs: [string, Verb][] = [
  ['join_thread', (ctx, threadId) => world.join(ctx.caller.userId, threadId)],
  ['leave_thread', (ctx, threadId) => leaveThread(ctx, 'mallory-1', threadId)],
  [
    'send_message',
    (ctx, threadId) => sendMessage(ctx, world.rules, { thread_id: threadId, content: 'Hi', type: 'text' }),
  ],
  [
    'send_message with a client_message_id',
    (ctx, threadId) =>
      sendMessage(ctx, world.rules, {
        thread_id: threadId,
        content: 'Hi',
        type: 'text',
        client_message_id: 'c-1',
        after_seq: 0,
      }),
  ],
  ['typing_start', (ctx, threadId) => showTyping(ctx, 'typing_start', threadId)],
  ['typing_stop', (ctx, threadId) => showTyping(ctx, 'typing_stop', threadId)],
  ['mark_as_read', (ctx, threadId) => markAsRead(ctx, threadId)],
  ['edit_message', (ctx, threadId) => applyChange(ctx, world.rules, threadId, 1, { kind: 'edit', content: 'Hi' })],
  ['delete_message', (ctx, threadId) => applyChange(ctx, world.rules, threadId, 1, { kind: 'delete' })],
  ['GET of the thread', readThread],
  ['PATCH of the thread', (ctx, threadId) => setActive(ctx, threadId, false)],
  ['DELETE of the thread', deleteThread],
  ['GET of its messages', (ctx, threadId) => listMessages(ctx, threadId, { limit: 50 })],
  ['GET of reads', (ctx, threadId) => listReads(ctx, threadId, 1)],
];

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe('WS-5: whoever is no participant', () => {
  it.each(verbs)('gets not_found for %s, the same as where there is no thread', async (_, verb) => {
    const strange = await refusal(verb(world.as('mallory'), talk.threadId));
    expect(strange).toMatchObject({ code: 'not_found' });
    expect(strange).toEqual(await refusal(verb(world.as('mallory'), 'no-such-thread')));
  });

  it('has changed nothing by all that, and nobody was told', async () => {
    const before = await talk.thread(talk.client);
    for (const [, verb] of verbs) await refusal(verb(world.as('mallory'), talk.threadId));
    expect(await talk.thread(talk.client)).toEqual(before);
    expect(world.pushed).toEqual([]);
    const { members } = await world.store.readRoom(talk.threadId, { consistent: true });
    expect(members.map((member) => member.userId).sort()).toEqual([talk.client, talk.freelancer]);
  });

  it('gets no push of the thread after trying to join', async () => {
    await refusal(world.join('mallory', talk.threadId));
    await talk.send(talk.client, 'Secret');
    expect(world.framesTo('mallory-1')).toEqual([]);
  });
});
