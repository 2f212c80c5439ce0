import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { ChatClient, ChatEventName, ConnectionState, Inbox, ThreadLog } from '@marketplace-chat/client';
import type { User } from '../../protocol/objects.ts';
import type { Directory } from './directory.ts';

/** What every component of a signed-in user works with. */
export interface Chat {
  client: ChatClient;
  /** The signed-in user, with the name in the token. */
  me: User;
  /** Where people and jobs for a new conversation are found; null if the marketplace has no such place. */
  directory: Directory | null;
  /** Whether messages can have files here. */
  hasFiles: boolean;
  /** For developers on one machine: people to suggest to who types ids; null if nobody types ids. */
  suggestPeople: (() => Promise<User[]>) | null;
  signOut: () => void;
  signInAgain: () => void;
}

export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (chat === null) throw new Error('useChat needs a ChatContext around it');
  return chat;
}

/**
 * Calls `changed` after events, once for all that arrive before it runs: a flood of frames then renders as often as the
 * page can, not once for each frame. Returns the unsubscribe function.
 */
function onChanges(client: ChatClient, event: ChatEventName, changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = client.on(event, () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      changed();
    });
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** A snapshot of the client, read again after each of these events. `read` returns the same object until it changes. */
export function useClientValue<T>(event: ChatEventName, read: (client: ChatClient) => T): T {
  const { client } = useChat();
  const subscribe = useCallback((changed: () => void) => onChanges(client, event, changed), [client, event]);
  return useSyncExternalStore(subscribe, () => read(client));
}

export function useConnection(): ConnectionState {
  return useClientValue('connection', (client) => client.connection);
}

export function useInbox(): Inbox {
  return useClientValue('inbox', (client) => client.inbox);
}

export function useLog(threadId: string): ThreadLog {
  return useClientValue('log', (client) => client.log(threadId));
}
