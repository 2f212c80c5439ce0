import { useCallback } from 'react';
import type { User } from '@marketplace-chat/client';
import { useChatState } from './chat.ts';
import { useLog } from './use-thread.ts';

/** Who is typing, and what tells the others that the user is. */
export interface Typing {
  /** The other users who are typing now. */
  users: readonly User[];
  /** Call it for each key press: it sends no more than it must, and stops by itself after 5 s of silence. */
  start(): void;
  /** Call it when the text is sent or removed. */
  stop(): void;
}

/** Typing in a conversation that a component uses by `useThread`. */
export function useTyping(threadId: string): Typing {
  const { client } = useChatState();
  const { typing: users } = useLog(threadId);
  const start = useCallback(() => client?.startTyping(threadId), [client, threadId]);
  const stop = useCallback(() => client?.stopTyping(threadId), [client, threadId]);
  return { users, start, stop };
}
