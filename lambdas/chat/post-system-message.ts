import { badRequest } from '../../protocol/parse.ts';
import { limits } from '../../protocol/limits.ts';
import { cutChars, normaliseContent } from '../../protocol/text.ts';
import { messageTypeOf, type SystemEvent, type SystemEventResult } from '../../protocol/system-event.ts';
import { announceMessage } from './delivery/announce-message.ts';
import { announceThread } from './delivery/announce-thread.ts';
import { appendAtEnd, nextMessage, type Draft } from './log/append-message.ts';
import { findOrPrepare } from './create-thread.ts';
import { viewMessage } from './model/message.ts';
import type { LogMessage, Thread, ThreadSnapshot } from './model/types.ts';
import type { Context } from './ports/context.ts';
import type { EventAppended, KnownEvent } from './ports/store.ts';
import { recordHead } from './log/record-head.ts';
import { headOf, notFound, withNewestHead } from './model/thread.ts';
import { systemText } from './model/system-text.ts';

/** The names that the event gives and the thread does not have yet: the marketplace's word counts (unlike a user's). */
function newNames(thread: Thread, { client, freelancer, job }: SystemEvent) {
  const names = {
    client: client?.username && client.username !== thread.client.username ? client.username : undefined,
    freelancer:
      freelancer?.username && freelancer.username !== thread.freelancer.username ? freelancer.username : undefined,
    jobTitle: thread.job !== null && job?.title && job.title !== thread.job.title ? job.title : undefined,
  };
  return Object.values(names).some((name) => name !== undefined) ? names : null;
}

function withNames(thread: Thread, names: NonNullable<ReturnType<typeof newNames>>): Thread {
  return {
    ...thread,
    client: { ...thread.client, username: names.client ?? thread.client.username },
    freelancer: { ...thread.freelancer, username: names.freelancer ?? thread.freelancer.username },
    job: thread.job === null ? null : { ...thread.job, title: names.jobTitle ?? thread.job.title },
  };
}

/** An event that names both a thread and people or a job must mean the same. */
function requireSameTriple(thread: Thread, event: SystemEvent): void {
  const given = { client: event.client, freelancer: event.freelancer, job: event.job };
  const wrong = (['client', 'freelancer', 'job'] as const).filter(
    (part) => given[part] && given[part].id !== thread[part]?.id,
  );
  if (wrong.length > 0)
    throw badRequest(wrong.map((part) => ({ field: `${part}.id`, message: 'is not that of the thread' })));
}

async function readNamedThread(ctx: Context, event: SystemEvent, threadId: string): Promise<ThreadSnapshot> {
  const snapshot = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  if (snapshot.thread === null) throw notFound('thread');
  requireSameTriple(snapshot.thread, event);
  return { ...snapshot, thread: snapshot.thread };
}

async function findThread(ctx: Context, event: SystemEvent): Promise<{ snapshot: ThreadSnapshot; isNew: boolean }> {
  const { thread_id: threadId, client, freelancer, job } = event;
  if (threadId !== undefined) return { snapshot: await readNamedThread(ctx, event, threadId), isNew: false };
  if (client === undefined || freelancer === undefined) throw notFound('thread');
  return findOrPrepare(ctx, { client, freelancer, job });
}

async function withNamesOfEvent(ctx: Context, event: SystemEvent, snapshot: ThreadSnapshot): Promise<ThreadSnapshot> {
  const names = newNames(snapshot.thread, event);
  if (names === null) return snapshot;
  await ctx.store.rename(snapshot.thread.id, names);
  return { ...snapshot, thread: withNames(snapshot.thread, names) };
}

/** Metadata may hold half a surrogate pair, which JSON can carry; a text of its own made from it may not. */
function draftOf(ctx: Context, event: SystemEvent, thread: Thread): Draft {
  const { content, metadata } = event;
  const text =
    content ??
    cutChars(normaliseContent(systemText(event.event, thread, metadata ?? {}).toWellFormed()), limits.contentChars);
  return {
    id: ctx.requestId,
    author: 'marketplace',
    type: messageTypeOf[event.event],
    content: text,
    clientMessageId: null,
    metadata: metadata === undefined ? null : JSON.stringify(metadata),
    countsAsUnread: event.counts_as_unread,
  };
}

/**
 * Message, event and new thread in one transaction: exactly one message for an event, however often and wherever it is
 * repeated, and no thread for an event that is known.
 */
async function commit(ctx: Context, event: SystemEvent) {
  const first = await findThread(ctx, event);
  let { isNew } = first;
  let outcome: EventAppended = 'place_taken';
  const appended = await appendAtEnd(await withNamesOfEvent(ctx, event, first.snapshot), {
    decide: (snapshot) =>
      outcome === 'event_known'
        ? { kind: 'settled', result: outcome }
        : {
            kind: 'append',
            message: nextMessage(snapshot.messages[0], draftOf(ctx, event, snapshot.thread), ctx.nowMs, null),
          },
    append: async (message) => {
      const { thread } = first.snapshot;
      outcome = await ctx.store.appendEventMessage(
        thread.id,
        message,
        { id: event.event_id, nowMs: ctx.nowMs },
        isNew ? thread : null,
      );
      return outcome === 'done' ? { done: true } : { done: false, taken: null };
    },
    readAgain: async () => {
      const again = await findThread(ctx, event);
      isNew = again.isNew;
      return withNamesOfEvent(ctx, event, again.snapshot);
    },
  });
  return { ...appended, threadCreated: isNew };
}

/**
 * What follows the commit: the thread's row, so that whoever is told reads what is true, then the pushes, then the mark at the
 * event that everybody was told; a repeat does all of it again where a process died before the mark.
 */
async function finish(ctx: Context, eventId: string, message: LogMessage, snapshot: ThreadSnapshot): Promise<void> {
  const thread = await recordHead(ctx, snapshot.thread, headOf(message));
  await announceMessage(ctx, 'new_message', message, snapshot, () => Promise.resolve(thread));
  await ctx.store.markEventTold(eventId);
}

/** The marketplace reads nothing, so to it its message is never read. */
function viewForMarketplace(thread: Thread, message: LogMessage) {
  return { ...viewMessage(thread, message, 'client'), is_read: false };
}

/** The result of an event that was done before; what a process that died has left undone is done now. */
async function repeat(ctx: Context, eventId: string, known: KnownEvent): Promise<SystemEventResult> {
  const [snapshot, message] = await Promise.all([
    ctx.store.readThread(known.threadId, { messages: 1, consistent: true }),
    ctx.store.getMessage(known.threadId, known.seq, true),
  ]);
  if (snapshot.thread === null || message === null) throw new Error('the message of a known event is missing');
  if (!known.isTold) {
    // The first try may have brought a deleted thread back and died over telling so.
    await announceThread(ctx, withNewestHead(snapshot.thread, snapshot.messages[0]));
    await finish(ctx, eventId, message, { ...snapshot, thread: snapshot.thread });
  }
  return {
    thread_id: known.threadId,
    thread_created: false,
    message: viewForMarketplace(snapshot.thread, message),
    duplicate: true,
  };
}

/** Writes the message of a marketplace event, exactly once for an `event_id`, into a thread that is made if need be. */
export async function postSystemMessage(ctx: Context, event: SystemEvent): Promise<SystemEventResult> {
  const known = await ctx.store.findEvent(event.event_id, ctx.nowMs);
  if (known !== null) return repeat(ctx, event.event_id, known);
  const outcome = await commit(ctx, event);
  if (outcome.kind === 'settled') return postSystemMessage(ctx, event);
  const { message, snapshot, threadCreated } = outcome;
  await finish(ctx, event.event_id, message, snapshot);
  return {
    thread_id: snapshot.thread.id,
    thread_created: threadCreated,
    message: viewForMarketplace(snapshot.thread, message),
    duplicate: false,
  };
}
