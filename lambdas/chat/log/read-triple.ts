import type { Snapshot } from '../model/types.ts';
import type { Context } from '../ports/context.ts';

/**
 * Reads the thread of a triple, by the triple's id. An imported thread has its old number for an id, so that the
 * triple's id leads to it (IM-4).
 */
export async function readTriple(ctx: Context, id: string): Promise<Snapshot> {
  const options = { messages: 1, consistent: true };
  const found = await ctx.store.readThread(id, options);
  return found.alias === undefined ? found : ctx.store.readThread(found.alias, options);
}
