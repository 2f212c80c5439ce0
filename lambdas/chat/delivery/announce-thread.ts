import { connectionsOf, deliverThread } from './deliver.ts';
import type { Thread } from '../model/types.ts';
import type { Context } from '../ports/context.ts';

/** `thread_updated` to every connection of both participants: open conversations have to know as well. */
export async function announceThread(ctx: Context, thread: Thread): Promise<void> {
  await deliverThread(ctx, thread, await connectionsOf(ctx, thread));
}
