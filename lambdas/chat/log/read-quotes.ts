import { quotedSeqs, type Quotes } from '../model/quotes.ts';
import type { LogMessage } from '../model/types.ts';
import type { Store } from '../ports/store.ts';

/** What the messages reply to. Those that are not among the messages themselves are read in one batch (RE-1). */
export async function readQuotes(
  ctx: { store: Pick<Store, 'getMessages'> },
  threadId: string,
  messages: readonly LogMessage[],
): Promise<Quotes> {
  const bySeq = new Map(messages.map((message) => [message.seq, message]));
  const missing = quotedSeqs(messages).filter((seq) => !bySeq.has(seq));
  const read = missing.length === 0 ? [] : await ctx.store.getMessages(threadId, missing);
  for (const message of read) bySeq.set(message.seq, message);
  return bySeq;
}
