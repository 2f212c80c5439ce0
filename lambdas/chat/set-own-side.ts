import { ChatError } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import type { Thread as ThreadView } from '../../protocol/objects.ts';
import type { OwnChange } from '../../protocol/own-side.ts';
import { deliverThread } from './delivery/deliver.ts';
import { connectionsOf } from './delivery/recipients.ts';
import { recordAsParticipant, type Participation } from './log/participant.ts';
import { isHiddenFor } from './model/listing.ts';
import { withNamesOf } from './model/names.ts';
import { changeOwnSide, isSameOwnSide, tooManyPins } from './model/own-side.ts';
import type { OwnSide } from './model/types.ts';
import { viewThread } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

/**
 * Maximum attempts before the change fails; each has lost to another change of the same user, or of the thread's step.
 */
const maxAttempts = 8;

/**
 * Changes the caller's own side of the thread, all of the given fields at once (ME-1). All of the caller's connections
 * get `thread_updated`, and nobody else does. A change that changes nothing writes nothing.
 */
export async function setOwnSide(ctx: UserContext, threadId: string, change: OwnChange): Promise<ThreadView> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const { thread, role } = await read(ctx, threadId);
    const own = changeOwnSide(thread, role, change, ctx.nowMs);
    const isChanged = !isSameOwnSide(own, thread.own[role]);
    if (isChanged) await requirePinnable(ctx, { thread, role }, own);
    const written = isChanged ? await ctx.store.writeOwnSide(thread, role, own) : thread;
    if (written === null) continue;
    // If an earlier attempt's answer was lost, the first read after it finds the change made.
    if (isChanged || attempt > 1) await deliverThread(ctx, written, await connectionsOf(ctx, written, [role]));
    return viewThread(withNamesOf(written, thread), role, ctx.nowMs);
  }
  throw new ChatError('internal', 'the thread is being changed elsewhere; try again');
}

/** The thread's own row is brought up to its log first: what the change stores counts from the newest message. */
async function read(ctx: UserContext, threadId: string): Promise<Participation> {
  return recordAsParticipant(ctx, await ctx.store.readThread(threadId, { messages: 1, consistent: true }));
}

/**
 * The limit is checked before anything is written; the write checks it again, as others may be pinned at the same time.
 */
async function requirePinnable(
  ctx: UserContext,
  { thread, role }: Pick<Participation, 'thread' | 'role'>,
  own: OwnSide,
): Promise<void> {
  if (!own.isPinned || thread.own[role].isPinned) return;
  if (isHiddenFor(thread, role)) throw new ChatError('conflict', 'the thread is deleted; it cannot be pinned');
  const pinned = await ctx.store.listPins(ctx.caller.userId);
  if (pinned.length >= limits.pinnedThreads && !pinned.includes(thread.id)) throw tooManyPins();
}
