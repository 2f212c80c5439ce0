import { ChatError } from '../../../protocol/errors.ts';
import { limits } from '../../../protocol/limits.ts';
import type { LogMessage, ParticipantSnapshot } from '../model/types.ts';
import type { UserContext } from '../ports/context.ts';
import type { Role } from '../../../protocol/objects.ts';

/** What tells whether a send repeats an earlier one. */
export interface RepeatKey {
  /** The client's idempotency key. */
  client_message_id?: string | undefined;
  /** The last seq up to which the client knows that its message is not there. */
  after_seq?: number | undefined;
}

/** A part of the log, both ends included. */
interface Range {
  from: number;
  to: number;
}

/**
 * Where in the log the first try of this send may lie: after the last message that its client had seen (WS-10).
 * @throws ChatError `conflict` if `after_seq` lies further back than can be searched at a bounded price
 */
export function repeatRange(lastSeq: number, { after_seq: afterSeq }: RepeatKey): Range {
  if (afterSeq === undefined) return { from: Math.max(1, lastSeq - limits.repeatWindow + 1), to: lastSeq };
  if (lastSeq - afterSeq <= limits.repeatReach) return { from: afterSeq + 1, to: lastSeq };
  const message = `lies more than ${limits.repeatReach} messages back`;
  throw new ChatError('conflict', `after_seq: ${message}; join from there and look for the message`, {
    details: [{ field: 'after_seq', message }],
  });
}

/** Whether it is the same message: API Gateway has delivered the request twice, or the client retries with its idempotency key. */
function isRepeat(message: LogMessage, role: Role, requestId: string, key: RepeatKey): boolean {
  const sameKey = key.client_message_id !== undefined && message.clientMessageId === key.client_message_id;
  return message.author === role && (message.id === requestId || sameKey);
}

/** The message that this send repeats; null if there is none. Reads the log only where the snapshot does not reach. */
export async function findRepeat(
  ctx: UserContext,
  { thread, messages, role }: ParticipantSnapshot,
  key: RepeatKey,
): Promise<LogMessage | null> {
  const range = repeatRange(messages[0]?.seq ?? 0, key);
  // With `after_seq`, all messages of the snapshot count: a client may send the `after_seq` of its retry.
  const searched = messages.filter((message) => key.after_seq !== undefined || message.seq >= range.from);
  const found = searched.find((message) => isRepeat(message, role, ctx.requestId, key));
  const unread = { from: range.from, to: (messages.at(-1)?.seq ?? 1) - 1 };
  if (found !== undefined || key.client_message_id === undefined || unread.to < unread.from) return found ?? null;
  return ctx.store.findRepeat(thread.id, key.client_message_id, role, unread);
}

/** How many messages the first read takes: a client that sends `after_seq` is usually up to date, so the newest is enough. */
export function messagesToRead(key: RepeatKey): number {
  return key.client_message_id === undefined || key.after_seq !== undefined ? 1 : limits.repeatWindow;
}
