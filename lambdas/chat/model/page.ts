import { limits } from '../../../protocol/limits.ts';
import type { Message, Role } from '../../../protocol/objects.ts';
import { countBytes } from '../../../protocol/text.ts';
import { noQuotes, type Quotes } from './quotes.ts';
import type { LogMessage, Thread } from './types.ts';
import { viewMessage } from './views.ts';

/** Room in a `thread_joined` frame for everything but its messages: thread, members, request id. */
const frameRestBytes = 16 * 1024;

/** The bytes of a page's messages at most, over the socket and by REST. */
export const pageBytes = limits.messageBytes - frameRestBytes;

/** As many messages from the front as fit into one frame, at least one. */
export function fitInFrame(messages: Message[], maxBytes = pageBytes): Message[] {
  let bytes = 0;
  const overflow = messages.findIndex((message) => (bytes += countBytes(JSON.stringify(message)) + 1) > maxBytes);
  return overflow < 0 ? messages : messages.slice(0, Math.max(1, overflow));
}

/** What `join_thread` has read: the newest messages, newest first, or those after a seq, oldest first. */
export interface ReadPage {
  messages: LogMessage[];
  /** null: the newest messages. */
  afterSeq: number | null;
}

/** The page that `join_thread` returns, oldest first (WS-8). */
export function pageOf({ messages: read, afterSeq }: ReadPage, thread: Thread, role: Role, quotes: Quotes = noQuotes) {
  const messages = fitInFrame(read.map((message) => viewMessage(thread, message, role, quotes)));
  if (afterSeq !== null) return { messages, has_more: (messages.at(-1)?.seq ?? afterSeq) < (thread.head?.seq ?? 0) };
  messages.reverse();
  return { messages, has_more: (messages[0]?.seq ?? 1) > 1 };
}
