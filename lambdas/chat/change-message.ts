import { ChatError } from '../../protocol/errors.ts';
import type { Message } from '../../protocol/objects.ts';
import { announceMessage } from './delivery/announce-message.ts';
import { asParticipant, recordName, type Participation } from './log/participant.ts';
import { readQuotes } from './log/read-quotes.ts';
import { recordHead } from './log/record-head.ts';
import { requireActive } from './log/require-active.ts';
import { untilCommitted } from './log/until-committed.ts';
import { notFound } from './model/errors.ts';
import { headOf } from './model/head.ts';
import { changeMessage, isOutdated, type MessageChange } from './model/message-change.ts';
import type { Quotes } from './model/quotes.ts';
import type { LogMessage, ThreadSnapshot } from './model/types.ts';
import { isChangeFinished } from './model/unfinished.ts';
import { viewMessage } from './model/views.ts';
import type { Context, Rules, UserContext } from './ports/context.ts';

/**
 * Edits or deletes a message in place (WS-13): its seq, its time and all counts stay. In an inactive thread a message
 * can be deleted, but not edited (WS-16).
 */
export async function applyChange(
  ctx: UserContext,
  rules: Rules,
  threadId: string,
  seq: number,
  change: MessageChange,
): Promise<Message> {
  const { participation, message, isNew, quotes } = await untilCommitted(() =>
    commit(ctx, rules, threadId, seq, change),
  );
  const { snapshot, role } = participation;
  const thread = isNew ? await recordName(ctx, participation) : participation.thread;
  await finishChange(ctx, { ...snapshot, thread: { ...thread, head: snapshot.thread.head } }, message, quotes);
  return viewMessage(thread, message, role, quotes);
}

/**
 * What follows the commit of a change: the pushes, then the thread's own row if the message is the newest one, and last
 * the mark in the message that everybody has been notified. Without that mark the stream takes the call for dead.
 * `seen` is what was read before the commit, with the thread as its own row was.
 */
export async function finishChange(
  ctx: Context,
  seen: ThreadSnapshot,
  message: LogMessage,
  quotes: Quotes,
): Promise<void> {
  const [latest] = seen.messages;
  const newest = latest !== undefined && latest.seq > message.seq ? latest : message;
  const event = message.deletedAtMs === null ? 'message_edited' : 'message_deleted';
  await announceMessage(ctx, { event, message, quotes, newest, seen });
  await recordHead(ctx, seen.thread, headOf(newest));
  if (!isChangeFinished(message))
    await ctx.store.markRevisionTold(seen.thread.id, message.seq, message.contentRevision);
}

interface Committed {
  participation: Participation;
  message: LogMessage;
  /** False if the message was already changed in this way. */
  isNew: boolean;
  quotes: Quotes;
}

/** Null if another change was faster. */
async function commit(
  ctx: UserContext,
  rules: Rules,
  threadId: string,
  seq: number,
  change: MessageChange,
): Promise<Committed | null> {
  const [read, message] = await Promise.all([
    ctx.store.readThread(threadId, { messages: 1, consistent: true }),
    ctx.store.getMessage(threadId, seq, { consistent: true }),
  ]);
  const participation = await asParticipant(ctx, read);
  if (message === null) throw notFound('message');
  const changed = changeMessage(message, participation.role, change, ctx.nowMs, rules.editWindowMs);
  const isNew = changed !== message;
  if (isNew) await requireAllowed(ctx, participation, message, change);
  const [isHeld, quotes] = await Promise.all([
    !isNew || ctx.store.replaceMessage(threadId, changed),
    readQuotes(ctx, threadId, [changed]),
  ]);
  return isHeld ? { participation, message: changed, isNew, quotes } : null;
}

/**
 * Refuses a change that is not a repeat and is not allowed.
 * @throws ChatError `conflict` (WS-13), `thread_inactive` (WS-16)
 */
async function requireAllowed(
  ctx: UserContext,
  participation: Participation,
  message: LogMessage,
  change: MessageChange,
): Promise<void> {
  if (isOutdated(message, change)) throw await outdated(ctx, participation, message);
  const { snapshot, thread } = participation;
  if (change.kind === 'edit') await requireActive(ctx, snapshot.thread, thread.head);
}

/** The client's answer to it is to show what the message is now (WS-13). */
async function outdated(ctx: UserContext, { thread, role }: Participation, message: LogMessage): Promise<ChatError> {
  const current = viewMessage(thread, message, role, await readQuotes(ctx, thread.id, [message]));
  const details = [{ field: 'revision', message: `is ${message.revision} by now`, current }];
  return new ChatError('conflict', 'revision: the message has been changed since', { details });
}
