import { roles, type Role } from '../../protocol/objects.ts';
import type { ReadsPage } from '../../protocol/results.ts';
import { asParticipant } from './log/participant.ts';
import { notFound } from './model/errors.ts';
import type { LogMessage, Thread } from './model/types.ts';
import { isoTime } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

/** Who has read a message, and when. */
export async function listReads(ctx: UserContext, threadId: string, seq: number): Promise<ReadsPage> {
  const [snapshot, message] = await Promise.all([
    ctx.store.readThread(threadId, { messages: 1, consistent: true }),
    ctx.store.getMessage(threadId, seq, { consistent: true }),
  ]);
  const { thread } = await asParticipant(ctx, snapshot);
  if (message === null) throw notFound('message');
  const reads = roles.map(async (reader) => {
    const atMs = await readAtMs(ctx, thread, message, reader);
    return atMs === null ? [] : [{ user: thread[reader], read_at: isoTime(atMs) }];
  });
  return { results: (await Promise.all(reads)).flat() };
}

/**
 * When the role read the message: the time of the receipt that covers it, or else of the read mark; null if it has
 * not read it.
 */
async function readAtMs(ctx: UserContext, thread: Thread, message: LogMessage, reader: Role): Promise<number | null> {
  const mark = thread.marks[reader];
  if (message.author === reader || mark === null || mark.seq < message.seq) return null;
  return (await ctx.store.findReceipt(thread.id, reader, message.seq)) ?? mark.atMs;
}
