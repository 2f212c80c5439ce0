import type { Session } from '../auth/session.ts';
import type { PageConfig } from '../config.ts';
import { ChatContext } from '../state/chat.ts';
import { useOpenThreadId } from '../state/route.ts';
import { useSessionChat } from '../state/use-session-chat.ts';
import { strings } from '../strings.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { Conversation } from './Conversation.tsx';
import { NoConversation } from './NoConversation.tsx';
import { Sidebar } from './Sidebar.tsx';
import { Toasts } from './Toasts.tsx';

interface ChatPageProps {
  config: PageConfig;
  session: Session;
  onSignedOut: () => void;
}

/** The chat of somebody who is signed in: the inbox, and beside it the conversation that is open. */
export function ChatPage({ config, session, onSignedOut }: ChatPageProps) {
  const chat = useSessionChat(config, session, onSignedOut);
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
          {openThreadId === null ? <NoConversation /> : <Conversation key={openThreadId} threadId={openThreadId} />}
        </main>
      </div>
      <Toasts />
    </ChatContext>
  );
}

/** To where one writes; the address stays, because what follows its # is the open conversation. */
function skipToConversation(event: { preventDefault(): void }): void {
  event.preventDefault();
  const target = document.getElementById('composer') ?? document.getElementById('conversation');
  target?.focus();
}
