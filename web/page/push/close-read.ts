import type { ChatClient, Inbox, Unsubscribe } from '@marketplace-chat/client';
import type { Shown } from '../worker/shown.ts';
import { findRegistration } from './browser.ts';
import { readRecord } from './record.ts';

/** Closes notifications of what has been read, here or on another device, while the page is open. */
export function closeRead(client: ChatClient, userId: string): Unsubscribe {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Once for all changes that arrive together.
  const look = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (readRecord() !== null) closeNow(client.inbox, userId).catch(() => undefined);
    });
  };
  look();
  const stop = client.on('inbox', look);
  return () => {
    stop();
    clearTimeout(timer);
  };
}

async function closeNow(inbox: Inbox, userId: string): Promise<void> {
  const registration = await findRegistration();
  for (const notification of (await registration?.getNotifications()) ?? []) {
    const shown = notification.data as Shown | null;
    if (shown !== null && isRead(shown, inbox, userId)) notification.close();
  }
}

/** Whether everything that a notification tells has been read. If its thread is not loaded, it stays. */
function isRead({ kind, threadId, seq }: Shown, inbox: Inbox, userId: string): boolean {
  if (kind === 'summary') return inbox.status.kind === 'ready' && inbox.unreadTotal === 0;
  const thread = [...inbox.threads, ...inbox.archived].find(({ id }) => id === threadId);
  return thread !== undefined && (thread.read[userId]?.up_to_seq ?? 0) >= seq;
}
