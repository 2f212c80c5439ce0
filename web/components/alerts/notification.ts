import type { Thread } from '../../../protocol/objects.ts';
import { nameOf } from '../view/names.ts';
import { otherOf } from '../view/person.ts';
import { lastMessageText } from '../view/preview.ts';
import { words } from '../words/index.ts';

/**
 * Notifies the user of the last message of a thread, unless push does it: then the service worker shows it. Of several
 * tabs each notifies, under one tag, so that the user sees one notification.
 */
export async function showNotification(
  thread: Thread,
  userId: string,
  { silent, open }: { silent: boolean; open: (threadId: string) => void },
): Promise<void> {
  if (Notification.permission !== 'granted' || (await isPushOn())) return;
  const { last_message: last } = thread;
  const other = otherOf(thread, userId);
  const name = last === null || last.sender_id === other.id ? nameOf(other) : words.message.marketplace;
  try {
    const shown = new Notification(name, {
      body: last === null ? '' : lastMessageText(thread, userId),
      tag: thread.id,
      icon: '/favicon.svg',
      silent,
    });
    shown.addEventListener('click', () => {
      window.focus();
      open(thread.id);
      shown.close();
    });
  } catch {
    // Chrome on Android shows notifications of service workers only.
  }
}

async function isPushOn(): Promise<boolean> {
  try {
    const worker = await navigator.serviceWorker?.getRegistration();
    return (await worker?.pushManager?.getSubscription()) != null;
  } catch {
    return false; // Without storage there are no service workers.
  }
}
