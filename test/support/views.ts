import { expect } from 'vitest';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import { listReads } from '../../lambdas/chat/list-reads.ts';
import { listThreads } from '../../lambdas/chat/list-threads.ts';
import { readThread } from '../../lambdas/chat/read-thread.ts';
import { threadIdOf } from '../../lambdas/chat/model/thread-id.ts';
import { ChatError } from '../../protocol/errors.ts';
import type { Thread } from '../../protocol/objects.ts';
import { Refused, type ModelChat, type Pair } from './model-chat.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** What two users see of their threads, in the world and in the model, which must agree. */

export const users = ['alice', 'bob'] as const;
export type User = (typeof users)[number];

export const pairs: Pair[] = [
  { client: 'alice', freelancer: 'bob', job: null },
  { client: 'alice', freelancer: 'bob', job: 'job-1' },
  { client: 'alice', freelancer: 'bob', job: 'job-2' },
  { client: 'bob', freelancer: 'alice', job: null },
  { client: 'bob', freelancer: 'alice', job: 'job-1' },
];
export const idOf = ({ client, freelancer, job }: Pair) => threadIdOf(client, freelancer, job);

type Outcome = { done: unknown } | { refused: string; retryAfterMs: number | undefined };

/** What an operation has come to, in the world or in the model: its result, or the code of its refusal. */
export async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    return { done: await work() };
  } catch (error) {
    if (error instanceof ChatError || error instanceof Refused)
      return { refused: error.code, retryAfterMs: error.retryAfterMs };
    throw error;
  }
}

export class Views {
  constructor(
    private readonly world: World,
    private readonly model: ModelChat,
    private readonly random: Random,
    private readonly askUnreadEvery: number,
  ) {}

  /** What can be seen after an operation in this thread. */
  async compareSome(pair: Pair): Promise<void> {
    const asking = users.filter(() => this.random.below(this.askUnreadEvery) === 0);
    await Promise.all([
      ...users.map((user) => this.compareInbox(user)),
      ...asking.map((user) => this.compareUnread(user)),
      this.compareThread(this.random.pick(users), idOf(pair)),
    ]);
  }

  private async compareUnread(user: User): Promise<void> {
    expect(await countUnread(this.world.as(user))).toEqual(this.model.unread(user));
  }

  /** Every page of the list, mostly in one. */
  private async compareInbox(user: User): Promise<void> {
    const limit = this.random.chance(0.9) ? pairs.length + 1 : 1 + this.random.below(pairs.length);
    const isActive = this.random.pick([undefined, undefined, undefined, true, false]);
    const listed: Thread[] = [];
    let cursor: string | undefined;
    for (let page = 0; page <= pairs.length; page += 1) {
      const { results, next_cursor: next } = await listThreads(this.world.as(user), {
        limit,
        cursor,
        is_active: isActive,
      });
      expect(results.length).toBeLessThanOrEqual(limit);
      listed.push(...results);
      if (next === null) break;
      cursor = next;
    }
    expect(listed).toEqual(this.model.inbox(user, isActive));
  }

  /** One of the ways to look into the thread that was touched; all of it is compared in the end. */
  private async compareThread(user: User, threadId: string): Promise<void> {
    const ctx = this.world.as(user);
    const lastSeq = this.model.lastSeq(threadId);
    const limit = 1 + this.random.below(12);
    const query = {
      limit,
      ...this.random.pick([
        {},
        {},
        { before_seq: 1 + this.random.below(lastSeq + 2) },
        { after_seq: this.random.below(lastSeq + 2) },
      ]),
    };
    const seq = Math.max(1, lastSeq - this.random.below(10));
    const looks = [
      () =>
        this.same(
          () => listMessages(ctx, threadId, query),
          () => this.model.messages(user, threadId, query),
        ),
      () =>
        this.same(
          () => readThread(ctx, threadId),
          () => this.model.thread(user, threadId),
        ),
      () =>
        this.same(
          () => listReads(ctx, threadId, seq),
          () => this.model.reads(user, threadId, seq),
        ),
    ];
    await this.random.pick(looks)();
  }

  private async same(inWorld: () => unknown, inModel: () => unknown): Promise<void> {
    expect(await outcomeOf(inWorld)).toEqual(await outcomeOf(inModel));
  }

  /** The whole of every thread, and every receipt. */
  async compareAll(): Promise<void> {
    for (const user of users) {
      await this.compareUnread(user);
      await this.compareInbox(user);
      for (const pair of pairs) await this.compareLog(user, idOf(pair));
    }
  }

  private async compareLog(user: User, threadId: string): Promise<void> {
    const ctx = this.world.as(user);
    const lastSeq = this.model.lastSeq(threadId);
    for (let after = 0; after < lastSeq; after += 100) {
      const query = { limit: 100, after_seq: after };
      expect(await listMessages(ctx, threadId, query)).toEqual(this.model.messages(user, threadId, query));
    }
    const seqs = Array.from({ length: lastSeq }, (_, index) => index + 1).filter((seq) => seq % 10 === 0);
    const reads = await Promise.all(seqs.map((seq) => listReads(ctx, threadId, seq)));
    expect(reads).toEqual(seqs.map((seq) => this.model.reads(user, threadId, seq)));
  }
}
