import { useEffect, useMemo, useState } from 'react';
import type { Session } from '../auth/session.ts';
import { createChatClient } from '../client/index.ts';
import type { PageConfig } from '../config.ts';
import { ChatContext, type Chat } from '../state/chat.ts';
import { forgetDrafts } from '../state/drafts.ts';
import { useOpenThreadId } from '../state/route.ts';
import { notifyBackgroundFailure } from '../state/toasts.ts';
import { strings } from '../strings.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { Conversation } from './Conversation.tsx';
import { Placeholder } from './Placeholder.tsx';
import { Sidebar } from './Sidebar.tsx';
import { Toasts } from './Toasts.tsx';

/** The chat of somebody who is signed in: the inbox, and beside it the conversation that is open. */
export function ChatPage({ config, session }: { config: PageConfig; session: Session }) {
  const chat = useChatOf(config, session);
  const openThreadId = useOpenThreadId();
  return (
    <ChatContext value={chat}>
      <div className="app" data-open={openThreadId !== null}>
        <a className="skip-link" href="#conversation" onClick={skipToConversation}>
          {strings.skipToMessages}
        </a>
        <ConnectionBanner />
        <Sidebar openThreadId={openThreadId} />
        <main id="conversation" className="pane main" tabIndex={-1}>
          {openThreadId === null ? (
            <Placeholder icon="chat" title={strings.conversation.none} hint={strings.conversation.noneHint} />
          ) : (
            <Conversation key={openThreadId} threadId={openThreadId} />
          )}
        </main>
      </div>
      <Toasts />
    </ChatContext>
  );
}

/** Connects while the page is open, and says what fails without anybody waiting for it. */
function useChatOf(config: PageConfig, session: Session): Chat {
  const [client] = useState(() =>
    createChatClient({ socketUrl: config.webSocketUrl, apiUrl: config.apiUrl, userId: session.user.id }),
  );
  useEffect(() => {
    const stop = client.on('failure', notifyBackgroundFailure);
    void client.connect(() => session.token());
    void client.loadThreads();
    return () => {
      stop();
      client.disconnect();
    };
  }, [client, session]);
  return useMemo(() => {
    const signOut = () => {
      forgetDrafts();
      client.disconnect();
      void session.signOut();
    };
    return { client, me: session.user, dev: config.dev, signOut, signInAgain: () => void session.signInAgain() };
  }, [client, session, config.dev]);
}

/** To where one writes; the address stays, because what follows its # is the open conversation. */
function skipToConversation(event: { preventDefault(): void }): void {
  event.preventDefault();
  const target = document.getElementById('composer') ?? document.getElementById('conversation');
  target?.focus();
}
