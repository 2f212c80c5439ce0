import { ChatError } from '../../protocol/errors.ts';
import type { Message, Role } from '../../protocol/objects.ts';
import { announceMessage } from './delivery/announce-message.ts';
import { viewMessage } from './model/message.ts';
import type { LogMessage, Thread } from './model/types.ts';
import { asParticipant } from './log/participant.ts';
import type { Rules, UserContext } from './ports/context.ts';
import { recordHead } from './log/record-head.ts';
import { headOf, notFound } from './model/thread.ts';

/** What is to become of a message. */
export type Change = { kind: 'edit'; content: string } | { kind: 'delete' };

/** So often two changes of one message may cross before the later one gives up. */
const maxAttempts = 8;

/**
 * When a change is made: after those before it, whatever the clocks of two gateways say, since clients tell by the time which of
 * two versions is the later.
 */
function changedAtMs({ sentAtMs, editedAtMs }: LogMessage, nowMs: number): number {
  return Math.max(nowMs, sentAtMs, (editedAtMs ?? 0) + 1);
}

/**
 * The message after the change, or `forbidden` (WS-13): its sender alone, for a limited time, and only text. Deleting what
 * is deleted, or editing to what it has been edited to, changes nothing: a client can repeat it, and where the process of the
 * first try died before it told anybody, the repeat tells of the very same version.
 */
export function changeMessage(
  message: LogMessage,
  role: Role,
  change: Change,
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

async function commit(ctx: UserContext, rules: Rules, threadId: string, seq: number, change: Change) {
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const [snapshot, message] = await Promise.all([
      ctx.store.readThread(threadId, { messages: 1, consistent: true }),
      ctx.store.getMessage(threadId, seq, true),
    ]);
    const { thread, role } = await asParticipant(ctx, snapshot);
    if (message === null) throw notFound('message');
    const changed = changeMessage(message, role, change, ctx.nowMs, rules.editWindowMs);
    if (changed === message || (await ctx.store.replaceMessage(threadId, changed)))
      return { snapshot, thread, role, message: changed };
  }
  throw new ChatError('internal', 'the message is being changed elsewhere; try again');
}

/** Edits or deletes a message in place: its seq, its time and all counts stay. */
export async function applyChange(
  ctx: UserContext,
  rules: Rules,
  threadId: string,
  seq: number,
  change: Change,
): Promise<Message> {
  const { snapshot, thread, role, message } = await commit(ctx, rules, threadId, seq, change);
  const newest = thread.head?.seq === seq ? headOf(message) : thread.head;
  const recorded: Thread = { ...thread, head: snapshot.thread?.head ?? null };
  const event = change.kind === 'edit' ? 'message_edited' : 'message_deleted';
  await announceMessage(ctx, event, message, { ...snapshot, thread }, () => recordHead(ctx, recorded, newest));
  return viewMessage(thread, message, role);
}
