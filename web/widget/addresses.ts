import type { ChatUrls } from '@marketplace-chat/react';

/** Where a chat is, and what it can do. */
export interface Addresses {
  urls: ChatUrls;
  hasFiles: boolean;
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
  const response = await fetch(new URL('config.json', page.replace(/\/?$/, '/')), { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
  const { apiUrl, webSocketUrl, attachments } = (await response.json()) as Record<string, unknown>;
  const absolute = (path: unknown) => new URL(String(path), page).href;
  return {
    urls: { apiUrl: absolute(apiUrl), socketUrl: absolute(webSocketUrl).replace(/^http/, 'ws') },
    hasFiles: attachments !== false,
  };
}
