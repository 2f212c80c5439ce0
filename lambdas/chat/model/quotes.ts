import type { Message } from '../../../protocol/objects.ts';
import { headOf } from './head.ts';
import { senderOf } from './participant.ts';
import type { LogMessage, Thread } from './types.ts';

/** Messages by their seq: those that replies refer to, as they are now. */
export type Quotes = ReadonlyMap<number, LogMessage>;

/** For messages that reply to nothing. */
export const noQuotes: Quotes = new Map();

/** The seqs that the messages reply to. */
export function quotedSeqs(messages: readonly LogMessage[]): number[] {
  return [...new Set(messages.flatMap(({ replyTo }) => replyTo ?? []))];
}

/** The message that `reply` refers to, as a quote of it shows it (RE-1); null if it refers to none. */
export function viewQuote(thread: Thread, { replyTo: seq }: LogMessage, quotes: Quotes): Message['reply_to'] {
  if (seq === null) return null;
  const quoted = quotes.get(seq);
  if (quoted === undefined) throw new Error('the message that a reply quotes was not read');
  const { type, preview } = headOf(quoted);
  const sender = senderOf(thread, quoted);
  return { seq, sender_id: sender?.id ?? null, type, preview, is_deleted: quoted.deletedAtMs !== null };
}
