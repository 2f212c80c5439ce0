import { useEffect, useMemo, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import { createChatClient, type ChatClient, type User } from '@marketplace-chat/client';
import { ChatContext, type ChatState } from './chat.ts';
import type { Directory } from './directory.ts';

/** The two addresses of a chat. A deployed stage has a host for each; its outputs name them. */
export interface ChatUrls {
  /** The base of REST: `https://HOST/api/chat`. */
  apiUrl: string;
  /** `wss://HOST/ws` */
  socketUrl: string;
}

/** Where the chat is, whose it is, and what the app does for it. Only `url` and `getToken` are required. */
export interface ChatProviderProps {
  /** Where the chat is: both addresses, or that of a server which has REST and WebSocket, as `npm start` is. */
  url: string | ChatUrls;
  /**
   * Fetches a token of the signed-in user. It is called again when its token is about to expire or was refused. If it
   * rejects with `new ChatError('unauthorized', …)`, the user is signed out; after anything else it is called again.
   */
  getToken: () => Promise<string>;
  /** The signed-in user, if the app knows it: then unsent messages show before the first connection. */
  user?: User | undefined;
  /** Where people and jobs for a new conversation are found. Without it, users cannot start conversations. */
  directory?: Directory | null | undefined;
  /** Whether messages can have files here. Default: yes. */
  hasFiles?: boolean | undefined;
  /** The server's `CHAT_EDIT_WINDOW`: how long a message can be edited and deleted. Default: 15 minutes. */
  editWindowMs?: number | undefined;
  /** For developers on one machine: people to suggest to who types ids. */
  suggestPeople?: (() => Promise<User[]>) | null | undefined;
  /**
   * Called by the button that shows after the session has expired; without it there is none. If it returns a promise,
   * the client connects again once that resolves.
   */
  onSignInAgain?: (() => void | Promise<void>) | undefined;
  children?: ReactNode;
}

/**
 * The chat of one user, for the hooks and components below it. They share one client and one connection, which lasts as
 * long as the provider is shown. Another `url` or another user is another chat: what is below starts anew.
 *
 * On a server it connects to nothing, and the hooks return what there is before the first answer.
 */
export function ChatProvider({ children, ...props }: ChatProviderProps) {
  const { apiUrl, socketUrl } = urlsOf(props.url);
  if (!useIsInBrowser()) return <ChatContext value={stateOf(null, null, props)}>{children}</ChatContext>;
  return (
    <Session key={`${apiUrl} ${socketUrl} ${props.user?.id ?? ''}`} {...props}>
      {children}
    </Session>
  );
}

function Session({ children, ...props }: ChatProviderProps) {
  const { url, getToken, user, directory, hasFiles, editWindowMs, suggestPeople, onSignInAgain } = props;
  const [client] = useState(() => {
    const timing = editWindowMs === undefined ? {} : { editWindowMs };
    return createChatClient({ ...urlsOf(url), ...(user && { userId: user.id }), timing });
  });
  const newest = useRef(getToken);
  useEffect(() => void (newest.current = getToken));
  const me = useSignedIn(client, user);
  useEffect(() => {
    void client.connect(() => newest.current());
    return () => client.disconnect();
  }, [client]);
  const state = useMemo(
    () => stateOf(client, me, { directory, hasFiles, suggestPeople, onSignInAgain }),
    [client, me, directory, hasFiles, suggestPeople, onSignInAgain],
  );
  return <ChatContext value={state}>{children}</ChatContext>;
}

type Settings = Pick<ChatProviderProps, 'directory' | 'hasFiles' | 'suggestPeople' | 'onSignInAgain'>;

function stateOf(client: ChatClient | null, me: User | null, settings: Settings): ChatState {
  const { directory = null, hasFiles = true, suggestPeople = null, onSignInAgain } = settings;
  const signInAgain = () => void onSignInAgain?.()?.then(() => client?.retryNow());
  return { client, me, directory, hasFiles, suggestPeople, signInAgain: onSignInAgain ? signInAgain : null };
}

/** The user whom the app names, else the one of the first connection. The same object until it is somebody else. */
function useSignedIn(client: ChatClient, user: User | undefined): User | null {
  const [confirmed, setConfirmed] = useState<User | null>(null);
  useEffect(
    () => client.on('connection', (state) => state.kind === 'connected' && setConfirmed((last) => last ?? state.user)),
    [client],
  );
  const { id, username = '' } = user ?? {};
  const named = useMemo(() => (id === undefined ? null : { id, username }), [id, username]);
  return named ?? confirmed;
}

function urlsOf(url: string | ChatUrls): ChatUrls {
  if (typeof url !== 'string') return url;
  const base = url.replace(/\/$/, '');
  return { apiUrl: `${base}/api/chat`, socketUrl: `${base.replace(/^http/, 'ws')}/ws` };
}

const never = () => () => {};

/** False on a server, and in the first render over what a server has sent, which has to be the same. */
function useIsInBrowser(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
