import type { IncomingMessage } from 'node:http';

/** Path and query of a request as sent: not decoded, not normalised. */
export function requestTarget(request: IncomingMessage): { path: string; query: string } {
  const url = request.url ?? '/';
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}
