import { useCallback, useEffect } from 'react';
import type { ChatClient } from '@marketplace-chat/client';
import { forgetUser } from '@marketplace-chat/components';
import { useChatState } from '@marketplace-chat/react';
import { notifySignedOut, onSignedOutElsewhere } from './auth/other-tabs.ts';
import type { Session } from './auth/session.ts';
import { leavePushes } from './push/leave-pushes.ts';

/** Returns the way to sign out, in all tabs of the user. Follows who has signed out in another one. */
export function useSignOut(session: Session, onSignedOut: () => void): () => void {
  const { client } = useChatState();
  useEffect(() => {
    const leave = async () => {
      await forgetUnsent(client, session.user.id);
      await session.forget();
      onSignedOut();
    };
    return onSignedOutElsewhere(session.user.id, () => void leave());
  }, [client, session, onSignedOut]);
  return useCallback(() => {
    const signOut = async () => {
      await forgetUnsent(client, session.user.id);
      // While there is still a token.
      await leavePushes(client, session.user.id);
      notifySignedOut(session.user.id);
      await session.signOut();
      onSignedOut();
    };
    void signOut();
  }, [client, session, onSignedOut]);
}

/** Removes all unsent texts, so that nobody else reads them on a shared device. */
async function forgetUnsent(client: ChatClient | null, userId: string): Promise<void> {
  forgetUser(userId);
  await client?.forget();
}
