import { ChatError } from '../../protocol/errors.ts';
import type { Thread as ThreadView } from '../../protocol/objects.ts';
import { announceThread } from './delivery/deliver.ts';
import { bringBack } from './log/bring-back.ts';
import { recordAsParticipant, recordName, type Participation } from './log/participant.ts';
import { isHiddenFor, mayOpen } from './model/listing.ts';
import type { Thread } from './model/types.ts';
import { viewThread } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

/**
 * Closes a thread for its participants' messages, or reopens it, which puts it back into the caller's list (REST-7).
 * Closing a closed thread changes nothing, nor who has closed it.
 * @throws ChatError `forbidden` if the other side or the marketplace has closed it
 */
export async function setActive(ctx: UserContext, threadId: string, isActive: boolean): Promise<ThreadView> {
  const snapshot = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  const participation = await recordAsParticipant(ctx, snapshot);
  const { thread, role } = participation;
  const changed = isActive ? await open(ctx, participation) : await close(ctx, participation);
  if (changed !== thread) await announceThread(ctx, changed, role);
  return viewThread(changed, role, ctx.nowMs);
}

async function close(ctx: UserContext, participation: Participation): Promise<Thread> {
  const { thread, role } = participation;
  if (!thread.isActive) return thread;
  await recordName(ctx, participation);
  return ctx.store.close(thread.id, role);
}

async function open(ctx: UserContext, participation: Participation): Promise<Thread> {
  const { thread, role } = participation;
  if (thread.isActive && !isHiddenFor(thread, role)) return thread;
  if (!mayOpen(thread, role)) throw closedByAnother();
  await recordName(ctx, participation);
  const opened = await bringBack(ctx, thread, role);
  // The other side may have closed it since it was read.
  if (!opened.isActive) throw closedByAnother();
  return opened;
}

function closedByAnother(): ChatError {
  return new ChatError('forbidden', 'only who has closed the thread, or the marketplace, opens it again');
}
