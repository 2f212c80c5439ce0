import { useMemo, useSyncExternalStore } from 'react';
import type { OpenOptions, StartLink } from '@marketplace-chat/components';
import { hrefOf } from './config/address.ts';

export const inboxHref = '#/';

// Links from before said `t`.
const threadAddress = /^#\/(?:thread|t)\/([^/]+)(?:\/(\d+))?$/;

function threadIdIn(hash: string): string | null {
  const match = threadAddress.exec(hash);
  try {
    return match?.[1] === undefined ? null : decodeURIComponent(match[1]);
  } catch {
    return null; // Not an address of this page.
  }
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

function seqIn(hash: string): number | null {
  const seq = threadAddress.exec(hash)?.[2];
  return seq === undefined ? null : Number(seq);
}

/** The message that the address names in the open thread; null if it names none, or after `forgetMessage`. */
export function useAddressedSeq(): number | null {
  return useSyncExternalStore(subscribe, () => seqIn(location.hash));
}

/** The address names only the thread from now on, so that the same link to a message shows it again. */
export function forgetMessage(): void {
  const threadId = threadIdIn(location.hash);
  if (threadId === null) return;
  const oldURL = location.href;
  history.replaceState(history.state, '', hrefOf(threadId));
  dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: location.href }));
}

/** The link to a new conversation in a hash; null if it is none. */
export function startLinkIn(hash: string): StartLink | null {
  const [, query] = /^#\/new\?(.*)$/s.exec(hash) ?? [];
  if (query === undefined) return null;
  const parameters = new URLSearchParams(query);
  const personId = parameters.get('with') ?? '';
  if (personId === '') return null;
  return {
    personId,
    jobId: parameters.get('job') || null,
    role: parameters.get('as') === 'freelancer' ? 'freelancer' : 'client',
  };
}

/** The link in the address to a conversation that may not exist yet; null if the address is another one. */
export function useStartLink(): StartLink | null {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => startLinkIn(hash), [hash]);
}

/** Goes to a conversation, or to a message in it. */
export function openThread(threadId: string, { seq, replaces = false }: OpenOptions): void {
  const href = hrefOf(threadId, seq);
  if (replaces) location.replace(href);
  else location.hash = href;
}

/** Leaves a conversation without adding an entry to the history. */
export function goToInbox(): void {
  if ((history.state as EntryState | null)?.afterInbox) history.back();
  else location.replace(inboxHref);
}
