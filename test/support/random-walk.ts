import { expect } from 'vitest';
import { ChatError } from '../../protocol/errors.ts';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { listMessages, listReads } from '../../lambdas/chat/list-messages.ts';
import { listThreads } from '../../lambdas/chat/list-threads.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { readThread } from '../../lambdas/chat/read-thread.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { threadIdOf } from '../../lambdas/chat/thread-id.ts';
import { marketplaceEvents, type SystemEvent } from '../../protocol/system-event.ts';
import type { Thread } from '../../protocol/objects.ts';
import { ModelChat, Refused, type EventInput, type Pair, type SendInput } from './model-chat.ts';
import { Random } from './random.ts';
import type { World } from './world.ts';

/** Random operations of two users over several threads, each done in the world and in the model, which must agree. */

const users = ['alice', 'bob'] as const;
type User = (typeof users)[number];

const pairs: Pair[] = [
  { client: 'alice', freelancer: 'bob', job: null },
  { client: 'alice', freelancer: 'bob', job: 'job-1' },
  { client: 'alice', freelancer: 'bob', job: 'job-2' },
  { client: 'bob', freelancer: 'alice', job: null },
  { client: 'bob', freelancer: 'alice', job: 'job-1' },
];
const idOf = ({ client, freelancer, job }: Pair) => threadIdOf(client, freelancer, job);

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

type Outcome = { done: unknown } | { refused: string; retryAfterMs: number | undefined };

/** What an operation has come to, in the world or in the model: its result, or the code of its refusal. */
async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    return { done: await work() };
  } catch (error) {
    if (error instanceof ChatError || error instanceof Refused) return { refused: error.code, retryAfterMs: error.retryAfterMs };
    throw error;
  }
}

interface Operation {
  label: string;
  pair: Pair;
  inWorld: () => unknown;
  inModel: () => unknown;
}

interface Sent {
  user: User;
  pair: Pair;
  input: SendInput;
}

export interface WalkOptions {
  seed: number;
  /**
   * A user's total unread count is asked for after one of so many steps; those of each thread stand in the inbox, which is
   * looked at after each. Asking rarely lets the memory of unread threads grow old.
   */
  askUnreadEvery: number;
  /** The longest pause between two operations that is usual. */
  usualPauseMs: number;
}

export class RandomWalk {
  private readonly random: Random;
  private readonly model: ModelChat;
  private readonly sent: Sent[] = [];
  private readonly events: { input: EventInput; pair: Pair }[] = [];
  private count = 0;
  /** The thread that the two are at; it changes now and then. */
  private pair: Pair = pairs[0] as Pair;
  /** How often each kind of operation has been done, and how often it was refused. */
  readonly tally: Record<string, number> = {};

  constructor(
    private readonly world: World,
    private readonly options: WalkOptions,
  ) {
    this.random = new Random(options.seed);
    this.model = new ModelChat(world.rules);
  }

  /** One operation, and everything that can be seen after it. Throws, naming seed and step, where world and model differ. */
  async step(): Promise<void> {
    this.count += 1;
    this.world.clock.nowMs += this.pauseMs();
    const user = this.random.pick(users);
    if (this.random.chance(0.4)) this.pair = this.random.pick(pairs);
    const operation = this.next(user, this.pair);
    try {
      await this.compare(operation);
      await this.compareViews(operation.pair);
    } catch (cause) {
      const at = new Date(this.world.clock.nowMs).toISOString();
      throw new Error(`seed ${this.options.seed}, step ${this.count}: ${user}, ${operation.label}, ${at}`, { cause });
    }
  }

  private pauseMs(): number {
    const longest = this.random.weighted<number>([
      [80, this.options.usualPauseMs],
      [12, 10 * minuteMs],
      [5, 3 * hourMs],
      [3, 8 * dayMs],
    ]);
    return this.random.below(longest);
  }

  /** Anything; but a thread that is closed or not there is often opened, so that there is something to talk in. */
  private next(user: User, pair: Pair): Operation {
    if (!this.model.isOpen(idOf(pair)) && this.random.chance(0.4)) {
      return this.random.chance(0.5) ? this.createThread(user, pair) : this.setActive(user, pair);
    }
    const kind = this.random.weighted<(user: User, pair: Pair) => Operation>([
      [36, this.send],
      [8, this.sendAgain],
      [7, this.event],
      [3, this.eventAgain],
      [14, this.markRead],
      [14, this.change],
      [8, this.setActive],
      [2, this.deleteThread],
      [6, this.createThread],
    ]);
    return kind.call(this, user, pair);
  }

  private send(user: User, pair: Pair): Operation {
    const seen = Math.max(0, this.model.lastSeq(idOf(pair)) - this.random.below(4));
    const input: SendInput = {
      content: this.text(),
      ...(this.random.chance(0.7) ? { client_message_id: `m-${this.count}` } : {}),
      ...(this.random.chance(0.5) ? { after_seq: seen } : {}),
    };
    this.sent.push({ user, pair, input });
    return this.sending('send', user, pair, input);
  }

  private sendAgain(user: User, pair: Pair): Operation {
    const again = this.sent.at(-1 - this.random.below(30));
    return again === undefined ? this.send(user, pair) : this.sending('send again', again.user, again.pair, again.input);
  }

  private sending(label: string, user: User, pair: Pair, input: SendInput): Operation {
    const ctx = this.world.as(user);
    const request = { ...input, thread_id: idOf(pair), type: 'text' };
    return {
      label: `${label} ${JSON.stringify(input)}`,
      pair,
      inWorld: () => sendMessage(ctx, this.world.rules, request),
      inModel: () => this.model.send(user, idOf(pair), input, ctx.nowMs, ctx.requestId),
    };
  }

  private event(_user: User, pair: Pair): Operation {
    const event = this.random.pick(marketplaceEvents);
    const input: EventInput = { event_id: `e-${this.count}`, event, content: this.text(), counts_as_unread: this.random.chance(0.6) };
    this.events.push({ input, pair });
    return this.postEvent('event', input, pair);
  }

  private eventAgain(user: User, pair: Pair): Operation {
    const again = this.events.at(-1 - this.random.below(20));
    return again === undefined ? this.event(user, pair) : this.postEvent('event again', again.input, again.pair);
  }

  private postEvent(label: string, input: EventInput, pair: Pair): Operation {
    const ctx = this.world.as('nobody');
    const byTriple = this.random.chance(0.6);
    const { client, freelancer, job } = pair;
    const triple = { client: { id: client }, freelancer: { id: freelancer }, job: job === null ? null : { id: job } };
    const payload: SystemEvent = { ...input, ...(byTriple ? triple : { thread_id: idOf(pair) }) };
    return {
      label: `${label} ${JSON.stringify(payload)}`,
      pair,
      inWorld: () => postSystemMessage(ctx, payload),
      inModel: () => this.model.event(input, idOf(pair), byTriple ? pair : null, ctx.nowMs, ctx.requestId),
    };
  }

  private markRead(user: User, pair: Pair): Operation {
    const ctx = this.world.as(user);
    const upToSeq = this.random.chance(0.5) ? undefined : this.someSeq(pair);
    return {
      label: `mark-read up to ${upToSeq}`,
      pair,
      inWorld: () => markAsRead(ctx, idOf(pair), upToSeq),
      inModel: () => ({ thread_id: idOf(pair), user_id: user, user, ...this.model.markRead(user, idOf(pair), upToSeq, ctx.nowMs) }),
    };
  }

  /** Mostly what was sent last, by whoever sent it. */
  private change(someone: User, pair: Pair): Operation {
    const seq = this.random.chance(0.6) ? Math.max(1, this.model.lastSeq(idOf(pair))) : this.someSeq(pair);
    const user = this.random.chance(0.8) ? (this.model.senderOf(idOf(pair), seq) as User | null) ?? someone : someone;
    const ctx = this.world.as(user);
    const content = this.random.chance(0.6) ? this.text() : null;
    const change = content === null ? { kind: 'delete' as const } : { kind: 'edit' as const, content };
    return {
      label: `${change.kind} ${seq}`,
      pair,
      inWorld: () => applyChange(ctx, this.world.rules, idOf(pair), seq, change),
      inModel: () => this.model.change(user, idOf(pair), seq, content, ctx.nowMs),
    };
  }

  private setActive(user: User, pair: Pair): Operation {
    const ctx = this.world.as(user);
    const isActive = this.random.chance(0.75);
    return {
      label: `set active ${isActive}`,
      pair,
      inWorld: () => setActive(ctx, idOf(pair), isActive),
      inModel: () => this.model.setActive(user, idOf(pair), isActive),
    };
  }

  private deleteThread(user: User, pair: Pair): Operation {
    const ctx = this.world.as(user);
    return {
      label: 'delete thread',
      pair,
      inWorld: () => deleteThread(ctx, idOf(pair)),
      inModel: () => this.model.delete(user, idOf(pair)),
    };
  }

  private createThread(user: User, pair: Pair): Operation {
    const ctx = this.world.as(user);
    const { client, freelancer, job } = pair;
    return {
      label: 'create thread',
      pair,
      inWorld: () => createThread(ctx, { client: { id: client }, freelancer: { id: freelancer }, job: job === null ? null : { id: job } }),
      inModel: () => this.model.create(user, idOf(pair), pair, ctx.nowMs),
    };
  }

  /** Mostly one of the newest; sometimes one beyond the end. */
  private someSeq(pair: Pair): number {
    const lastSeq = this.model.lastSeq(idOf(pair));
    return Math.max(1, this.random.chance(0.8) ? lastSeq + 1 - this.random.below(8) : this.random.below(lastSeq + 3));
  }

  private text(): string {
    return `${this.count} ${this.random.pick(['hello', 'und so weiter', '😀'.repeat(150), 'a\nb', '<b>&amp;</b>'])}`;
  }

  private async compare({ label, inWorld, inModel }: Operation): Promise<void> {
    const expected = await outcomeOf(inModel);
    const kind = `${label.replace(/ (\{|up to|\d).*/s, '')}${'refused' in expected ? `: ${expected.refused}` : ''}`;
    this.tally[kind] = (this.tally[kind] ?? 0) + 1;
    expect(await outcomeOf(inWorld)).toEqual(expected);
  }

  private async compareViews(pair: Pair): Promise<void> {
    const asking = users.filter(() => this.random.below(this.options.askUnreadEvery) === 0);
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
      const { results, next_cursor: next } = await listThreads(this.world.as(user), { limit, cursor, is_active: isActive });
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
    const query = { limit, ...this.random.pick([{}, {}, { before_seq: 1 + this.random.below(lastSeq + 2) }, { after_seq: this.random.below(lastSeq + 2) }]) };
    const seq = Math.max(1, lastSeq - this.random.below(10));
    const looks = [
      () => this.same(() => listMessages(ctx, threadId, query), () => this.model.messages(user, threadId, query)),
      () => this.same(() => readThread(ctx, threadId), () => this.model.thread(user, threadId)),
      () => this.same(() => listReads(ctx, threadId, seq), () => this.model.reads(user, threadId, seq)),
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
