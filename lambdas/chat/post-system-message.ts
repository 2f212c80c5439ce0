import type { SystemEvent, SystemEventResult } from '../../protocol/system-event.ts';
import { announceMessage } from './delivery/announce-message.ts';
import { announceThread } from './delivery/deliver.ts';
import { finishSend } from './finish-send.ts';
import { appendAtEnd, type AppendResult, type Attempt } from './log/append-at-end.ts';
import { putBackRows } from './log/bring-back.ts';
import { findOrPrepare, type FoundThread } from './log/find-or-prepare.ts';
import { matchBlocks } from './log/match-blocks.ts';
import { recordHead } from './log/record-head.ts';
import { notFound } from './model/errors.ts';
import { headOf } from './model/head.ts';
import { activityChange, draftOf, requireSameTriple, withActivity } from './model/marketplace.ts';
import { newNames, withMarketplaceNames, withNamesOf } from './model/names.ts';
import { nextMessage } from './model/next-message.ts';
import { noQuotes } from './model/quotes.ts';
import { isTold } from './model/told.ts';
import type { LogMessage, Thread } from './model/types.ts';
import { viewMessage } from './model/views.ts';
import type { Context } from './ports/context.ts';
import type { KnownEvent } from './ports/store.ts';

/**
 * Writes the message of a marketplace event, exactly once for an `event_id`, into a thread that is created if
 * there is none.
 */
export async function postSystemMessage(ctx: Context, event: SystemEvent): Promise<SystemEventResult> {
  const known = await ctx.store.findEvent(event.event_id, ctx.nowMs);
  if (known !== null) return repeat(ctx, known);
  const committed = await commit(ctx, event);
  if (committed.kind === 'settled') return postSystemMessage(ctx, event);
  const { message } = committed;
  const snapshot = { ...committed.snapshot, thread: withActivity(committed.snapshot.thread, event) };
  if (snapshot.isNew) await matchBlocks(ctx, snapshot.thread);
  await finish(ctx, event, message, snapshot);
  return {
    thread_id: snapshot.thread.id,
    thread_created: snapshot.isNew,
    message: viewForMarketplace(snapshot.thread, message),
    duplicate: false,
  };
}

/** A deletion at the same time may have hidden the thread again; what brought it back has opened it. */
async function keepActivity(ctx: Context, thread: Thread, event: SystemEvent): Promise<Thread> {
  return event.is_active === false && thread.isActive ? ctx.store.close(thread.id, 'marketplace') : thread;
}

/**
 * Message, event, new thread and whether it is active in one transaction: exactly one message for an event, however
 * often and wherever it is repeated, and no thread for an event that is known. It settles without a message if another
 * call has written the event.
 */
async function commit(ctx: Context, event: SystemEvent): Promise<AppendResult<'event_known', FoundThread>> {
  const read = () => findThread(ctx, event);
  const append = async (message: LogMessage, { thread, isNew }: FoundThread): Promise<Attempt<'event_known'>> => {
    const change = isNew ? null : activityChange(thread, event);
    if (change !== null) await putBackRows(ctx, thread);
    const written = { id: event.event_id, nowMs: ctx.nowMs, change };
    const newThread = isNew ? withActivity(thread, event) : null;
    const outcome = await ctx.store.appendEventMessage(thread.id, message, written, newThread);
    if (outcome === 'event_known') return { kind: 'settled', result: outcome };
    return outcome === 'done' ? { kind: 'appended', message } : { kind: 'lost', taken: null };
  };
  const decide = ({ thread, messages }: FoundThread) => ({
    kind: 'append' as const,
    message: nextMessage(messages[0], draftOf(event, thread, ctx.requestId), ctx.nowMs, null),
  });
  return appendAtEnd(await read(), { decide, append, readAgain: read });
}

/** The thread that the event refers to, with the names from the event. */
async function findThread(ctx: Context, event: SystemEvent): Promise<FoundThread> {
  const found = await findNamed(ctx, event);
  const names = newNames(found.thread, event);
  if (names === null) return found;
  if (found.isNew) return { ...found, thread: withMarketplaceNames(found.thread, names) };
  const renamed = await ctx.store.rename(found.thread.id, names, 'marketplace');
  return { ...found, thread: withNamesOf(found.thread, renamed) };
}

async function findNamed(ctx: Context, event: SystemEvent): Promise<FoundThread> {
  const { thread_id: threadId, client, freelancer, job } = event;
  if (threadId !== undefined) {
    const { thread, ...rest } = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
    if (thread === null) throw notFound('thread');
    requireSameTriple(thread, event);
    return { ...rest, thread, isNew: false };
  }
  if (client === undefined || freelancer === undefined) throw notFound('thread');
  return findOrPrepare(ctx, { client, freelancer, job });
}

/**
 * What follows the commit: first the thread's own row, so that everybody who is notified reads what is true; then the
 * pushes; then the thread records that everybody was notified. If the call dies before that, a repeat or the stream
 * finishes it.
 */
async function finish(ctx: Context, event: SystemEvent, message: LogMessage, seen: FoundThread): Promise<void> {
  const thread = await recordHead(ctx, seen.thread, headOf(message));
  const announced = {
    event: 'new_message',
    message,
    quotes: noQuotes,
    newest: message,
    seen,
    current: thread,
  } as const;
  await announceMessage(ctx, announced);
  if (event.is_active !== undefined && !seen.isNew)
    await announceThread(ctx, await keepActivity(ctx, thread, event), 'marketplace');
  await recordHead(ctx, thread, headOf(message), { toldSeq: message.seq });
}

/** The result of an event that was done before; finishes what a call that died has left undone. */
async function repeat(ctx: Context, known: KnownEvent): Promise<SystemEventResult> {
  const [{ thread, ...rest }, message] = await Promise.all([
    ctx.store.readThread(known.threadId, { messages: 1, consistent: true }),
    ctx.store.getMessage(known.threadId, known.seq, { consistent: true }),
  ]);
  if (thread === null || message === null) throw new Error('the message of a known event is missing');
  if (!isTold(thread.told, known.seq)) await finishSend(ctx, { ...rest, thread }, message);
  return {
    thread_id: known.threadId,
    thread_created: false,
    message: viewForMarketplace(thread, message),
    duplicate: true,
  };
}

/** The marketplace reads nothing, so to it its message is never read. */
function viewForMarketplace(thread: Thread, message: LogMessage) {
  return { ...viewMessage(thread, message, 'client'), is_read: false };
}
