import type { MessagePage, ReadsPage } from '../../protocol/rest.ts';
import { roles, type Role } from '../../protocol/objects.ts';
import { viewMessage } from './model/message.ts';
import type { LogMessage, Thread } from './model/types.ts';
import { asParticipant } from './log/participant.ts';
import type { UserContext } from './ports/context.ts';
import { isoTime, notFound } from './model/thread.ts';

export interface MessagesQuery {
  limit: number;
  before_seq?: number | undefined;
  after_seq?: number | undefined;
}

/** A page of a thread's log, oldest first: the newest, those before a seq, or those after one. */
export async function listMessages(ctx: UserContext, threadId: string, query: MessagesQuery): Promise<MessagePage> {
  const { limit, before_seq: beforeSeq, after_seq: afterSeq } = query;
  const forward = afterSeq !== undefined;
  const from = forward ? afterSeq + 1 : 1;
  const to = beforeSeq === undefined ? Number.MAX_SAFE_INTEGER : beforeSeq - 1;
  const [snapshot, messages] = await Promise.all([
    ctx.store.readThread(threadId, { messages: 1, consistent: true }),
    from > to ? [] : ctx.store.listMessages(threadId, { from, to, limit, end: forward ? 'low' : 'high' }),
  ]);
  const { thread, role } = await asParticipant(ctx, snapshot);
  const lastSeq = thread.head?.seq ?? 0;
  const hasMore = forward ? (messages.at(-1)?.seq ?? afterSeq) < lastSeq : (messages[0]?.seq ?? 1) > 1;
  return { results: messages.map((message) => viewMessage(thread, message, role)), has_more: hasMore };
}

/** When the role has read the message: by the receipt that covers it, else by the mark itself. */
async function readAtMs(ctx: UserContext, thread: Thread, message: LogMessage, reader: Role): Promise<number | null> {
  const mark = thread.marks[reader];
  if (message.author === reader || mark === null || mark.seq < message.seq) return null;
  return (await ctx.store.findReceipt(thread.id, reader, message.seq)) ?? mark.atMs;
}

/** Who has read a message, and when. */
export async function listReads(ctx: UserContext, threadId: string, seq: number): Promise<ReadsPage> {
  const [snapshot, message] = await Promise.all([
    ctx.store.readThread(threadId, { messages: 1, consistent: true }),
    ctx.store.getMessage(threadId, seq, true),
  ]);
  const { thread } = await asParticipant(ctx, snapshot);
  if (message === null) throw notFound('message');
  const times = await Promise.all(roles.map((reader) => readAtMs(ctx, thread, message, reader)));
  const results = roles.flatMap((reader, index) => {
    const atMs = times[index];
    return atMs === null || atMs === undefined ? [] : [{ user: thread[reader], read_at: isoTime(atMs) }];
  });
  return { results };
}
