import { createStore } from '@marketplace-chat/react';
import type { Message } from '../../../protocol/objects.ts';

/** By thread, the message that the user is replying to. */
const replies = createStore<ReadonlyMap<string, Message>>(new Map());

export function useReply(threadId: string): Message | null {
  return replies.useRead((all) => all.get(threadId) ?? null);
}

/** The user's next message replies to this one. */
export function beginReply(message: Message): void {
  replies.set(new Map(replies.get()).set(message.thread_id, message));
}

export function endReply(threadId: string): void {
  replies.set(new Map([...replies.get()].filter(([id]) => id !== threadId)));
}

/** Drops all of them on signing out, so that the next user does not see them. */
export function forgetReplies(): void {
  replies.set(new Map());
}
