import { ChatError } from '../../protocol/errors.ts';
import type { Thread as ThreadView } from '../../protocol/objects.ts';
import { announceThread } from './delivery/deliver.ts';
import { bringBack } from './log/bring-back.ts';
import { findOrPrepare } from './log/find-or-prepare.ts';
import { matchBlocks } from './log/match-blocks.ts';
import { recordAsParticipant, recordName } from './log/participant.ts';
import { blockedError } from './model/blocks.ts';
import { isHiddenFor } from './model/listing.ts';
import { withTokenName } from './model/names.ts';
import type { Triple } from './model/new-thread.ts';
import { roleOf } from './model/participant.ts';
import type { Caller, ThreadSnapshot } from './model/types.ts';
import { viewThread } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

/**
 * The caller's thread with somebody about a job: created, found as it is, or brought back if the caller had deleted it.
 * @throws ChatError `forbidden` if one of them has blocked the other (ME-3)
 */
export async function createThread(
  ctx: UserContext,
  triple: Triple,
): Promise<{ thread: ThreadView; created: boolean }> {
  requireOneOfTheTwo(triple, ctx.caller);
  if ((await ctx.store.findBlockers(triple.client.id, triple.freelancer.id)).length > 0) throw blockedError();
  const { snapshot, created } = await findOrCreate(ctx, triple);
  const participation = await recordAsParticipant(ctx, snapshot);
  const { thread, role } = participation;
  const isDeleted = isHiddenFor(thread, role);
  if (isDeleted) await recordName(ctx, participation);
  const current = isDeleted ? await bringBack(ctx, thread, role) : thread;
  if (created || isDeleted) await announceThread(ctx, current, role);
  return { thread: viewThread(current, role, ctx.nowMs), created };
}

function requireOneOfTheTwo({ client, freelancer }: Triple, caller: Caller): void {
  if (client.id === freelancer.id) {
    throw new ChatError('bad_request', 'freelancer.id: must not be the client', {
      details: [{ field: 'freelancer.id', message: 'must not be the client' }],
    });
  }
  if (caller.userId !== client.id && caller.userId !== freelancer.id) {
    throw new ChatError('forbidden', 'you are neither the client nor the freelancer of this thread');
  }
}

/** A new thread is written with the name of the caller's token, whatever the request says. */
async function findOrCreate(ctx: UserContext, triple: Triple): Promise<{ snapshot: ThreadSnapshot; created: boolean }> {
  const found = await findOrPrepare(ctx, triple);
  if (!found.isNew) return { snapshot: found, created: false };
  const { userId, username } = ctx.caller;
  const thread = withTokenName(found.thread, roleOf(found.thread, userId), username);
  if (await ctx.store.createThread(thread)) {
    await matchBlocks(ctx, thread);
    return { snapshot: { ...found, thread }, created: true };
  }
  return findOrCreate(ctx, triple);
}
