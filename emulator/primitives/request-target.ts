import type { IncomingMessage } from 'node:http';

/** What decides who serves a request. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/**
 * Path and query of a request as sent: not decoded, not normalised. A target in absolute form has them too
 * (RFC 9112, 3.2.2).
 */
export function requestTarget(request: RequestHead): { path: string; query: string } {
  const url = (request.url ?? '/').replace(/^https?:\/\/[^/?]*\/?/i, '/');
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}
