import type { MessagePage } from '../../protocol/rest.ts';
import { asParticipant } from './log/participant.ts';
import { readQuotes } from './log/read-quotes.ts';
import type { LogMessage } from './model/types.ts';
import { viewMessage } from './model/views.ts';
import type { UserContext } from './ports/context.ts';

/** At most one of the seqs is given. */
export interface MessagesQuery {
  limit: number;
  before_seq?: number | undefined;
  after_seq?: number | undefined;
  around_seq?: number | undefined;
}

/** A page of a thread's log, oldest first: the newest messages, those before a seq, after one, or around one. */
export async function listMessages(ctx: UserContext, threadId: string, query: MessagesQuery): Promise<MessagePage> {
  const [snapshot, messages] = await Promise.all([
    ctx.store.readThread(threadId, { messages: 1, consistent: true }),
    readPage(ctx, threadId, query),
  ]);
  const { thread, role } = await asParticipant(ctx, snapshot);
  const quotes = await readQuotes(ctx, threadId, messages);
  return {
    results: messages.map((message) => viewMessage(thread, message, role, quotes)),
    ...moreOf(messages, query, thread.head?.seq ?? 0),
  };
}

async function readPage(ctx: UserContext, threadId: string, query: MessagesQuery): Promise<LogMessage[]> {
  const { limit, before_seq: beforeSeq, after_seq: afterSeq, around_seq: aroundSeq } = query;
  const list = async (from: number, to: number, end: 'low' | 'high', count = limit) =>
    from > to || count === 0 ? [] : ctx.store.listMessages(threadId, { from, to, limit: count, end });
  if (aroundSeq !== undefined) {
    const older = Math.floor(limit / 2);
    const halves = [list(1, aroundSeq - 1, 'high', older), list(aroundSeq, maxSeq, 'low', limit - older)];
    return (await Promise.all(halves)).flat();
  }
  if (afterSeq !== undefined) return list(afterSeq + 1, maxSeq, 'low');
  return list(1, beforeSeq === undefined ? maxSeq : beforeSeq - 1, 'high');
}

const maxSeq = Number.MAX_SAFE_INTEGER;

/** What remains beyond the page, on the side or the sides that the query goes on to. */
function moreOf(
  messages: LogMessage[],
  { after_seq: afterSeq, around_seq: aroundSeq }: MessagesQuery,
  lastSeq: number,
) {
  const isMoreAfter = (seq: number) => (messages.at(-1)?.seq ?? seq) < lastSeq;
  if (afterSeq !== undefined) return { has_more: isMoreAfter(afterSeq) };
  const isMoreBefore = (messages[0]?.seq ?? 1) > 1;
  if (aroundSeq === undefined) return { has_more: isMoreBefore };
  return { has_more: messages.length === 0 ? lastSeq > 0 : isMoreBefore, has_newer: isMoreAfter(aroundSeq - 1) };
}
