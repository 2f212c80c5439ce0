import { limits } from '../../../protocol/limits.ts';
import type { Message, Role } from '../../../protocol/objects.ts';
import { countBytes } from '../../../protocol/text.ts';
import type { LogMessage, Snapshot, Thread } from './types.ts';
import { viewMessage } from './views.ts';

/** Room in a `thread_joined` frame for everything but its messages: thread, members, request id. */
const frameRestBytes = 8 * 1024;

/** As many messages from the front as fit into one frame, at least one. */
export function fitInFrame(messages: Message[], maxBytes = limits.messageBytes - frameRestBytes): Message[] {
  let bytes = 0;
  const overflow = messages.findIndex((message) => (bytes += countBytes(JSON.stringify(message)) + 1) > maxBytes);
  return overflow < 0 ? messages : messages.slice(0, Math.max(1, overflow));
}

/** The messages that follow `seq`, oldest first. */
export interface After {
  seq: number;
  messages: LogMessage[];
}

/** The page that `join_thread` returns: the newest messages, or those after a seq; oldest first (WS-8). */
export function pageOf(snapshot: Snapshot, after: After | null, thread: Thread, role: Role, limit: number) {
  const view = (message: LogMessage) => viewMessage(thread, message, role);
  if (after !== null) {
    const messages = fitInFrame(after.messages.map(view));
    return { messages, has_more: (messages.at(-1)?.seq ?? after.seq) < (thread.head?.seq ?? 0) };
  }
  const newest = fitInFrame(snapshot.messages.slice(0, limit).map(view));
  return { messages: newest.reverse(), has_more: (newest[0]?.seq ?? 1) > 1 };
}
