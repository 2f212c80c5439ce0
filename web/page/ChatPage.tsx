import {
  ConnectionBanner,
  ConversationPane,
  Sidebar,
  words,
  Toasts,
  useOpenThreadId,
  useStartLink,
} from '@marketplace-chat/components';
import { ChatContext } from '@marketplace-chat/react';
import type { Session } from './auth/session.ts';
import type { PageConfig } from './config/page-config.ts';
import { useSessionChat } from './use-session-chat.ts';

interface ChatPageProps {
  config: PageConfig;
  session: Session;
  onSignedOut: () => void;
}

/** The chat of a signed-in user: the inbox and the open conversation. */
export function ChatPage({ config, session, onSignedOut }: ChatPageProps) {
  const chat = useSessionChat(config, session, onSignedOut);
  const openThreadId = useOpenThreadId();
  const link = useStartLink();
  return (
    <ChatContext value={chat}>
      <a className="skip-link" href="#conversation" onClick={skipToConversation}>
        {words.skipToMessages}
      </a>
      {/* Around both panes, because a phone shows one of them at a time. */}
      <main className="app" data-open={openThreadId !== null || link !== null}>
        <h1 className="visually-hidden">{words.appName}</h1>
        <ConnectionBanner />
        <Sidebar openThreadId={openThreadId} />
        <section id="conversation" className="pane main" tabIndex={-1} aria-label={words.conversation.label}>
          <ConversationPane openThreadId={openThreadId} link={link} />
        </section>
      </main>
      <Toasts />
    </ChatContext>
  );
}

/** Moves the focus without changing the address, whose hash names the open conversation. */
function skipToConversation(event: { preventDefault(): void }): void {
  event.preventDefault();
  const target = document.getElementById('composer') ?? document.getElementById('conversation');
  target?.focus();
}
