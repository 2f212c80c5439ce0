import { deliverMessage } from './delivery/announce-message.ts';
import { connectionsOf, joinedTo } from './delivery/recipients.ts';
import { readQuotes } from './log/read-quotes.ts';
import { untilCommitted } from './log/until-committed.ts';
import type { FilePlace, ScanState } from './model/attachment.ts';
import type { LogMessage } from './model/types.ts';
import type { Context } from './ports/context.ts';

/**
 * Records the result of a scan with the upload and, once it is sent, with its message, and pushes `message_updated`
 * (ATT-8). What is blocked stays so. A send at the same time either takes the result with it or is seen here.
 */
export async function recordScan(ctx: Context, place: FilePlace, scan: ScanState): Promise<void> {
  const upload = await ctx.store.recordScan(place, scan);
  if (upload === null || upload.seq === null || upload.scan === null) return;
  const { seq, scan: state } = upload;
  await untilCommitted(async () => {
    const { thread, message } = await ctx.store.readThreadAndMessage(place.threadId, seq);
    if (thread === null || message === null || message.deletedAtMs !== null) return true;
    const changed = withState(message, place.id, state);
    if (changed !== message && !(await ctx.store.replaceMessage(thread.id, changed))) return null;
    const [quotes, connections] = await Promise.all([
      readQuotes(ctx, thread.id, [changed]),
      connectionsOf(ctx, thread),
    ]);
    const push = { event: 'message_updated' as const, message: changed, quotes, seen: { thread } };
    await deliverMessage(ctx, push, joinedTo(thread.id, connections));
    return true;
  });
}

/** The message with the state of one of its files; the very same if it has it already. */
function withState(message: LogMessage, id: string, state: ScanState): LogMessage {
  if (message.attachments.every((file) => file.id !== id || file.state === state)) return message;
  const attachments = message.attachments.map((file) => (file.id === id ? { ...file, state } : file));
  return { ...message, attachments, revision: message.revision + 1 };
}
