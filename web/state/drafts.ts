import { createStore } from './store.ts';

const prefix = 'chat.draft';
const keyOf = (userId: string, threadId: string) => `${prefix}:${userId}:${threadId}`;

/** Counts the changes: what shows drafts follows it. */
const changes = createStore(0);

/** What the user has written in a thread and not sent; kept through reloads. */
export function readDraft(userId: string, threadId: string): string {
  return localStorage.getItem(keyOf(userId, threadId)) ?? '';
}

export function saveDraft(userId: string, threadId: string, text: string): void {
  if (text === '') localStorage.removeItem(keyOf(userId, threadId));
  else localStorage.setItem(keyOf(userId, threadId), text);
  changes.set(changes.get() + 1);
}

export function useDraft(userId: string, threadId: string): string {
  changes.use();
  return readDraft(userId, threadId);
}

export function forgetDrafts(userId: string): void {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(keyOf(userId, '')));
  for (const key of keys) localStorage.removeItem(key);
}
