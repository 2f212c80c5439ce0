import { roles } from '../../../protocol/objects.ts';
import { newThread, type Triple } from '../model/new-thread.ts';
import type { ThreadSnapshot } from '../model/types.ts';
import type { Context } from '../ports/context.ts';
import { readTriple } from './read-triple.ts';

/** A thread that was read, or one that is still to be written (`isNew`). */
export interface FoundThread extends ThreadSnapshot {
  isNew: boolean;
}

/**
 * The triple's thread, or the one to write if there is none. In that case the inbox rows have been written: readers
 * skip an inbox row without its thread, but a thread without its rows would be in no list.
 */
export async function findOrPrepare(ctx: Context, triple: Triple): Promise<FoundThread> {
  const fresh = newThread(triple, ctx.nowMs);
  const found = await readTriple(ctx, fresh.id);
  if (found.thread !== null) return { ...found, thread: found.thread, isNew: false };
  const [blockers] = await Promise.all([
    ctx.store.findBlockers(fresh.client.id, fresh.freelancer.id),
    ctx.store.touchInboxes(fresh, fresh.activeStep, roles),
  ]);
  const blockedBy = roles.filter((role) => blockers.includes(fresh[role].id));
  return { ...found, thread: { ...fresh, blockedBy }, isNew: true };
}
