import { ChatError } from '../../protocol/errors.ts';
import type { Role, Thread as ThreadView } from '../../protocol/objects.ts';
import { backOff, maxBackOffMs } from '../async/pause.ts';
import { announceThread } from './delivery/deliver.ts';
import { bringBack } from './log/bring-back.ts';
import { matchBlocks } from './log/match-blocks.ts';
import { recordAsParticipant, recordName } from './log/participant.ts';
import { readTriple } from './log/read-triple.ts';
import { blockedError, requireUnblocked } from './model/blocks.ts';
import { isHiddenFor } from './model/listing.ts';
import { withTokenName } from './model/names.ts';
import { newThread, type Triple } from './model/new-thread.ts';
import { roleOf } from './model/participant.ts';
import { draw, RateLimited } from './model/rate-limit.ts';
import type { Caller, Thread, ThreadSnapshot } from './model/types.ts';
import { viewThread } from './model/views.ts';
import type { CreationRules, UserContext } from './ports/context.ts';

/** Maximum attempts before the call is refused; each has lost to another creation. */
const maxAttempts = 60;

/**
 * The caller's thread with somebody about a job: created, found as it is, or brought back if the caller had deleted it.
 * @throws ChatError `forbidden` if one of them has blocked the other (ME-3), or if the caller may not create it
 * (REST-19), `rate_limited` if they have created too many (REST-18); then nothing has been written
 */
export async function createThread(
  ctx: UserContext,
  rules: CreationRules,
  triple: Triple,
): Promise<{ thread: ThreadView; created: boolean }> {
  requireOneOfTheTwo(triple, ctx.caller);
  const { snapshot, created } = await findOrCreate(ctx, rules, triple);
  requireUnblocked(snapshot.thread);
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

/** The thread to write if there is none. The caller's name comes from the token; the one in the request is ignored. */
function threadToCreate({ caller, nowMs }: UserContext, triple: Triple): Thread {
  const thread = newThread(triple, nowMs);
  return withTokenName(thread, roleOf(thread, caller.userId), caller.username);
}

/** Another creation at once, of this thread or by this user, makes an attempt start again. */
async function findOrCreate(
  ctx: UserContext,
  rules: CreationRules,
  triple: Triple,
): Promise<{ snapshot: ThreadSnapshot; created: boolean }> {
  const thread = threadToCreate(ctx, triple);
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const [found, knownFullAtMs] = await Promise.all([
      readTriple(ctx, thread.id),
      rules.threadLimit === null ? 0 : ctx.store.readThreadBucket(ctx.caller.userId),
    ]);
    if (found.thread !== null) return { snapshot: { ...found, thread: found.thread }, created: false };
    if (await create(ctx, rules, thread, knownFullAtMs)) return { snapshot: { ...found, thread }, created: true };
    await backOff(attempt);
  }
  throw new RateLimited('new threads at once', maxBackOffMs);
}

/** The checks that cost nothing come first. False if another creation came first. */
async function create(ctx: UserContext, rules: CreationRules, thread: Thread, knownFullAtMs: number): Promise<boolean> {
  requireMayCreate(rules, roleOf(thread, ctx.caller.userId));
  const draw = drawThread(ctx, rules, knownFullAtMs);
  if ((await ctx.store.findBlockers(thread.client.id, thread.freelancer.id)).length > 0) throw blockedError();
  if (!(await ctx.store.createThread(thread, draw))) return false;
  await matchBlocks(ctx, thread);
  return true;
}

function requireMayCreate({ threadCreation }: CreationRules, role: Role): void {
  if (threadCreation === 'anyone' || threadCreation === role) return;
  const who = threadCreation === 'client' ? 'the client' : 'the marketplace';
  throw new ChatError('forbidden', `this thread does not exist, and only ${who} creates one`);
}

function drawThread({ caller, nowMs }: UserContext, { threadLimit }: CreationRules, knownFullAtMs: number) {
  if (threadLimit === null) return null;
  const drawn = draw(threadLimit, knownFullAtMs, nowMs);
  if (!drawn.drawn) throw new RateLimited('new threads', drawn.nextAtMs - nowMs);
  return { userId: caller.userId, knownFullAtMs, fullAtMs: drawn.fullAtMs };
}
