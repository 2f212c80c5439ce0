import { finishChange } from './change-message.ts';
import { finishSend } from './finish-send.ts';
import { readQuotes } from './log/read-quotes.ts';
import { isTold } from './model/told.ts';
import { isChangeFinished } from './model/unfinished.ts';
import type { LogMessage, ThreadSnapshot } from './model/types.ts';
import type { Context } from './ports/context.ts';

/** A message that was sent or changed: where it is in which log. */
export interface MessagePlace {
  threadId: string;
  seq: number;
}

/**
 * Finishes a send or a change whose call died after its commit, as the rows say (HE-1). A call that is only slow may do
 * it as well: all of it is idempotent, and a push may come twice (WS-2). Returns whether anything was left undone.
 */
export async function healMessage(ctx: Context, place: MessagePlace): Promise<boolean> {
  const { seen, message } = await read(ctx, place);
  const isSent = isTold(seen.thread.told, message.seq);
  const isChanged = isChangeFinished(message);
  if (!isSent) await finishSend(ctx, seen, message);
  if (!isChanged)
    await finishChange(
      ctx,
      isSent ? seen : (await read(ctx, place)).seen,
      message,
      await readQuotes(ctx, place.threadId, [message]),
    );
  return !(isSent && isChanged);
}

async function read(
  ctx: Context,
  { threadId, seq }: MessagePlace,
): Promise<{ seen: ThreadSnapshot; message: LogMessage }> {
  const { thread, ...rest } = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  const message =
    rest.messages.find((one) => one.seq === seq) ?? (await ctx.store.getMessage(threadId, seq, { consistent: true }));
  if (thread === null || message === null) throw new Error('a message of the stream is not in the table');
  return { seen: { ...rest, thread }, message };
}
