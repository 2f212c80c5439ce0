import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Whether a request asks for a WebSocket; a server may ignore every other protocol that it is offered (RFC 9110, 7.8). */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return tokens(headers.upgrade ?? '').some((token) => token.toLowerCase() === 'websocket');
}

/**
 * Serves a request that offers another protocol as the ordinary one that it is, with its body. Node.js has let go of its
 * socket by then, so the request goes back in front of what follows it, without the offer, and the server starts anew.
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

/** The header as it was sent, less the offer: none or one line. */
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
