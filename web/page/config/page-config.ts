import type { Brand } from '@marketplace-chat/components';

/** The settings in `/config.json`. The page reads them at run time, so that one build serves every stage. */
export interface PageConfig {
  /** The base of REST: an absolute URL, or relative to the page. */
  apiUrl: string;
  webSocketUrl: string;
  issuer: string;
  clientId: string;
  scope: string;
  /** Further parameters of the authorization request, such as `audience`. */
  authorizeParameters: Record<string, string>;
  /** The claim of the access token that the server takes a user's name from. */
  usernameClaim: string;
  /** The marketplace's list of people, an absolute URL; empty if there is none. */
  directoryUrl: string;
  /** Whether messages can have files: false for a stage with `attachments=off`. */
  attachments: boolean;
  /** Whether the chat pushes to browsers: false for a stage with `notifications=off`. */
  notifications: boolean;
  /** How long a message can be edited and deleted (WS-13); if it is missing, as long as the client thinks. */
  editWindowMs: number | undefined;
  /** The language for readers who have chosen none, such as `de`; empty for that of their device. */
  language: string;
  /** How the marketplace wants the page to look. */
  brand: Brand | undefined;
  /** True on one machine: the user picks a demo user, and tokens come from the development issuer. */
  dev: boolean;
}

/**
 * The settings of the chat whose page is at `page`.
 *
 * @throws Error if they cannot be loaded
 */
export async function loadConfig(page = location.origin): Promise<PageConfig> {
  const response = await fetch(new URL('/config.json', page), { cache: 'no-cache' });
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
  const absolute = (url: string) => new URL(url, page).href.replace(/\/$/, '');
  const config = (await response.json()) as Partial<PageConfig>;
  return {
    apiUrl: absolute(config.apiUrl ?? '/api/chat'),
    webSocketUrl: absolute(config.webSocketUrl ?? '/ws').replace(/^http/, 'ws'),
    issuer: config.issuer ?? '',
    clientId: config.clientId ?? '',
    scope: config.scope ?? 'openid profile',
    authorizeParameters: config.authorizeParameters ?? {},
    usernameClaim: config.usernameClaim ?? 'username',
    directoryUrl: config.directoryUrl ?? '',
    attachments: config.attachments !== false,
    notifications: config.notifications !== false,
    editWindowMs: config.editWindowMs,
    language: config.language ?? '',
    brand: config.brand,
    dev: config.dev === true,
  };
}
