import fc from 'fast-check';
import { expect } from 'vitest';
import { countUnread } from '../../../lambdas/chat/count-unread.ts';
import { listMessages } from '../../../lambdas/chat/list-messages.ts';
import { listReads } from '../../../lambdas/chat/list-reads.ts';
import { listThreads } from '../../../lambdas/chat/list-threads.ts';
import { readThread } from '../../../lambdas/chat/read-thread.ts';
import type { Thread } from '../../../protocol/objects.ts';
import type { World } from '../../support/world.ts';
import type { ModelChat } from './model-chat.ts';
import { idOf, outcomeOf, pairs, users, type User } from './pairs.ts';

/** What the two users see of their threads, in the world and in the model. Both must agree. */

/** How somebody looks at a thread and at the inboxes after an operation. */
export interface Look {
  by: User;
  at: 'thread' | 'messages' | 'before' | 'after' | 'reads';
  /** How many messages before the end of the log. */
  back: number;
  limit: number;
  inbox: { limit: number; isActive: boolean | undefined };
  /** Whose total unread count is read, if anybody's; the inboxes show those of each thread. */
  unreadOf: User | undefined;
}

export const look: fc.Arbitrary<Look> = fc.record({
  by: fc.constantFrom(...users),
  at: fc.constantFrom('thread', 'messages', 'before', 'after', 'reads'),
  back: fc.nat(10),
  limit: fc.integer({ min: 1, max: 12 }),
  inbox: fc.record({
    limit: fc.oneof({ weight: 9, arbitrary: fc.constant(pairs.length + 1) }, { weight: 1, arbitrary: fc.constant(2) }),
    isActive: fc.constantFrom(undefined, undefined, undefined, true, false),
  }),
  unreadOf: fc.constantFrom(undefined, undefined, ...users),
});

async function compareInbox(world: World, model: ModelChat, user: User, { limit, isActive }: Look['inbox']) {
  const listed: Thread[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page <= pairs.length && cursor !== null; page += 1) {
    const answer = await listThreads(world.as(user), { limit, cursor, is_active: isActive });
    expect(answer.results.length).toBeLessThanOrEqual(limit);
    listed.push(...answer.results);
    cursor = answer.next_cursor;
  }
  expect(listed).toEqual(model.inbox(user, isActive));
}

async function compareThread(world: World, model: ModelChat, threadId: string, { by, at, back, limit }: Look) {
  const ctx = world.as(by);
  const lastSeq = model.lastSeq(threadId);
  const seq = Math.max(1, lastSeq + 1 - back);
  const query = { limit, ...(at === 'before' && { before_seq: seq }), ...(at === 'after' && { after_seq: seq }) };
  const [inWorld, inModel] =
    at === 'thread'
      ? [() => readThread(ctx, threadId), () => model.thread(by, threadId)]
      : at === 'reads'
        ? [() => listReads(ctx, threadId, seq), () => model.reads(by, threadId, seq)]
        : [() => listMessages(ctx, threadId, query), () => model.messages(by, threadId, query)];
  expect(await outcomeOf(inWorld)).toEqual(await outcomeOf(inModel));
}

/** Fails if world and model differ in what is looked at. */
export async function compareSome(world: World, model: ModelChat, threadId: string, given: Look): Promise<void> {
  const { inbox, unreadOf } = given;
  await Promise.all([
    ...users.map((user) => compareInbox(world, model, user, inbox)),
    unreadOf && countUnread(world.as(unreadOf)).then((count) => expect(count).toEqual(model.unread(unreadOf))),
    compareThread(world, model, threadId, given),
  ]);
}

async function compareLog(world: World, model: ModelChat, user: User, threadId: string): Promise<void> {
  const ctx = world.as(user);
  const lastSeq = model.lastSeq(threadId);
  for (let after = 0; after < lastSeq; after += 100) {
    const query = { limit: 100, after_seq: after };
    expect(await listMessages(ctx, threadId, query)).toEqual(model.messages(user, threadId, query));
  }
  for (let seq = 10; seq <= lastSeq; seq += 10) {
    expect(await listReads(ctx, threadId, seq)).toEqual(model.reads(user, threadId, seq));
  }
}

/** Fails if world and model differ anywhere: in a log, an inbox, a count, or a receipt of every tenth message. */
export async function compareAll(world: World, model: ModelChat): Promise<void> {
  for (const user of users) {
    expect(await countUnread(world.as(user))).toEqual(model.unread(user));
    await compareInbox(world, model, user, { limit: pairs.length + 1, isActive: undefined });
    for (const pair of pairs) await compareLog(world, model, user, idOf(pair));
  }
}
