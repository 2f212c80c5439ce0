import type { Page } from '@playwright/test';

/** The texts that the browser has stored: unsent messages and drafts. */
export function kept(page: Page): Promise<unknown[]> {
  return page.evaluate(async () => {
    const opened = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('chat-outbox');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const entries = await new Promise<{ content: string }[]>((resolve, reject) => {
      const request = opened.transaction('entries').objectStore('entries').getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    opened.close();
    const drafts = Object.entries(localStorage).filter(([key]) => key.startsWith('chat.draft'));
    return [...entries.map(({ content }) => content), ...drafts.map(([, text]) => text)];
  });
}
