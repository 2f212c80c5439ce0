import { ChatError } from '../../protocol/errors.ts';
import type { Message, Role } from '../../protocol/objects.ts';
import { announceMessage } from './delivery/announce-message.ts';
import { asParticipant, recordName } from './log/participant.ts';
import { recordHead } from './log/record-head.ts';
import { notFound } from './model/errors.ts';
import { headOf } from './model/head.ts';
import type { Head, LogMessage, Thread } from './model/types.ts';
import { viewMessage } from './model/views.ts';
import type { Rules, UserContext } from './ports/context.ts';

/** What a sender does to their message. */
export type MessageChange = { kind: 'edit'; content: string } | { kind: 'delete' };

/** Maximum attempts before the change fails; each has lost to another change of the same message. */
const maxAttempts = 8;

/**
 * Edits or deletes a message in place (WS-13): its seq, its time and all counts stay. In an inactive thread a message can be deleted,
 * but not edited (WS-16).
 */
export async function applyChange(
  ctx: UserContext,
  rules: Rules,
  threadId: string,
  seq: number,
  change: MessageChange,
): Promise<Message> {
  const { participation, message, isNew } = await commit(ctx, rules, threadId, seq, change);
  const { snapshot, role } = participation;
  const thread = isNew ? await recordName(ctx, participation) : participation.thread;
  const recorded = { ...thread, head: snapshot.thread.head };
  const newest = thread.head?.seq === seq ? headOf(message) : thread.head;
  await announceMessage(ctx, {
    event: change.kind === 'edit' ? 'message_edited' : 'message_deleted',
    message,
    seen: { ...snapshot, thread },
    update: () => recordHead(ctx, recorded, newest),
  });
  return viewMessage(thread, message, role);
}

async function commit(ctx: UserContext, rules: Rules, threadId: string, seq: number, change: MessageChange) {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const [read, message] = await Promise.all([
      ctx.store.readThread(threadId, { messages: 1, consistent: true }),
      ctx.store.getMessage(threadId, seq, { consistent: true }),
    ]);
    const participation = await asParticipant(ctx, read);
    const { snapshot, thread, role } = participation;
    if (message === null) throw notFound('message');
    const changed = changeMessage(message, role, change, ctx.nowMs, rules.editWindowMs);
    const isNew = changed !== message;
    if (isNew && change.kind === 'edit') await requireActive(ctx, snapshot.thread, thread.head);
    if (!isNew || (await ctx.store.replaceMessage(threadId, changed)))
      return { participation, message: changed, isNew };
  }
  throw new ChatError('internal', 'the message is being changed elsewhere; try again');
}

/**
 * A message of the marketplace may have reopened the thread, by a call that died before it wrote so into the thread's row.
 * @throws ChatError `thread_inactive` (WS-16)
 */
async function requireActive(ctx: UserContext, recorded: Thread, head: Head | null): Promise<void> {
  if (recorded.isActive || (await recordHead(ctx, recorded, head)).isActive) return;
  throw new ChatError('thread_inactive', 'the thread is closed for edits');
}

/**
 * The message after the change. A deletion of a deleted message, and an edit to the text that it was last edited to,
 * return the very same message: a client may retry, and if the first call died before it notified anybody, the retry
 * notifies of the same revision.
 * @throws ChatError `forbidden` (WS-13): only the sender changes a message, for a limited time, and only text
 */
export function changeMessage(
  message: LogMessage,
  role: Role,
  change: MessageChange,
  nowMs: number,
  editWindowMs: number,
): LogMessage {
  if (message.author !== role) throw new ChatError('forbidden', 'only its sender may change a message');
  if (message.type !== 'text') throw new ChatError('forbidden', 'only text messages can be changed');
  if (message.deletedAtMs !== null) {
    if (change.kind === 'delete') return message;
    throw new ChatError('forbidden', 'the message is deleted');
  }
  if (nowMs - message.sentAtMs > editWindowMs)
    throw new ChatError('forbidden', 'the time to change the message is over');
  if (change.kind === 'edit' && message.editedAtMs !== null && message.content === change.content) return message;
  const revision = message.revision + 1;
  if (change.kind === 'edit')
    return { ...message, revision, content: change.content, editedAtMs: changedAtMs(message, nowMs) };
  return { ...message, revision, content: '', metadata: null, deletedAtMs: changedAtMs(message, nowMs) };
}

/** The time of a change is later than that of the change before it, even if it came by a clock that is behind. */
function changedAtMs({ sentAtMs, editedAtMs }: LogMessage, nowMs: number): number {
  return Math.max(nowMs, sentAtMs, (editedAtMs ?? 0) + 1);
}
