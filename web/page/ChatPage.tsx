import { useMemo, useState } from 'react';
import {
  Attention,
  ConnectionBanner,
  Conversation,
  ConversationStart,
  Inbox,
  notify,
  Toasts,
  useBackgroundFailures,
  locale,
  useWords,
  words,
} from '@marketplace-chat/components';
import { ChatProvider } from '@marketplace-chat/react';
import type { Session } from './auth/session.ts';
import { Account } from './Account.tsx';
import { hrefOf } from './config/address.ts';
import type { PageConfig } from './config/page-config.ts';
import { directoryAt } from './directory.ts';
import {
  forgetMessage,
  goToInbox,
  inboxHref,
  openThread,
  useAddressedSeq,
  useOpenThreadId,
  useStartLink,
} from './route.ts';
import { useFollowPushes } from './push/use-follow-pushes.ts';
import { useSignOut } from './use-sign-out.ts';

interface ChatPageProps {
  config: PageConfig;
  session: Session;
  onSignedOut: () => void;
}

/** The chat of a signed-in user, connected while the page is open. */
export function ChatPage({ config, session, onSignedOut }: ChatPageProps) {
  const { apiUrl, webSocketUrl, directoryUrl, attachments, editWindowMs } = config;
  useWords();
  const [url] = useState({ apiUrl, socketUrl: webSocketUrl });
  const directory = useMemo(
    () => (directoryUrl === '' ? null : directoryAt(directoryUrl, () => session.token())),
    [directoryUrl, session],
  );
  return (
    <ChatProvider
      url={url}
      getToken={() => session.token()}
      user={session.user}
      directory={directory}
      hasFiles={attachments}
      editWindowMs={editWindowMs}
      suggestPeople={session.suggestPeople}
      onSignInAgain={() => void session.signInAgain().catch(() => notify('error', words.signIn.failed))}
    >
      {/* Mounted again in another language or region. */}
      <Panes key={locale()} config={config} session={session} onSignedOut={onSignedOut} />
    </ChatProvider>
  );
}

/** What the address of the page does for the parts of the chat. */
const page = { onOpen: openThread, onClose: goToInbox, hrefOf, inboxHref, ownsPage: true };

/**
 * The inbox and the open conversation. The page reads the address once for both: on a phone a conversation that is
 * drawn before its pane is shown could not take the focus.
 */
function Panes({ config: { brand, notifications }, session, onSignedOut }: ChatPageProps) {
  useFollowPushes(notifications);
  const signOut = useSignOut(session, onSignedOut);
  useBackgroundFailures();
  const openThreadId = useOpenThreadId();
  const seq = useAddressedSeq();
  const link = useStartLink();
  const actions = (
    <>
      <Attention />
      <Account hasPush={notifications} onSignOut={signOut} />
    </>
  );
  return (
    <>
      <a className="skip-link" href="#conversation" onClick={skipToConversation}>
        {words.skipToMessages}
      </a>
      {/* Around both panes, because a phone shows one of them at a time. */}
      <main className="app" data-open={openThreadId !== null || link !== null}>
        <h1 className="visually-hidden">{brand?.name ?? words.appName}</h1>
        <ConnectionBanner />
        <Inbox openThreadId={openThreadId} actions={actions} brand={brand} {...page} />
        <section id="conversation" className="pane main" tabIndex={-1} aria-label={words.conversation.label}>
          {openThreadId === null ? (
            <ConversationStart link={link} brand={brand} {...page} />
          ) : (
            <Conversation threadId={openThreadId} seq={seq} onShown={forgetMessage} brand={brand} {...page} />
          )}
        </section>
      </main>
      <Toasts />
    </>
  );
}

/** Moves the focus without changing the address, whose hash names the open conversation. */
function skipToConversation(event: { preventDefault(): void }): void {
  event.preventDefault();
  const pane = document.getElementById('conversation');
  (pane?.querySelector<HTMLElement>('[data-composer]') ?? pane)?.focus();
}
