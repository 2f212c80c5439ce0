import { expect } from 'vitest';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { createThread } from '../../lambdas/chat/create-thread.ts';
import { deleteThread } from '../../lambdas/chat/delete-thread.ts';
import { markAsRead } from '../../lambdas/chat/mark-as-read.ts';
import { postSystemMessage } from '../../lambdas/chat/post-system-message.ts';
import { sendMessage } from '../../lambdas/chat/send-message.ts';
import { setActive } from '../../lambdas/chat/set-active.ts';
import { marketplaceEvents, type SystemEvent } from '../../protocol/system-event.ts';
import { ModelChat, type EventInput, type Pair, type SendInput } from './model-chat.ts';
import { Random } from './random.ts';
import { idOf, outcomeOf, pairs, users, Views, type User } from './views.ts';
import type { World } from './world.ts';

/** Random operations of two users over several threads, each done in the world and in the model, which must agree. */

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

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
  /** A user's total unread count is asked for after one of so many steps; those of each thread stand in the inbox, which is looked at after each. */
  askUnreadEvery: number;
  /** The longest pause between two operations that is usual. */
  usualPauseMs: number;
}

export class RandomWalk {
  private readonly random: Random;
  private readonly model: ModelChat;
  private readonly views: Views;
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
    this.views = new Views(world, this.model, this.random, options.askUnreadEvery);
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
      await this.views.compareSome(operation.pair);
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
    return again === undefined
      ? this.send(user, pair)
      : this.sending('send again', again.user, again.pair, again.input);
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
    const input: EventInput = {
      event_id: `e-${this.count}`,
      event,
      content: this.text(),
      counts_as_unread: this.random.chance(0.6),
    };
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
      inModel: () => ({
        thread_id: idOf(pair),
        user_id: user,
        user,
        ...this.model.markRead(user, idOf(pair), upToSeq, ctx.nowMs),
      }),
    };
  }

  /** Mostly what was sent last, by whoever sent it. */
  private change(someone: User, pair: Pair): Operation {
    const seq = this.random.chance(0.6) ? Math.max(1, this.model.lastSeq(idOf(pair))) : this.someSeq(pair);
    const user = this.random.chance(0.8) ? ((this.model.senderOf(idOf(pair), seq) as User | null) ?? someone) : someone;
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
      inWorld: () =>
        createThread(ctx, {
          client: { id: client },
          freelancer: { id: freelancer },
          job: job === null ? null : { id: job },
        }),
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

  /** The whole of every thread, and every receipt. */
  async compareAll(): Promise<void> {
    await this.views.compareAll();
  }
}
