import { ChatError } from '../../../protocol/errors.ts';
import { badRequest } from '../../../protocol/parse.ts';
import type { Role } from '../../../protocol/objects.ts';
import type { LogMessage } from './types.ts';

/** What a sender does to their message. `revision` is that of the message which the sender has edited. */
export type MessageChange = { kind: 'edit'; content: string; revision?: number | undefined } | { kind: 'delete' };

/**
 * The message after the change. A deletion of a deleted message, and an edit to the text that it was last edited to,
 * return the very same message: a client may retry, and if the first call died before it notified anybody, the retry
 * notifies of the same revision.
 * @throws ChatError `forbidden` (WS-13): only the sender changes a message, for a limited time, and only text;
 * `bad_request` if nothing would be left of it (WS-12)
 */
export function changeMessage(
  message: LogMessage,
  role: Role,
  change: MessageChange,
  nowMs: number,
  editWindowMs: number,
): LogMessage {
  if (message.author !== role) throw new ChatError('forbidden', 'only its sender may change a message');
  if (message.type !== 'text') throw new ChatError('forbidden', 'only text messages can be changed');
  if (message.deletedAtMs !== null) {
    if (change.kind === 'delete') return message;
    throw new ChatError('forbidden', 'the message is deleted');
  }
  if (nowMs - message.sentAtMs > editWindowMs)
    throw new ChatError('forbidden', 'the time to change the message is over');
  if (change.kind === 'delete') return deleted(message, nowMs);
  if (change.content === '' && message.attachments.length === 0)
    throw badRequest([{ field: 'content', message: 'must not be empty' }]);
  if (message.editedAtMs !== null && message.content === change.content) return message;
  return { ...revised(message), content: change.content, editedAtMs: changedAtMs(message, nowMs) };
}

function deleted(message: LogMessage, nowMs: number): LogMessage {
  return {
    ...revised(message),
    content: '',
    metadata: null,
    reactions: [],
    attachments: [],
    deletedAtMs: changedAtMs(message, nowMs),
  };
}

/** The next revision, in which the content changes. */
function revised(message: LogMessage): LogMessage {
  const revision = message.revision + 1;
  return { ...message, revision, contentRevision: revision };
}

/** The time of a change is later than that of the change before it, even if it came by a clock that is behind. */
function changedAtMs({ sentAtMs, editedAtMs }: LogMessage, nowMs: number): number {
  return Math.max(nowMs, sentAtMs, (editedAtMs ?? 0) + 1);
}

/** Whether the change is an edit of another revision than the current one (WS-13). */
export function isOutdated(message: LogMessage, change: MessageChange): boolean {
  return change.kind === 'edit' && change.revision !== undefined && change.revision !== message.revision;
}
