import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { gatewayId } from '../../primitives/ids.ts';
import { webSocketVersion } from './upgrade-request.ts';

const messages: Record<number, string> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  429: 'Too Many Requests',
  502: 'Internal server error',
  504: 'Endpoint request timed out',
};

/** The body of a WebSocket API's own errors, in the answer to a handshake and as a frame. */
export function gatewayError(message: string, connectionId: string, requestId = gatewayId()): string {
  return JSON.stringify({ message, connectionId, requestId });
}

/** Answers a pending upgrade with a status instead of a socket. */
export function refuseUpgrade(socket: Duplex, status: number, connectionId: string): void {
  const text = STATUS_CODES[status] ?? 'Error';
  const body = gatewayError(messages[status] ?? (status === 500 ? 'Internal server error' : text), connectionId);
  const head = [
    `HTTP/1.1 ${status} ${text}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 426 ? ['Upgrade: websocket', `Sec-WebSocket-Version: ${webSocketVersion}`] : []),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
