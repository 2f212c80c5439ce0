import type { PushPayload } from '../../../protocol/notifications.ts';
import { bodyWithoutText } from '../../../protocol/text.ts';
import { withoutDirections } from '../../components/view/names.ts';

/** What a notification carries, for the click on it and for the page that closes it. */
export interface Shown {
  kind: PushPayload['kind'];
  threadId: string;
  seq: number;
}

/** A notification to show. */
export interface ToShow {
  title: string;
  options: NotificationOptions & { renotify: boolean; data: Shown | null };
}

const images = { icon: '/icons/icon-192.png', badge: '/icons/badge-96.png' };

/** The tags of what is not about one thread. */
const summaryTag = 'summary';
const unknownTag = 'unknown';

/**
 * The notification for a push (NT-2, NT-3). One of the same thread replaces the last one, and alerts again. Something
 * is shown for every push, also for one that cannot be read: a browser takes the subscription away otherwise.
 *
 * @param isLooking the user has the page in front of them, and is not to be disturbed by a sound
 */
export function toShow(payload: unknown, { isLooking }: { isLooking: boolean }): ToShow {
  const { kind = 'message', thread_id, seq, title, body, count } = (payload ?? {}) as Partial<PushPayload>;
  const text = withoutDirections(typeof body === 'string' ? body : bodyWithoutText);
  if (thread_id === undefined || seq === undefined || title === undefined)
    return { title: text, options: { ...images, tag: unknownTag, renotify: true, silent: isLooking, data: null } };
  return {
    title: count !== undefined && count > 1 ? `${title} (${count})` : title,
    options: {
      ...images,
      body: text,
      tag: kind === 'summary' ? summaryTag : thread_id,
      renotify: true,
      silent: isLooking,
      data: { kind, threadId: thread_id, seq },
    },
  };
}
