import { badRequest } from '../../../protocol/parse.ts';
import { noQuotes, type Quotes } from '../model/quotes.ts';
import type { ThreadSnapshot } from '../model/types.ts';
import type { Context } from '../ports/context.ts';

/**
 * The message `seq`, if there is one given, to which a new message replies. A message that is seen deleted stays so,
 * and one that is not seen is read, so the snapshot may be eventually consistent.
 * @throws ChatError `bad_request` naming `reply_to` if the thread has no such message, or if it is deleted (RE-1)
 */
export async function requireQuotable(
  ctx: Context,
  { thread, messages }: ThreadSnapshot,
  seq: number | undefined,
): Promise<Quotes> {
  if (seq === undefined) return noQuotes;
  const quoted =
    messages.find((message) => message.seq === seq) ??
    (await ctx.store.getMessage(thread.id, seq, { consistent: true }));
  if (quoted === null || quoted.deletedAtMs !== null)
    throw badRequest([{ field: 'reply_to', message: 'must be a message of this thread that is not deleted' }]);
  return new Map([[seq, quoted]]);
}
