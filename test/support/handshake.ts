import { WebSocket } from 'ws';
import { TestSocket } from './socket.ts';

export interface HandshakeOptions {
  protocols?: string[];
  headers?: Record<string, string>;
}

/** What an upgrade request ends with: a socket, or the status of its refusal. */
export type Handshake = { opened: true; socket: TestSocket; protocol: string } | { opened: false; status: number };

export function handshake(url: string, { protocols = [], headers = {} }: HandshakeOptions = {}): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const raw = new WebSocket(url, protocols, { headers });
    const socket = TestSocket.wrap(raw);
    raw.on('open', () => resolve({ opened: true, socket, protocol: raw.protocol }));
    raw.on('unexpected-response', (_, response) => {
      response.resume();
      resolve({ opened: false, status: response.statusCode ?? 0 });
    });
    raw.on('error', reject);
  });
}
