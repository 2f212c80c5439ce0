import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { readSettings, startServices } from 'cdk-app-emulator';
import { managementUrl, naiveApp } from './app.ts';

/**
 * An emulator as the common ones are: it opens the socket first and calls `$connect` then, it never loses a
 * `$disconnect`, and roles hold nobody back (here: they allow everything that the chat does).
 */
export async function startLaxEmulator(): Promise<{ url: string; close: () => Promise<void> }> {
  const sockets = new Map<string, WebSocket>();
  const http = createServer((request, response) => void manage(sockets, request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  const app = naiveApp({ mayScan: true });
  const services = await startServices({
    app,
    without: ['apiGateway'],
    settings: readSettings({}),
    addresses: () => ({ [managementUrl]: `http://${host}` }),
  });
  new WebSocketServer({ server: http }).on('connection', (socket) => {
    const connectionId = randomUUID();
    const call = (name: string, body?: string) =>
      services.functions.invoke(name, JSON.stringify({ requestContext: { connectionId }, body }));
    sockets.set(connectionId, socket);
    void call('connect');
    socket.on('message', (data) => void call('say', data.toString()));
    socket.on('close', () => (sockets.delete(connectionId), void call('disconnect')));
  });
  const close = async () => {
    for (const socket of sockets.values()) socket.terminate();
    http.close();
    http.closeAllConnections();
    await services.close();
  };
  return { url: `ws://${host}`, close };
}

async function manage(
  sockets: Map<string, WebSocket>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const socket = sockets.get(decodeURIComponent(request.url?.split('/').at(-1) ?? ''));
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  socket?.send(Buffer.concat(chunks).toString());
  response.writeHead(socket === undefined ? 410 : 200).end();
}
