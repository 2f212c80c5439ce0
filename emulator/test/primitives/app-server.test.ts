import { once } from 'node:events';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { Agent as HttpsAgent, get, request as httpsRequest } from 'node:https';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { AppServer, PortError } from '../../primitives/app-server.ts';
import { gate } from '../support/handlers.ts';

const servers: AppServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function listen(port = 0, tls = false): Promise<AppServer> {
  const server = await AppServer.listen({ port, tls });
  servers.push(server);
  return server;
}

test('a taken port fails with one line that names it', async () => {
  const { url } = await listen();
  const port = Number(new URL(url).port);
  const error = await listen(port).catch((thrown: Error) => thrown);
  expect(error).toBeInstanceOf(PortError);
  expect((error as Error).message).toBe(
    `PORT ${port} is taken by another process; choose another with PORT=…, PORT=0 takes a free one`,
  );
});

test('until the app serves, requests and handshakes are answered with 503', async () => {
  const server = await listen();
  expect((await fetch(server.url)).status).toBe(503);
  const socket = new WebSocket(server.webSocketOrigin);
  const [, response] = await once(socket, 'unexpected-response');
  expect(response.statusCode).toBe(503);
  socket.on('error', () => undefined);
  socket.terminate();
  server.serve(
    (_, answer) => answer.end('served'),
    (_, pending) => pending.destroy(),
  );
  expect(await (await fetch(server.url)).text()).toBe('served');
});

test('with TLS it serves https and wss with a certificate for 127.0.0.1', async () => {
  const server = await listen(0, true);
  expect(server.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(server.webSocketOrigin).toMatch(/^wss:/);
  server.serve(
    (_, response) => response.end('served'),
    (_, socket) => socket.destroy(),
  );
  const request = get(server.url, { rejectUnauthorized: false });
  const [response] = await once(request, 'response');
  const { subjectaltname } = response.socket.getPeerCertificate();
  expect(subjectaltname).toContain('IP Address:127.0.0.1');
  response.destroy();
});

describe.each([false, true])(
  'GW-10: a request that offers another protocol than WebSocket is served without it, with TLS: %s (RFC 9110, 7.8)',
  (tls) => {
    const agent = tls
      ? new HttpsAgent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 1 })
      : new HttpAgent({ keepAlive: true, maxSockets: 1 });
    afterEach(() => agent.destroy());

    async function exchange(url: string, headers: Record<string, string>, body: string) {
      const request = (tls ? httpsRequest : httpRequest)(url, { method: 'POST', headers, agent });
      request.end(Buffer.from(body));
      const [response] = await once(request, 'response');
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
    }

    async function echo(): Promise<string> {
      const server = await listen(0, tls);
      const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        response.end(
          JSON.stringify({ url: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() }),
        );
      };
      server.serve(
        (request, response) => void answer(request, response),
        (_, socket) => socket.destroy(),
      );
      return server.url;
    }

    test.each([
      [
        'curl --http2',
        { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' },
        {},
      ],
      ['a connection to keep', { Connection: 'keep-alive, Upgrade', Upgrade: 'TLS/1.0' }, { connection: 'keep-alive' }],
    ])('as %s sends it', async (_, offer, kept) => {
      const url = await echo();
      const bodies = ['', 'hällo', 'x'.repeat(300_000)];
      for (const body of bodies) {
        const length = String(Buffer.byteLength(body));
        const answer = await exchange(`${url}/a?b=1`, { 'X-Mine': 'ü', 'Content-Length': length, ...offer }, body);
        const { host } = new URL(url);
        expect(answer.status).toBe(200);
        expect(JSON.parse(answer.body)).toEqual({
          url: '/a?b=1',
          headers: { 'x-mine': 'ü', 'content-length': length, ...kept, host },
          body,
        });
      }
    });

    test('its connection serves the next request', async () => {
      const url = await echo();
      const offer = { Connection: 'keep-alive, Upgrade', Upgrade: 'h2c' };
      const chunked = { ...offer, 'Transfer-Encoding': 'chunked' };
      const first = await exchange(url, chunked, 'one');
      const second = await exchange(url, { 'Content-Length': '3' }, 'two');
      const third = await exchange(url, { ...offer, 'Content-Length': '5' }, 'three');
      expect([first, second, third].map(({ body }) => JSON.parse(body).body)).toEqual(['one', 'two', 'three']);
    });
  },
);

test('a request that is running when the server closes is answered', async () => {
  const server = await listen();
  const arrived = gate();
  const finish = gate();
  server.serve(
    (_, response) => (arrived.open(), void finish.opened.then(() => response.end('done'))),
    (_, socket) => socket.destroy(),
  );
  const answer = fetch(server.url).then((response) => response.text());
  await arrived.opened;
  const closed = server.close();
  finish.open();
  expect(await answer).toBe('done');
  await closed;
});
