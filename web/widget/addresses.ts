import type { ChatUrls } from '@marketplace-chat/react';
import { loadConfig } from '../page/config/page-config.ts';

/** Where a chat is, and what it can do. */
export interface Addresses {
  urls: ChatUrls;
  hasFiles: boolean;
  editWindowMs: number | undefined;
}

const known = new Map<string, Promise<Addresses>>();

/**
 * The addresses of the chat whose page is at `url`. Its settings name them, as REST and WebSocket may have hosts of
 * their own. They are loaded once, and again after a failure.
 *
 * @throws Error if the settings cannot be loaded
 */
export function addressesAt(url: string): Promise<Addresses> {
  const page = new URL(url, document.baseURI).href;
  const found = known.get(page) ?? load(page);
  known.set(page, found);
  found.catch(() => known.delete(page));
  return found;
}

async function load(page: string): Promise<Addresses> {
  const { apiUrl, webSocketUrl, attachments, editWindowMs } = await loadConfig(page);
  return { urls: { apiUrl, socketUrl: webSocketUrl }, hasFiles: attachments, editWindowMs };
}
