import { useSyncExternalStore } from 'react';

/** The address of a thread. It is in the hash, so that any static host can serve it and the Back button works. */
export function hrefOf(threadId: string): string {
  return `#/t/${encodeURIComponent(threadId)}`;
}

export const inboxHref = '#/';

function threadIdIn(hash: string): string | null {
  const match = /^#\/t\/(.+)$/.exec(hash);
  try {
    return match?.[1] === undefined ? null : decodeURIComponent(match[1]);
  } catch {
    return null; // Not an address of this page.
  }
}

/** Whether this thread is the open one. */
export function isOpen(threadId: string): boolean {
  return threadIdIn(location.hash) === threadId;
}

/** The state of an entry in the browser's history. */
interface EntryState {
  /** Whether the entry before this one is the inbox. */
  afterInbox: boolean;
}

/** Marks a new entry. Entries that the user returns to already have a state and keep it. */
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

/** The id of the thread in the address; null for the inbox. */
export function useOpenThreadId(): string | null {
  return useSyncExternalStore(subscribe, () => threadIdIn(location.hash));
}

export function goTo(href: string): void {
  location.hash = href;
}

/** Leaves a conversation without adding an entry to the history. */
export function goToInbox(): void {
  if ((history.state as EntryState | null)?.afterInbox) history.back();
  else location.replace(inboxHref);
}
