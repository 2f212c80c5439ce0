import type { Message, Role } from '../../protocol/objects.ts';
import { deliverMessage } from './delivery/announce-message.ts';
import { connectionsOf, joinedTo } from './delivery/recipients.ts';
import { readQuotes } from './log/read-quotes.ts';
import { requireActive } from './log/require-active.ts';
import { untilCommitted } from './log/until-committed.ts';
import { requireUnblocked } from './model/blocks.ts';
import { notFound } from './model/errors.ts';
import { withNewestHead } from './model/head.ts';
import { withTokenName } from './model/names.ts';
import { roleOf } from './model/participant.ts';
import type { Quotes } from './model/quotes.ts';
import { changeReaction, type ReactionChange } from './model/reactions.ts';
import type { LogMessage, PresentConnection, Thread } from './model/types.ts';
import { viewMessage } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

/**
 * Adds or removes a reaction of the caller (RE-2), and pushes `message_updated` to everybody who has joined the
 * thread. The thread's own row stays as it is: reactions change no count and no order (RE-3). A repeat changes
 * nothing; it is pushed again, in case the first call died before it pushed.
 */
export async function react(ctx: UserContext, threadId: string, seq: number, change: ReactionChange): Promise<Message> {
  const {
    thread: read,
    role,
    message,
    quotes,
    connections,
  } = await untilCommitted(() => commit(ctx, threadId, seq, change));
  const own = connections.find(({ connectionId }) => connectionId === ctx.connectionId);
  const thread = withTokenName(read, role, own?.username ?? ctx.caller.username);
  const push = { event: 'message_updated' as const, message, quotes, seen: { thread } };
  await deliverMessage(ctx, push, joinedTo(threadId, connections));
  return viewMessage(thread, message, role, quotes);
}

interface Committed {
  thread: Thread;
  role: Role;
  message: LogMessage;
  quotes: Quotes;
  connections: PresentConnection[];
}

/**
 * Null if another change was faster. Two round trips: thread and message; then the write and, side by side with it,
 * who has joined. A join that both begins and ends while these two are under way is missed, and sees the reaction
 * with the message's next change.
 */
async function commit(
  ctx: UserContext,
  threadId: string,
  seq: number,
  change: ReactionChange,
): Promise<Committed | null> {
  const { thread, message } = await ctx.store.readThreadAndMessage(threadId, seq);
  if (thread === null) throw notFound('thread');
  const role = roleOf(thread, ctx.caller.userId);
  requireUnblocked(thread);
  if (message === null) throw notFound('message');
  const changed = changeReaction(message, role, change);
  if (changed !== message && !thread.isActive) await requireReopened(ctx, threadId);
  const [isHeld, connections, quotes] = await Promise.all([
    changed === message || ctx.store.replaceMessage(threadId, changed),
    connectionsOf(ctx, thread),
    readQuotes(ctx, threadId, [changed]),
  ]);
  return isHeld ? { thread, role, message: changed, quotes, connections } : null;
}

/** @throws ChatError `thread_inactive`, unless the log says that the thread has been reopened (WS-16) */
async function requireReopened(ctx: UserContext, threadId: string): Promise<void> {
  const { thread, messages } = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  if (thread !== null) await requireActive(ctx, thread, withNewestHead(thread, messages[0]).head);
}
