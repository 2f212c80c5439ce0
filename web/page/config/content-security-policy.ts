import type { Brand } from '@marketplace-chat/components';

/**
 * The page's Content-Security-Policy: only its own scripts and styles, nothing inline, nothing embedded.
 *
 * @param connectSources the other hosts that the page may connect to: REST, WebSocket, the OIDC issuer
 * @param fileSources where attached files are stored: the page uploads to them, and shows and plays what is there
 * @param pictureSources where the logo is
 */
export function contentSecurityPolicy(
  connectSources: readonly string[],
  fileSources: readonly string[] = [],
  pictureSources: readonly string[] = [],
): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The page draws the favicon with the number of unread messages as a data: URL; blob: is a file before its upload.
    `img-src ${["'self'", 'data:', 'blob:', ...fileSources, ...pictureSources].join(' ')}`,
    `media-src ${['blob:', ...fileSources].join(' ')}`,
    `connect-src ${["'self'", ...connectSources, ...fileSources].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Where the page loads the logo of a brand from. */
export function pictureSourcesOf(brand: Brand | undefined): string[] {
  return brand?.logo?.startsWith('https:') ? [new URL(brand.logo).origin] : [];
}

/**
 * For the <meta> in the page. One build serves every stage, so it cannot name hosts. The server's header is stricter.
 */
export const anyStage = [
  'https:',
  'wss:',
  'http://127.0.0.1:*',
  'ws://127.0.0.1:*',
  'http://localhost:*',
  'ws://localhost:*',
];

/** The same for files. */
export const filesOfAnyStage = ['https:', 'http://127.0.0.1:*', 'http://localhost:*'];
