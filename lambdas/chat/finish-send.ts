import { announceMessage } from './delivery/announce-message.ts';
import { readQuotes } from './log/read-quotes.ts';
import { recordHead } from './log/record-head.ts';
import { headOf } from './model/head.ts';
import type { LogMessage, ThreadSnapshot } from './model/types.ts';
import type { Context } from './ports/context.ts';

/**
 * Does everything that follows the commit of a message again, because its call may have died at any point. It first
 * brings the thread's own row up to the log, so that everybody who is notified reads what is true. Last it records that
 * everybody has been notified.
 */
export async function finishSend(ctx: Context, seen: ThreadSnapshot, message: LogMessage): Promise<void> {
  const newest = seen.messages[0] ?? message;
  const thread = await recordHead(ctx, seen.thread, headOf(newest));
  const quotes = await readQuotes(ctx, thread.id, [message]);
  const announced = {
    event: 'new_message',
    message,
    quotes,
    newest,
    seen: { ...seen, thread },
    current: thread,
  } as const;
  await announceMessage(ctx, { ...announced, isAgain: true });
  await recordHead(ctx, thread, headOf(newest), { toldSeq: message.seq });
}
