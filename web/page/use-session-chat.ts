import { useEffect, useMemo, useState } from 'react';
import { createChatClient, type ChatClient } from '@marketplace-chat/client';
import {
  forgetDrafts,
  forgetEdits,
  forgetEmojis,
  forgetReplies,
  notify,
  notifyBackgroundFailure,
  words,
} from '@marketplace-chat/components';
import type { Chat } from '@marketplace-chat/react';
import { onSignedOutElsewhere, notifySignedOut } from './auth/other-tabs.ts';
import type { Session } from './auth/session.ts';
import type { PageConfig } from './config/page-config.ts';
import { directoryAt } from './directory.ts';

/** The chat of a session, connected while the page is open. Shows failures that no call waits for. */
export function useSessionChat(config: PageConfig, session: Session, onSignedOut: () => void): Chat {
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
  useEffect(() => {
    const leave = async () => {
      await forgetUnsent(client, session.user.id);
      await session.forget();
      onSignedOut();
    };
    return onSignedOutElsewhere(session.user.id, () => void leave());
  }, [client, session, onSignedOut]);
  return useMemo(() => {
    const signOut = async () => {
      await forgetUnsent(client, session.user.id);
      notifySignedOut(session.user.id);
      await session.signOut();
      onSignedOut();
    };
    const signInAgain = () => void session.signInAgain().catch(() => notify('error', words.signIn.failed));
    const { user: me, suggestPeople } = session;
    const directory = config.directoryUrl === '' ? null : directoryAt(config.directoryUrl, () => session.token());
    const hasFiles = config.attachments;
    return { client, me, directory, hasFiles, suggestPeople, signOut: () => void signOut(), signInAgain };
  }, [client, config.directoryUrl, config.attachments, session, onSignedOut]);
}

/** Removes all unsent texts, so that nobody else reads them on a shared device. */
async function forgetUnsent(client: ChatClient, userId: string): Promise<void> {
  forgetDrafts(userId);
  forgetEdits();
  forgetReplies();
  forgetEmojis(userId);
  await client.forget();
}
