/**
 * The page's Content-Security-Policy: own scripts and styles only, nothing inline, nothing embedded.
 *
 * @param connectSources hosts beside the page's own that it may talk to: REST, WebSocket, the OIDC issuer
 */
export function contentSecurityPolicy(connectSources: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The favicon with the number of unread messages is drawn by the page.
    "img-src 'self' data:",
    `connect-src ${["'self'", ...connectSources].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** For the page's own <meta>: it is built once for every stage, so it cannot name hosts. The server's header is narrower. */
export const anyStage = [
  'https:',
  'wss:',
  'http://127.0.0.1:*',
  'ws://127.0.0.1:*',
  'http://localhost:*',
  'ws://localhost:*',
];
