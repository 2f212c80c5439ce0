import { useSyncExternalStore } from 'react';

/** The address of a thread's page: after the hash, so that any static host serves it, and back works on a phone. */
export function hrefOf(threadId: string): string {
  return `#/t/${encodeURIComponent(threadId)}`;
}

export const inboxHref = '#/';

function threadIdIn(hash: string): string | null {
  const match = /^#\/t\/(.+)$/.exec(hash);
  try {
    return match?.[1] === undefined ? null : decodeURIComponent(match[1]);
  } catch {
    return null; // Not an address that this page has made.
  }
}

/** What the browser keeps with an entry of its history. */
interface EntryState {
  /** The entry before it is the inbox. */
  afterInbox: boolean;
}

/** Only an entry that is new has no state: those that one comes back to keep what they were given. */
function markEntry(afterInbox: boolean): void {
  const state: EntryState = { afterInbox };
  if (history.state === null) history.replaceState(state, '');
}

function subscribe(changed: () => void): () => void {
  const follow = ({ oldURL }: HashChangeEvent) => {
    markEntry(threadIdIn(new URL(oldURL).hash) === null);
    changed();
  };
  markEntry(false);
  addEventListener('hashchange', follow);
  return () => removeEventListener('hashchange', follow);
}

/** The thread that the address names, or null for the inbox. */
export function useOpenThreadId(): string | null {
  return useSyncExternalStore(subscribe, () => threadIdIn(location.hash));
}

export function goTo(href: string): void {
  location.hash = href;
}

/** Out of a conversation, without another entry in the history. */
export function goToInbox(): void {
  if ((history.state as EntryState | null)?.afterInbox) history.back();
  else location.replace(inboxHref);
}
