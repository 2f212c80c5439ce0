/// <reference types="vite/client" />
import { ChatError } from '@marketplace-chat/client';
import { ChatProvider, useUnread } from '@marketplace-chat/react';
import { Conversation, Inbox } from '@marketplace-chat/components';

export interface PageProps {
  /** The signed-in user; null for nobody. */
  user: string | null;
  threadId: string | null;
}

/** Where the chat is; by default that of `npm start`. */
const url: string = import.meta.env.VITE_CHAT_URL ?? 'http://127.0.0.1:8006';

/** The marketplace's own backend knows who asks. */
const getToken = async () => {
  const response = await fetch('/chat-token');
  if (response.status === 401) throw new ChatError('unauthorized', 'nobody is signed in');
  if (!response.ok) throw new Error(`/chat-token: ${response.status}`);
  return response.text();
};

const hrefOf = (threadId: string) => `/?thread=${encodeURIComponent(threadId)}`;

/** The page, on the server and in the browser. The chat is a placeholder until it is connected. */
export function Page({ user, threadId }: PageProps) {
  if (user === null) return <SignIn />;
  const app = {
    hrefOf,
    inboxHref: '/',
    onOpen: (id: string) => location.assign(hrefOf(id)),
    onClose: () => location.assign('/'),
  };
  return (
    <ChatProvider url={url} getToken={getToken}>
      <h1>
        Messages of {user} <UnreadCount />
      </h1>
      <main className="chat">
        {threadId === null ? <Inbox {...app} /> : <Conversation threadId={threadId} {...app} />}
      </main>
    </ChatProvider>
  );
}

function SignIn() {
  return (
    <form>
      <label>
        User <input name="user" defaultValue="alice" required pattern="[\w.\-]+" />
      </label>
      <button type="submit">Sign in</button>
    </form>
  );
}

function UnreadCount() {
  const unread = useUnread();
  return unread > 0 && <small>{unread} unread</small>;
}
