import type { ErrorCode } from '../../../protocol/errors.ts';
import type { ModelMessage, ModelThread } from './model-thread.ts';

/** What changes a message of the model in place. */

export class Refused extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly retryAfterMs?: number,
  ) {
    super(code);
  }
}

export interface Change {
  /** null deletes the message. */
  content: string | null;
  revision: number | undefined;
  nowMs: number;
}

export function changeMessage(
  thread: ModelThread,
  message: ModelMessage,
  caller: string,
  { content, revision, nowMs }: Change,
  windowMs: number,
): void {
  if (message.sender !== caller) throw new Refused('forbidden');
  const isDeleted = message.deletedAtMs !== null;
  if (isDeleted && content !== null) throw new Refused('forbidden');
  if (!isDeleted && nowMs - message.sentAtMs > windowMs) throw new Refused('forbidden');
  const isRepeat = content === null ? isDeleted : content === message.content && message.editedAtMs !== null;
  if (isRepeat) return;
  if (content !== null && revision !== undefined && revision !== message.revision) throw new Refused('conflict');
  if (content !== null && !thread.isActive) throw new Refused('thread_inactive');
  const atMs = Math.max(nowMs, message.sentAtMs, (message.editedAtMs ?? 0) + 1);
  message.revision += 1;
  if (content !== null) Object.assign(message, { content, editedAtMs: atMs });
  else Object.assign(message, { content: '', reactions: [], deletedAtMs: atMs });
}

export function react(
  thread: ModelThread,
  message: ModelMessage,
  caller: string,
  kind: 'add' | 'remove',
  emoji: string,
): void {
  if (message.deletedAtMs !== null) throw new Refused('forbidden');
  const reaction = message.reactions.find((one) => one.emoji === emoji) ?? { emoji, user_ids: [] };
  if (reaction.user_ids.includes(caller) === (kind === 'add')) return;
  if (!thread.isActive) throw new Refused('thread_inactive');
  message.revision += 1;
  if (kind === 'add' && reaction.user_ids.length === 0) message.reactions.push(reaction);
  if (kind === 'add') reaction.user_ids.push(caller);
  else reaction.user_ids.splice(reaction.user_ids.indexOf(caller), 1);
  message.reactions = message.reactions.filter(({ user_ids }) => user_ids.length > 0);
}
