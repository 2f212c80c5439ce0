import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Whether a request asks for a WebSocket. A server may ignore any other offered protocol (RFC 9110, 7.8). */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return tokens(headers.upgrade ?? '').some((token) => token.toLowerCase() === 'websocket');
}

/**
 * Serves a request that offers another protocol as an ordinary request, with its body. Node.js has detached the
 * socket by then, so the request's head is put back in front of the rest, without the offer, and the server parses
 * the socket again.
 */
export function serveWithoutUpgrade(server: Server, request: IncomingMessage, socket: Duplex, rest: Buffer): void {
  socket.unshift(Buffer.concat([Buffer.from(headOf(request), 'latin1'), rest]));
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket);
}

function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? headerLines(name, rawHeaders[index + 1] ?? '') : [],
  );
  return `${[`${method} ${url} HTTP/${httpVersion}`, ...lines].join('\r\n')}\r\n\r\n`;
}

const offers = ['upgrade', 'http2-settings'];

/** The header as sent, without the offer: no line or one. */
function headerLines(name: string, value: string): string[] {
  const lower = name.toLowerCase();
  if (offers.includes(lower)) return [];
  const kept =
    lower === 'connection'
      ? tokens(value)
          .filter((token) => !offers.includes(token.toLowerCase()))
          .join(', ')
      : value;
  return lower === 'connection' && kept === '' ? [] : [`${name}: ${kept}`];
}

const tokens = (list: string): string[] =>
  list
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
