import { once } from 'node:events';
import { get } from 'node:https';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { AppServer, PortError } from '../../../local/app-server.ts';
import { gate } from './handlers.ts';

const servers: AppServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function listen(port = 0, tls = false): Promise<AppServer> {
  const server = await AppServer.listen({ port, tls });
  servers.push(server);
  return server;
}

test('a taken port is told in one line that names it', async () => {
  const { url } = await listen();
  const port = Number(new URL(url).port);
  const error = await listen(port).catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(PortError);
  expect((error as Error).message).toBe(`PORT ${port} is taken by another process; choose another with PORT=…, PORT=0 takes a free one`);
});

test('until the app serves, requests and handshakes are answered with 503', async () => {
  const server = await listen();
  expect((await fetch(server.url)).status).toBe(503);
  const socket = new WebSocket(server.webSocketOrigin);
  const [, response] = await once(socket, 'unexpected-response');
  expect(response.statusCode).toBe(503);
  socket.on('error', () => undefined);
  socket.terminate();
  server.serve((_, answer) => answer.end('served'), (_, pending) => pending.destroy());
  expect(await (await fetch(server.url)).text()).toBe('served');
});

test('with TLS it speaks https and wss, by a certificate for 127.0.0.1', async () => {
  const server = await listen(0, true);
  expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(server.webSocketOrigin).toMatch(/^wss:/);
  server.serve((_, response) => response.end('served'), (_, socket) => socket.destroy());
  const request = get(server.url, { rejectUnauthorized: false });
  const [response] = await once(request, 'response');
  const { subjectaltname } = response.socket.getPeerCertificate();
  expect(subjectaltname).toContain('IP Address:127.0.0.1');
  response.destroy();
});

test('a request that runs while it closes is answered', async () => {
  const server = await listen();
  const arrived = gate();
  const finish = gate();
  server.serve((_, response) => (arrived.open(), void finish.opened.then(() => response.end('done'))), (_, socket) => socket.destroy());
  const answer = fetch(server.url).then((response) => response.text());
  await arrived.opened;
  const closed = server.close();
  finish.open();
  expect(await answer).toBe('done');
  await closed;
});
