import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startLocal, type Local } from '../../local/start.ts';

let local: Local;
beforeAll(async () => (local = await startLocal()));
afterAll(() => local.close());

/** A request with exactly these headers, as a browser sends them for a page. */
async function ask(method: string, path: string, headers: Record<string, string> = {}, body: unknown = {}) {
  const sent = request(local.url + path, { method, headers });
  sent.end(method === 'POST' ? JSON.stringify(body) : undefined);
  const [response] = await once(sent, 'response');
  return { status: response.statusCode as number, headers: response.headers, body: await text(response) };
}

describe('a page of another origin', () => {
  const foreign = 'https://evil.example';
  const port = () => new URL(local.url).port;

  test.each(['127.0.0.2', '::1'])('DEV-8: it listens only on 127.0.0.1: nothing answers at %s', async (address) => {
    const [error] = await once(connect(Number(port()), address), 'error');
    expect(error).toMatchObject({ syscall: 'connect' });
  });

  test.each(['/', '/config.json', '/dev/users', '/api/chat/openapi.json', '/.well-known/jwks.json', '/nothing.txt'])(
    'DEV-8: %s is 403 under another host name',
    async (path) => {
      expect((await ask('GET', path, { host: `evil.example:${port()}` })).status).toBe(403);
      expect((await ask('GET', path, { host: `localhost:${port()}` })).status).not.toBe(403);
    },
  );

  test('DEV-8: a handshake is 403 under another host name, with a valid token too', async () => {
    const token = await local.issuer.sign({ sub: 'alice' });
    const handshake = (host: string) =>
      new WebSocket(local.wsUrl, ['chat.v1', `jwt.${token}`], { headers: { host }, origin: foreign });
    const refused = handshake('evil.example').on('error', () => undefined);
    const [, response] = await once(refused, 'unexpected-response');
    expect(response.statusCode).toBe(403);
    refused.terminate();
    const opened = handshake(`localhost:${port()}`);
    await once(opened, 'open');
    opened.close();
  });

  const event = { event_id: 'e1', event: 'hire', client: { id: 'alice' }, freelancer: { id: 'bob' } };
  test.each([
    ['POST', '/dev/token', { sub: 'alice' }, 200],
    ['GET', '/dev/users', {}, 200],
    ['POST', '/dev/events', {}, 400],
    ['POST', '/dev/faults', {}, 200],
    ['POST', '/2015-03-31/functions/system-message/invocations', event, 200],
    ['GET', '/@connections/A=', {}, 410],
  ])('DEV-9: %s %s is 403 for it, and served to the page of this server', async (method, path, body, served) => {
    for (const origin of [foreign, 'null', local.url.replace('127.0.0.1', 'localhost')])
      expect((await ask(method, path, { origin }, body)).status).toBe(403);
    expect((await ask(method, path, { origin: local.url }, body)).status).toBe(served);
    expect((await ask(method, path, {}, body)).status).toBe(served);
  });

  test('DEV-9: REST and the issuer’s documents serve it', async () => {
    const authorization = `Bearer ${await local.issuer.sign({ sub: 'alice' })}`;
    expect((await ask('GET', '/api/chat/threads/', { authorization, origin: foreign })).status).toBe(200);
    expect((await ask('GET', '/.well-known/jwks.json', { origin: foreign })).status).toBe(200);
  });
});

describe('events of AWS', () => {
  test('DEV-7: POST /dev/events puts an event of an AWS service on a bus', async () => {
    const event = { source: 'aws.guardduty', 'detail-type': 'Scan Result', detail: { scanStatus: 'COMPLETED' } };
    const put = await ask('POST', '/dev/events', {}, { bus: 'default', event });
    expect([put.status, JSON.parse(put.body)]).toEqual([200, { id: expect.any(String) }]);
    const [{ bus, event: seen }] = JSON.parse((await ask('GET', '/dev/events')).body).slice(-1);
    expect([bus, seen]).toEqual(['default', expect.objectContaining({ ...event, account: '000000000000' })]);
  });

  test('DEV-7: an event reaches the functions whose rules match', async () => {
    const detail = { event_id: 'over the bus', event: 'hire', client: { id: 'carol' }, freelancer: { id: 'dan' } };
    const event = { source: 'marketplace', 'detail-type': 'hire', detail };
    await ask('POST', '/dev/events', {}, { bus: 'chat-local', event });
    await local.functions.settled();
    expect(local.stats.snapshot().lambda.by_function['system-message']).toMatchObject({ errors: 0 });
  });

  test.each([
    ['another bus', { bus: 'none', event: { source: 's', 'detail-type': 't', detail: {} } }, 'bus'],
    ['no bus', { event: { source: 's', 'detail-type': 't', detail: {} } }, 'bus'],
    ['no source', { bus: 'default', event: { 'detail-type': 't', detail: {} } }, 'event.source'],
    [
      'a detail that is no object',
      { bus: 'default', event: { source: 's', 'detail-type': 't', detail: 1 } },
      'event.detail',
    ],
  ])('DEV-7: %s is a bad_request that names the field', async (_, body, field) => {
    const { status, body: answer } = await ask('POST', '/dev/events', {}, body);
    expect([status, JSON.parse(answer)]).toMatchObject([400, { code: 'bad_request', details: [{ field }] }]);
  });
});
