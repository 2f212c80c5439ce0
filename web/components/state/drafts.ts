import { createStore } from '@marketplace-chat/react';
import { browserStorage, tabStorage } from './storage.ts';

const prefix = 'chat.draft';
const keyOf = (userId: string, threadId: string) => `${prefix}:${userId}:${threadId}`;

/** Counts the changes: what shows drafts follows it. */
const changes = createStore(0);

/** The tab's own text comes first; the browser's is what was written last in any tab, for tabs to come. */
function find(key: string): string {
  return tabStorage.getItem(key) ?? browserStorage.getItem(key) ?? '';
}

/** What the user has written in a thread and not sent; from now on it is this tab's own, whatever other tabs do. */
export function readDraft(userId: string, threadId: string): string {
  const key = keyOf(userId, threadId);
  const text = find(key);
  if (text !== '') tabStorage.setItem(key, text);
  return text;
}

/** Keeps a draft through reloads; an empty one, as after sending, takes away this tab's own and no other tab's. */
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

export function useDraft(userId: string, threadId: string): string {
  changes.use();
  return find(keyOf(userId, threadId));
}

/** On signing out: nobody else reads them on a shared device. */
export function forgetDrafts(userId: string): void {
  for (const storage of [tabStorage, browserStorage]) {
    for (const key of storage.keys().filter((key) => key.startsWith(keyOf(userId, '')))) storage.removeItem(key);
  }
}
