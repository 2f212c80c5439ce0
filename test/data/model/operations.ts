import fc from 'fast-check';
import { applyChange } from '../../../lambdas/chat/change-message.ts';
import { createThread } from '../../../lambdas/chat/create-thread.ts';
import { deleteThread } from '../../../lambdas/chat/delete-thread.ts';
import { markAsRead } from '../../../lambdas/chat/mark-as-read.ts';
import { postSystemMessage } from '../../../lambdas/chat/post-system-message.ts';
import { react } from '../../../lambdas/chat/react.ts';
import { sendMessage } from '../../../lambdas/chat/send-message.ts';
import { setActive } from '../../../lambdas/chat/set-active.ts';
import { marketplaceEvents } from '../../../protocol/system-event.ts';
import type { World } from '../../support/world.ts';
import type { EventInput, ModelChat, SendInput } from './model-chat.ts';
import type { Pair } from './model-thread.ts';
import { idOf, tripleOf, type User } from './pairs.ts';

/** What happened so far, for operations that repeat something. */
export interface History {
  chat: ModelChat;
  sent: { user: User; pair: Pair; input: SendInput }[];
  events: { pair: Pair; input: EventInput }[];
  /** The kinds of operations that were done, each with the code of its refusal if it was refused. */
  seen: Set<string>;
}

export interface Both {
  inWorld: () => unknown;
  inModel: () => unknown;
}

/** An operation of a user in the thread of a pair. */
export interface Operation {
  kind: string;
  /** It needs an open thread to do anything but fail. */
  needsOpen?: true;
  prepare(history: History, world: World, user: User, pair: Pair): Both;
}

const text = fc.constantFrom('hello', 'und so weiter', '😀'.repeat(150), 'a\nb', '<b>&amp;</b>');
/** Mostly one of the newest messages, sometimes one beyond the end. */
const back = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 7 }) }, { weight: 1, arbitrary: fc.nat(40) });
const seqAt = ({ chat }: History, pair: Pair, backBy: number) => Math.max(1, chat.lastSeq(idOf(pair)) + 1 - backBy);

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

function sending({ chat }: History, world: World, user: User, pair: Pair, input: SendInput): Both {
  const ctx = world.as(user);
  const request = { ...input, thread_id: idOf(pair), type: 'text' };
  return {
    inWorld: () => sendMessage(ctx, world.rules, request),
    inModel: () => chat.send(user, idOf(pair), input, ctx.nowMs, ctx.requestId),
  };
}

const send = fc
  .record({ content: text, hasKey: fc.boolean(), seenBack: maybe(fc.nat(3)), replyBack: maybe(back) })
  .map(({ content, hasKey, seenBack, replyBack }): Operation => ({
    kind: 'send',
    needsOpen: true,
    prepare(history, world, user, pair) {
      const input: SendInput = {
        content,
        ...(hasKey && { client_message_id: `m-${history.sent.length}` }),
        ...(seenBack !== undefined && { after_seq: Math.max(0, history.chat.lastSeq(idOf(pair)) - seenBack) }),
        ...(replyBack !== undefined && { reply_to: seqAt(history, pair, replyBack) }),
      };
      history.sent.push({ user, pair, input });
      return sending(history, world, user, pair, input);
    },
  }));

const sendAgain = fc.nat(29).map((backBy): Operation => ({
  kind: 'send again',
  prepare(history, world, user, pair) {
    const again = history.sent.at(-1 - backBy) ?? { user, pair, input: { content: 'first' } };
    return sending(history, world, again.user, again.pair, again.input);
  },
}));

function posting({ chat }: History, world: World, pair: Pair, input: EventInput, byTriple: boolean): Both {
  const ctx = world.as('nobody');
  const payload = { ...input, ...(byTriple ? tripleOf(pair) : { thread_id: idOf(pair) }) };
  return {
    inWorld: () => postSystemMessage(ctx, payload),
    inModel: () => chat.event(input, idOf(pair), byTriple ? pair : null, ctx.nowMs, ctx.requestId),
  };
}

const event = fc
  .record({
    event: fc.constantFrom(...marketplaceEvents),
    content: text,
    counts_as_unread: fc.boolean(),
    byTriple: fc.boolean(),
  })
  .map(({ byTriple, ...fields }): Operation => ({
    kind: 'event',
    prepare(history, world, _user, pair) {
      const input: EventInput = { event_id: `e-${history.events.length}`, ...fields };
      history.events.push({ pair, input });
      return posting(history, world, pair, input, byTriple);
    },
  }));

const eventAgain = fc.record({ backBy: fc.nat(9), byTriple: fc.boolean() }).map(({ backBy, byTriple }): Operation => ({
  kind: 'event again',
  prepare(history, world, _user, pair) {
    const fresh: EventInput = { event_id: 'e-first', event: 'system', content: 'first', counts_as_unread: true };
    const again = history.events.at(-1 - backBy) ?? { pair, input: fresh };
    return posting(history, world, again.pair, again.input, byTriple);
  },
}));

const read = fc.option(back, { nil: undefined }).map((backBy): Operation => ({
  kind: 'mark as read',
  prepare(history, world, user, pair) {
    const ctx = world.as(user);
    const upToSeq = backBy === undefined ? undefined : seqAt(history, pair, backBy);
    const who = { thread_id: idOf(pair), user_id: user, user };
    return {
      inWorld: () => markAsRead(ctx, idOf(pair), upToSeq),
      inModel: () => ({ ...who, ...history.chat.markRead(user, idOf(pair), upToSeq, ctx.nowMs) }),
    };
  },
}));

/** Mostly by the sender of the message. */
const change = fc
  .record({
    backBy: back,
    bySender: fc.integer({ min: 0, max: 4 }),
    content: fc.option(text),
    revision: maybe(fc.nat(2)),
  })
  .map(({ backBy, bySender, content, revision }): Operation => ({
    kind: content === null ? 'delete' : 'edit',
    prepare(history, world, someone, pair) {
      const seq = seqAt(history, pair, backBy);
      const sender = history.chat.senderOf(idOf(pair), seq) as User | null;
      const user = bySender > 0 ? (sender ?? someone) : someone;
      const ctx = world.as(user);
      const given = content === null ? ({ kind: 'delete' } as const) : ({ kind: 'edit', content, revision } as const);
      return {
        inWorld: () => applyChange(ctx, world.rules, idOf(pair), seq, given),
        inModel: () => history.chat.change(user, idOf(pair), seq, { content, revision, nowMs: ctx.nowMs }),
      };
    },
  }));

const reaction = fc
  .record({ backBy: back, kind: fc.constantFrom('add', 'add', 'remove'), emoji: fc.constantFrom('👍', '❤️', '🎉') })
  .map(({ backBy, kind, emoji }): Operation => ({
    kind: `${kind} reaction`,
    prepare(history, world, user, pair) {
      const seq = seqAt(history, pair, backBy);
      return {
        inWorld: () => react(world.as(user), idOf(pair), seq, { kind, emoji }),
        inModel: () => history.chat.react(user, idOf(pair), seq, kind, emoji),
      };
    },
  }));

const activity = fc.constantFrom(true, true, true, false).map((isActive): Operation => ({
  kind: isActive ? 'open' : 'close',
  prepare: ({ chat }, world, user, pair) => ({
    inWorld: () => setActive(world.as(user), idOf(pair), isActive),
    inModel: () => chat.setActive(user, idOf(pair), isActive),
  }),
}));

const deletion = fc.constant<Operation>({
  kind: 'delete thread',
  prepare: ({ chat }, world, user, pair) => ({
    inWorld: () => deleteThread(world.as(user), idOf(pair)),
    inModel: () => chat.delete(user, idOf(pair)),
  }),
});

const creation = fc.constant<Operation>({
  kind: 'create thread',
  prepare({ chat }, world, user, pair) {
    const ctx = world.as(user);
    return {
      inWorld: () => createThread(ctx, world.rules, tripleOf(pair)),
      inModel: () => chat.create(user, idOf(pair), pair, ctx.nowMs),
    };
  },
});

/** All operations, each as often as people do it. */
export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 36, arbitrary: send },
  { weight: 8, arbitrary: sendAgain },
  { weight: 7, arbitrary: event },
  { weight: 3, arbitrary: eventAgain },
  { weight: 14, arbitrary: read },
  { weight: 14, arbitrary: change },
  { weight: 10, arbitrary: reaction },
  { weight: 10, arbitrary: activity },
  { weight: 2, arbitrary: deletion },
  { weight: 8, arbitrary: creation },
);
