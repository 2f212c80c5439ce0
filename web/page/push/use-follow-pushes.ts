import { useEffect } from 'react';
import type { ChatClient } from '@marketplace-chat/client';
import { useChatState } from '@marketplace-chat/react';
import { findRegistration } from './browser.ts';
import { closeRead } from './close-read.ts';

/** Keeps the pushes to this browser going while the page is open; ends them if the chat pushes no more. */
export function useFollowPushes(hasPush: boolean): void {
  const { client, me } = useChatState();
  const userId = me?.id;
  useEffect(() => {
    if (client === null || userId === undefined) return;
    // Tried again at the next visit.
    keep(client, userId, hasPush).catch(() => undefined);
    return hasPush ? closeRead(client, userId) : undefined;
  }, [client, userId, hasPush]);
}

/** In a browser that has never subscribed, it loads no code and makes no request. */
async function keep(client: ChatClient, userId: string, hasPush: boolean): Promise<void> {
  const registration = await findRegistration();
  if (registration === null) return;
  if (!hasPush) return void (await registration.unregister());
  const { pushesOf } = await import('./pushes.ts');
  await pushesOf(client, userId).look();
}
