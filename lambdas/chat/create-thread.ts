import { ChatError } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import type { Thread as ThreadView } from '../../protocol/objects.ts';
import type { NamedJob, NamedUser } from '../../protocol/rest.ts';
import { cutChars } from '../../protocol/text.ts';
import { announceThread } from './delivery/announce-thread.ts';
import { bringBack } from './log/bring-back.ts';
import { recordAsParticipant } from './log/record-as-participant.ts';
import type { Caller, Thread, ThreadSnapshot } from './model/types.ts';
import type { Context, UserContext } from './ports/context.ts';
import { viewThread } from './model/thread.ts';
import { threadIdOf } from './model/thread-id.ts';
import { stepOf } from './model/time-step.ts';

/** A client, a freelancer and perhaps a job: what a thread is about, and its identity. */
export interface Triple {
  client: NamedUser;
  freelancer: NamedUser;
  job?: NamedJob | null | undefined;
}

/** The thread of a triple before anything is said in it; whom nobody names goes by their id. */
export function newThread({ client, freelancer, job }: Triple, nowMs: number): Thread {
  return {
    id: threadIdOf(client.id, freelancer.id, job?.id ?? null),
    client: { id: client.id, username: client.username || cutChars(client.id, limits.usernameChars) },
    freelancer: { id: freelancer.id, username: freelancer.username || cutChars(freelancer.id, limits.usernameChars) },
    job: job ? { id: job.id, title: job.title || cutChars(job.id, limits.jobTitleChars) } : null,
    createdAtMs: nowMs,
    isActive: true,
    hiddenFor: [],
    opens: 0,
    unreadFor: [],
    marks: { client: null, freelancer: null },
    head: null,
    activeStep: stepOf(nowMs),
  };
}

/**
 * The triple's thread, or the one to write if it is not there (`isNew`). The rows of the inboxes come first: one without its
 * thread is passed over by every reader, a thread without them would be in no list.
 */
export async function findOrPrepare(
  ctx: Context,
  triple: Triple,
): Promise<{ snapshot: ThreadSnapshot; isNew: boolean }> {
  const fresh = newThread(triple, ctx.nowMs);
  const found = await ctx.store.readThread(fresh.id, { messages: 1, consistent: true });
  if (found.thread !== null) return { snapshot: { ...found, thread: found.thread }, isNew: false };
  await ctx.store.touchInboxes(fresh, fresh.activeStep);
  return { snapshot: { ...found, thread: fresh }, isNew: true };
}

async function findOrCreate(ctx: Context, triple: Triple): Promise<{ snapshot: ThreadSnapshot; created: boolean }> {
  const { snapshot, isNew } = await findOrPrepare(ctx, triple);
  if (!isNew) return { snapshot, created: false };
  if (await ctx.store.createThread(snapshot.thread)) return { snapshot, created: true };
  return findOrCreate(ctx, triple);
}

function withOwnName(triple: Triple, caller: Caller): Triple {
  const named = (user: NamedUser) => (user.id === caller.userId ? { ...user, username: caller.username } : user);
  return { ...triple, client: named(triple.client), freelancer: named(triple.freelancer) };
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

/** The caller's thread with somebody about a job: created, found, or brought back where one of them had deleted it. */
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
  return { thread: viewThread(current, role), created };
}
