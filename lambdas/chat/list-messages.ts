import type { MessagePage } from '../../protocol/rest.ts';
import { asParticipant } from './log/participant.ts';
import { viewMessage } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

export interface MessagesQuery {
  limit: number;
  before_seq?: number | undefined;
  after_seq?: number | undefined;
}

/** A page of a thread's log, oldest first: the newest messages, those before a seq, or those after one. */
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
