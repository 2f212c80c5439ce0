import { ChatError } from '../../protocol/errors.ts';
import type { Thread as ThreadView } from '../../protocol/objects.ts';
import type { NamedUser } from '../../protocol/rest.ts';
import { announceThread } from './delivery/deliver.ts';
import { bringBack } from './log/bring-back.ts';
import { findOrPrepare } from './log/find-or-prepare.ts';
import { recordAsParticipant } from './log/participant.ts';
import type { Triple } from './model/new-thread.ts';
import type { Caller, ThreadSnapshot } from './model/types.ts';
import { viewThread } from './model/views.ts';
import type { Context, UserContext } from './ports/context.ts';

/** The caller's thread with somebody about a job: created, found, or brought back if one of them had deleted it. */
export async function createThread(
  ctx: UserContext,
  triple: Triple,
): Promise<{ thread: ThreadView; created: boolean }> {
  requireOneOfTheTwo(triple, ctx.caller);
  const { snapshot, created } = await findOrCreate(ctx, withOwnName(triple, ctx.caller));
  const { thread, role } = await recordAsParticipant(ctx, snapshot);
  const deleted = thread.hiddenFor.length > 0;
  const current = deleted ? await bringBack(ctx, thread) : thread;
  if (created || deleted) await announceThread(ctx, current);
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

function withOwnName(triple: Triple, caller: Caller): Triple {
  const named = (user: NamedUser) => (user.id === caller.userId ? { ...user, username: caller.username } : user);
  return { ...triple, client: named(triple.client), freelancer: named(triple.freelancer) };
}

async function findOrCreate(ctx: Context, triple: Triple): Promise<{ snapshot: ThreadSnapshot; created: boolean }> {
  const found = await findOrPrepare(ctx, triple);
  if (!found.isNew) return { snapshot: found, created: false };
  if (await ctx.store.createThread(found.thread)) return { snapshot: found, created: true };
  return findOrCreate(ctx, triple);
}
