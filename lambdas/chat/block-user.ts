import { ChatError } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import { badRequest } from '../../protocol/parse.ts';
import type { BlockList } from '../../protocol/own-side.ts';
import { eachLimited } from '../async/each-limited.ts';
import { deliverThread } from './delivery/deliver.ts';
import { isHiddenFor } from './model/listing.ts';
import { roleOf } from './model/participant.ts';
import type { PresentConnection, Thread } from './model/types.ts';
import { isoTime } from './model/views.ts';
import type { UserContext } from './ports/context.ts';
import type { Block } from './ports/store.ts';

/** Threads that are written at once. */
const threadsInFlight = 20;
/** Maximum attempts; each has been overtaken by another call that blocks or unblocks the same user. */
const maxAttempts = 8;

/**
 * Blocks a user (ME-3). The block is written first, so that no new thread of the two misses it, then into each thread
 * that they have, so that frames need to look nowhere else. A call that dies in between is finished by a repeat; a
 * repeat of a finished one reads one row.
 * @throws ChatError `bad_request` for the caller, `conflict` if the caller has blocked too many users
 */
export async function blockUser(ctx: UserContext, otherId: string): Promise<void> {
  const { userId } = ctx.caller;
  if (otherId === userId) throw badRequest([{ field: 'user_id', message: 'must not be the caller' }]);
  const known = await ctx.store.findBlock(userId, otherId);
  if (known?.isInForce && known.isFinished) return;
  if (known === null) await requireRoom(ctx);
  await applyToThreads(ctx, await ctx.store.putBlock(userId, otherId, ctx.nowMs));
}

/**
 * Lifts the caller's block of a user; that user's own block of the caller stays. The row goes last: until then a
 * repeat finishes it.
 */
export async function unblockUser(ctx: UserContext, otherId: string): Promise<void> {
  const { userId } = ctx.caller;
  if ((await ctx.store.findBlock(userId, otherId)) === null) return;
  const lifted = await ctx.store.liftBlock(userId, otherId);
  if (lifted !== null) await applyToThreads(ctx, lifted);
}

/** The users whom the caller has blocked, at most 1,000. */
export async function listBlocks(ctx: UserContext): Promise<BlockList> {
  const blocks = (await ctx.store.listBlocks(ctx.caller.userId)).filter(({ isInForce }) => isInForce);
  return {
    results: blocks.map(({ otherId, blockedAtMs }) => ({ user_id: otherId, blocked_at: isoTime(blockedAtMs) })),
  };
}

async function requireRoom(ctx: UserContext): Promise<void> {
  const blocks = await ctx.store.listBlocks(ctx.caller.userId);
  if (blocks.length < limits.blocksPerUser) return;
  throw new ChatError('conflict', `you have blocked ${limits.blocksPerUser} users already; unblock one first`);
}

/**
 * Writes the block, or its end, into the threads of the two. If another call has changed it meanwhile, what is true
 * then is written.
 */
async function applyToThreads(ctx: UserContext, given: Block): Promise<void> {
  let block = given;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    await writeThreads(ctx, block);
    if (await ctx.store.finishBlock(block)) return;
    const current = await ctx.store.findBlock(block.userId, block.otherId);
    if (current === null && !block.isInForce) return;
    block = current ?? { ...block, isInForce: false };
  }
  throw new ChatError('internal', 'the user is being blocked or unblocked elsewhere; try again');
}

async function writeThreads(ctx: UserContext, { userId, otherId, isInForce }: Block): Promise<void> {
  const own = (await ctx.store.listPresences([userId])).flatMap(({ connections }) => connections);
  let after: string | undefined;
  do {
    const page = await ctx.store.listThreadsWith(userId, otherId, after);
    await eachLimited(page.threadIds, threadsInFlight, async (threadId) => {
      const thread = await ctx.store.setBlockedBy(threadId, userId, isInForce);
      if (thread !== null) await announceOwn(ctx, thread, own);
    });
    after = page.next;
  } while (after !== undefined);
}

/**
 * The caller's connections see `me.blocked` change; in a thread that is off the caller's list there is nothing to see.
 */
async function announceOwn(ctx: UserContext, thread: Thread, own: PresentConnection[]): Promise<void> {
  if (!isHiddenFor(thread, roleOf(thread, ctx.caller.userId))) await deliverThread(ctx, thread, own);
}
