import type { MessagePage } from '../../protocol/results.ts';
import type { Message } from '../../protocol/objects.ts';
import { asParticipant } from './log/participant.ts';
import { readQuotes } from './log/read-quotes.ts';
import { fitInFrame, pageBytes } from './model/page.ts';
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

/**
 * A page of a thread's log, oldest first: the newest messages, those before a seq, after one, or around one. It is no
 * larger than a page of `join_thread`, since the owner pays for every byte.
 */
export async function listMessages(ctx: UserContext, threadId: string, query: MessagesQuery): Promise<MessagePage> {
  const [snapshot, messages] = await Promise.all([
    ctx.store.readThread(threadId, { messages: 1, consistent: true }),
    readPage(ctx, threadId, query),
  ]);
  const { thread, role } = await asParticipant(ctx, snapshot);
  const quotes = await readQuotes(ctx, threadId, messages);
  const views = messages.map((message) => viewMessage(thread, message, role, quotes));
  const results = fit(views, query);
  return { results, ...moreOf(results, query, thread.head?.seq ?? 0) };
}

async function readPage(ctx: UserContext, threadId: string, query: MessagesQuery): Promise<LogMessage[]> {
  const { limit, before_seq: beforeSeq, after_seq: afterSeq, around_seq: aroundSeq } = query;
  const list = async (from: number, to: number, end: 'low' | 'high', count = limit) =>
    from > to || count === 0
      ? []
      : ctx.store.listMessages(threadId, { from, to, limit: count, maxBytes: (pageBytes * count) / limit, end });
  if (aroundSeq !== undefined) {
    const older = Math.floor(limit / 2);
    const halves = [list(1, aroundSeq - 1, 'high', older), list(aroundSeq, maxSeq, 'low', limit - older)];
    return (await Promise.all(halves)).flat();
  }
  if (afterSeq !== undefined) return list(afterSeq + 1, maxSeq, 'low');
  return list(1, beforeSeq === undefined ? maxSeq : beforeSeq - 1, 'high');
}

const maxSeq = Number.MAX_SAFE_INTEGER;

/** What fits on the page: the messages next to the seq of the query, or the newest ones. */
function fit(messages: Message[], { after_seq: afterSeq, around_seq: aroundSeq }: MessagesQuery): Message[] {
  if (afterSeq !== undefined) return fitInFrame(messages);
  if (aroundSeq === undefined) return fitNewest(messages);
  const older = messages.filter(({ seq }) => seq < aroundSeq);
  return [...fitNewest(older, pageBytes / 2), ...fitInFrame(messages.slice(older.length), pageBytes / 2)];
}

const fitNewest = (messages: Message[], maxBytes?: number) => fitInFrame(messages.toReversed(), maxBytes).reverse();

/** What remains beyond the page, on the side or the sides that the query goes on to. */
function moreOf(
  messages: { seq: number }[],
  { after_seq: afterSeq, around_seq: aroundSeq }: MessagesQuery,
  lastSeq: number,
) {
  const isMoreAfter = (seq: number) => (messages.at(-1)?.seq ?? seq) < lastSeq;
  if (afterSeq !== undefined) return { has_more: isMoreAfter(afterSeq) };
  const isMoreBefore = (messages[0]?.seq ?? 1) > 1;
  if (aroundSeq === undefined) return { has_more: isMoreBefore };
  return { has_more: messages.length === 0 ? lastSeq > 0 : isMoreBefore, has_newer: isMoreAfter(aroundSeq - 1) };
}
