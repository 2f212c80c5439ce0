import { useSyncExternalStore } from 'react';

/** The address of a thread's page: after the hash, so that any static host serves it, and back works on a phone. */
export function hrefOf(threadId: string): string {
  return `#/t/${encodeURIComponent(threadId)}`;
}

export const inboxHref = '#/';

function openThreadId(): string | null {
  const match = /^#\/t\/(.+)$/.exec(location.hash);
  try {
    return match?.[1] === undefined ? null : decodeURIComponent(match[1]);
  } catch {
    return null; // Not an address that this page has made.
  }
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

/** The thread that the address names, or null for the inbox. */
export function useOpenThreadId(): string | null {
  return useSyncExternalStore(subscribe, openThreadId);
}

export function goTo(href: string): void {
  location.hash = href;
}
