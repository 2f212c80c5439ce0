import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import type { ChatClient, ChatEventName, ConnectionState, User } from '@marketplace-chat/client';
import type { Directory } from './directory.ts';

/** What every component of a signed-in user works with. */
export interface Chat {
  client: ChatClient;
  /** The signed-in user. */
  me: User;
  /** Where people and jobs for a new conversation are found; null if the marketplace has no such place. */
  directory: Directory | null;
  /** Whether messages can have files here. */
  hasFiles: boolean;
  /** For developers on one machine: people to suggest to who types ids; null if nobody types ids. */
  suggestPeople: (() => Promise<User[]>) | null;
  /** Lets the user sign in again after the session has expired; null if the app has no way to do that. */
  signInAgain: (() => void) | null;
}

/** The same before the user is known, and on a server, where there is no client. */
export interface ChatState extends Omit<Chat, 'client' | 'me'> {
  client: ChatClient | null;
  me: User | null;
}

export const ChatContext = createContext<ChatState | null>(null);

/**
 * The chat of the `ChatProvider` above.
 *
 * @throws Error if there is no provider
 */
export function useChatState(): ChatState {
  const state = useContext(ChatContext);
  if (state === null) throw new Error('The hooks and components of the chat need a ChatProvider around them');
  return state;
}

/** The signed-in user of the `ChatProvider` above; null until it is known. */
export function useMe(): User | null {
  return useChatState().me;
}

/**
 * The client, the signed-in user and the settings of the `ChatProvider` above.
 *
 * @throws Error if there is no provider, or while `useMe` is null
 */
export function useChat(): Chat {
  const { client, me, ...settings } = useChatState();
  if (client === null || me === null) throw new Error('useChat needs a known user: wait until useMe has one');
  return { client, me, ...settings };
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

/**
 * A snapshot of the client, read again after each of these events. `read` returns the same object until it changes.
 *
 * @param otherwise what there is without a client, on a server
 */
export function useClientValue<T>(event: ChatEventName, read: (client: ChatClient) => T, otherwise: T): T {
  const { client } = useChatState();
  const subscribe = useCallback(
    (changed: () => void) => (client === null ? () => {} : onChanges(client, event, changed)),
    [client, event],
  );
  return useSyncExternalStore(
    subscribe,
    () => (client === null ? otherwise : read(client)),
    () => otherwise,
  );
}

const idle: ConnectionState = { kind: 'idle' };

/** The state of the connection. */
export function useConnection(): ConnectionState {
  return useClientValue('connection', (client) => client.connection, idle);
}
