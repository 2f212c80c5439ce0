import { createStore } from '@marketplace-chat/react';
import { browserStorage, tabStorage } from './storage.ts';

const prefix = 'chat.draft';
const keyOf = (userId: string, threadId: string) => `${prefix}:${userId}:${threadId}`;

/** Counts the changes, so that components that show drafts can follow them. */
const changes = createStore(0);

/** This tab's own draft, else the last one that was written in any tab. */
function find(key: string): string {
  return tabStorage.getItem(key) ?? browserStorage.getItem(key) ?? '';
}

/** The unsent text of the user in a thread. From now on it is this tab's own: other tabs no longer change it. */
export function readDraft(userId: string, threadId: string): string {
  const key = keyOf(userId, threadId);
  const text = find(key);
  if (text !== '') tabStorage.setItem(key, text);
  return text;
}

/**
 * Saves a draft for the next reload. An empty one removes this tab's draft, but not one that another tab has written.
 */
export function saveDraft(userId: string, threadId: string, text: string): void {
  const key = keyOf(userId, threadId);
  if (text !== '') {
    tabStorage.setItem(key, text);
    browserStorage.setItem(key, text);
  } else {
    if (browserStorage.getItem(key) === tabStorage.getItem(key)) browserStorage.removeItem(key);
    tabStorage.removeItem(key);
  }
  changes.set(changes.get() + 1);
}

/**
 * Calls back when another tab has sent or removed the draft that this tab has too. Returns the unsubscribe function.
 */
export function onDraftRemoved(userId: string, threadId: string, removed: (text: string) => void): () => void {
  const key = keyOf(userId, threadId);
  const follow = (event: StorageEvent) => {
    if (event.key === key && event.newValue === null && event.oldValue !== null) removed(event.oldValue);
  };
  addEventListener('storage', follow);
  return () => removeEventListener('storage', follow);
}

export function useDraft(userId: string, threadId: string): string {
  return changes.useRead(() => find(keyOf(userId, threadId)));
}

/** Removes all drafts of the user on signing out, so that nobody else reads them on a shared device. */
export function forgetDrafts(userId: string): void {
  for (const storage of [tabStorage, browserStorage]) {
    for (const key of storage.keys().filter((key) => key.startsWith(keyOf(userId, '')))) storage.removeItem(key);
  }
}
