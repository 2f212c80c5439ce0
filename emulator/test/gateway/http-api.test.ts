/**
 * Sources: Developer Guide of API Gateway, "Create AWS Lambda proxy integrations for HTTP APIs" (payload format 2.0,
 * response format), "Create routes for HTTP APIs" (priorities); quotas of HTTP APIs (10 MB, 30 s). That `rawPath` is
 * decoded and forms arrive in base64 was seen at AWS (issues of hono, aws-lambda-fastify); its documents do not say it.
 */
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { startGateway, type Fixture } from '../support/gateway.ts';
import { gate, recorder, type Event } from '../support/handlers.ts';

let running: Fixture;
afterEach(() => running.close());

async function startHttp(
  ...routes: [routeKey: string, handler: (event: Event) => unknown, timeoutMs?: number][]
): Promise<void> {
  running = await startGateway({
    http: routes.map(([routeKey, handler, timeoutMs = 30_000]) => ({ routeKey, handler, timeoutMs })),
  });
}

test('GW-44: the event is of payload format 2.0', async () => {
  const { handler, next } = recorder();
  await startHttp(['POST /api/{room}/{rest+}', handler]);
  const request = httpRequest(`${running.url}/api/ro%20om/a/b%C3%A4?x=1&x=2&y=a%20b&constructor=z`, { method: 'POST' });
  request.setHeader('Content-Type', 'application/json; charset=utf-8');
  request.setHeader('X-Two', ['a', 'b']);
  request.setHeader('Cookie', 'one=1; two=2');
  request.setHeader('User-Agent', 'probe/1');
  request.end('{"text":"hällo"}');
  await once(request, 'response');
  expect(await next()).toEqual({
    version: '2.0',
    routeKey: 'POST /api/{room}/{rest+}',
    rawPath: '/api/ro om/a/bä',
    rawQueryString: 'x=1&x=2&y=a%20b&constructor=z',
    cookies: ['one=1', 'two=2'],
    headers: {
      host: `127.0.0.1:${running.port}`,
      'content-type': 'application/json; charset=utf-8',
      'content-length': '17',
      'user-agent': 'probe/1',
      'x-two': 'a,b',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-/),
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': String(running.port),
      'x-forwarded-proto': 'http',
    },
    queryStringParameters: { x: '1,2', y: 'a b', constructor: 'z' },
    requestContext: {
      accountId: '000000000000',
      apiId: 'httpapi123',
      domainName: `127.0.0.1:${running.port}`,
      domainPrefix: 'httpapi123',
      http: {
        method: 'POST',
        path: '/api/ro om/a/bä',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'probe/1',
      },
      requestId: expect.stringMatching(/=$/),
      routeKey: 'POST /api/{room}/{rest+}',
      stage: '$default',
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
    pathParameters: { room: 'ro om', rest: 'a/bä' },
    body: '{"text":"hällo"}',
    isBase64Encoded: false,
  });
});

test('time is timeEpoch in the Common Log Format, and both are the current time', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 8, 10, 11, 12, 13, 14) });
  onTestFinished(() => void vi.useRealTimers());
  const { handler, next } = recorder();
  await startHttp(['GET /api', handler]);
  await fetch(`${running.url}/api`);
  expect((await next()).requestContext).toMatchObject({
    time: '10/Sep/2026:11:12:13 +0000',
    timeEpoch: Date.UTC(2026, 8, 10, 11, 12, 13, 14),
  });
});

test('fields that would be empty are not in the event', async () => {
  const { handler, next } = recorder();
  await startHttp(['GET /api', handler]);
  await fetch(`${running.url}/api`);
  const event = await next();
  expect(Object.keys(event).sort()).toEqual([
    'headers',
    'isBase64Encoded',
    'rawPath',
    'rawQueryString',
    'requestContext',
    'routeKey',
    'version',
  ]);
  expect(event.rawQueryString).toBe('');
});

test('GW-46: a body that is not text arrives in base64, and so does a form', async () => {
  const { handler, next } = recorder();
  await startHttp(['POST /api', handler]);
  const bodies = {
    'application/octet-stream': 'AAEC',
    'application/x-www-form-urlencoded': 'AAEC',
    'image/png': 'AAEC',
  };
  for (const [type, body] of Object.entries(bodies)) {
    await fetch(`${running.url}/api`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: Buffer.from([0, 1, 2]),
    });
    expect(await next()).toMatchObject({ body, isBase64Encoded: true });
  }
  for (const type of ['text/plain', 'application/problem+json', 'application/xml']) {
    await fetch(`${running.url}/api`, { method: 'POST', headers: { 'content-type': type }, body: 'text' });
    expect(await next()).toMatchObject({ body: 'text', isBase64Encoded: false });
  }
});

test('GW-47: a full match precedes a variable, that a greedy one, and that $default; a method precedes ANY', async () => {
  const routes = [
    '$default',
    'ANY /api/{rest+}',
    'GET /api/{rest+}',
    'GET /api/pets/{id}',
    'ANY /api/pets/dog',
    'GET /api/pets/dog',
  ];
  await startHttp(
    ...routes.map((routeKey) => [routeKey, () => ({ statusCode: 200, body: routeKey })] as [string, () => unknown]),
  );
  const requests: [string, string, string][] = [
    ['GET', '/api/pets/dog', 'GET /api/pets/dog'],
    ['PUT', '/api/pets/dog', 'ANY /api/pets/dog'],
    ['GET', '/api/pets/cat', 'GET /api/pets/{id}'],
    ['PUT', '/api/pets/cat', 'ANY /api/{rest+}'],
    ['GET', '/api/', 'GET /api/{rest+}'],
    ['GET', '/api/pets/cat/', 'GET /api/{rest+}'],
    ['GET', '/api', '$default'],
  ];
  for (const [method, path, routeKey] of requests) {
    expect([method, path, await (await fetch(`${running.url}${path}`, { method })).text()]).toEqual([
      method,
      path,
      routeKey,
    ]);
  }
});

test('GW-48: an unknown route is 404 {"message":"Not Found"}', async () => {
  await startHttp(['GET /api/known', () => 'known']);
  const response = await fetch(`${running.url}/api/unknown`);
  expect(response.status).toBe(404);
  expect(response.headers.get('apigw-requestid')).toMatch(/=$/);
  expect(await response.json()).toEqual({ message: 'Not Found' });
});

test('a response has status, headers, cookies and a body that may be base64', async () => {
  const answer = {
    statusCode: 201,
    headers: { 'X-One': 'a', 'Content-Type': 'image/png', 'X-Number': 3 },
    cookies: ['one=1', 'two=2; HttpOnly'],
    body: 'AAEC',
    isBase64Encoded: true,
  };
  await startHttp(['GET /api', () => answer]);
  const response = await fetch(`${running.url}/api`);
  expect(response.status).toBe(201);
  expect(response.headers.get('x-one')).toBe('a');
  expect(response.headers.get('x-number')).toBe('3');
  expect(response.headers.getSetCookie()).toEqual(['one=1', 'two=2; HttpOnly']);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 1, 2]));
});

test('GW-51: headers of the connection, the length and the request id are the gateway’s own', async () => {
  const headers = {
    'Content-Length': '3',
    'Transfer-Encoding': 'chunked',
    Connection: 'close',
    'Keep-Alive': 'timeout=1',
    Upgrade: 'h2c',
    Trailer: 'X-T',
    TE: 'gzip',
    'apigw-requestid': 'mine',
    'X-Kept': 'yes',
  };
  await startHttp(['GET /api', () => ({ statusCode: 200, headers, body: 'hello' })]);
  const request = httpRequest(`${running.url}/api`, { agent: new Agent({ keepAlive: true }) });
  request.end();
  const [response] = await once(request, 'response');
  expect(await text(response)).toBe('hello');
  request.destroy();
  expect(response.headers).toEqual({
    'content-type': 'text/plain; charset=utf-8',
    'content-length': '5',
    'x-kept': 'yes',
    'apigw-requestid': expect.stringMatching(/=$/),
    date: expect.any(String),
    connection: 'keep-alive',
    'keep-alive': expect.not.stringContaining('timeout=1,'),
  });
});

test('GW-49: without a status the value itself is the JSON body of a 200; with one and no type it is plain text', async () => {
  const answers: unknown[] = [
    { message: 'hi' },
    'bare text',
    [1],
    { statusCode: 200, body: '{}' },
    { statusCode: '202' },
  ];
  await startHttp(['GET /api', () => answers.shift()]);
  const seen = [];
  for (const _ of [...answers]) {
    const response = await fetch(`${running.url}/api`);
    seen.push([response.status, response.headers.get('content-type'), await response.text()]);
  }
  expect(seen).toEqual([
    [200, 'application/json', '{"message":"hi"}'],
    [200, 'application/json', 'bare text'],
    [200, 'application/json', '[1]'],
    [200, 'text/plain; charset=utf-8', '{}'],
    [202, 'text/plain; charset=utf-8', ''],
  ]);
});

test('GW-50: a throw or an improper response is 500 {"message":"Internal Server Error"}', async () => {
  const answers: (() => unknown)[] = [
    () => {
      throw new Error('secret');
    },
    () => ({ statusCode: 'ok' }),
    () => ({ statusCode: 200, body: { not: 'text' } }),
    () => ({ statusCode: 101 }),
    () => ({ statusCode: 100, body: 'x' }),
    () => ({ statusCode: 199 }),
    () => ({ statusCode: 600 }),
    () => ({ statusCode: 200, headers: { 'X-Two': 'one\r\nX-More: two' } }),
    () => ({ statusCode: 200, headers: { 'bad name': 'x' } }),
    () => ({ statusCode: 200, headers: { 'X-Euro': '€' } }),
    () => ({ statusCode: 200, cookies: ['a=1\nb'] }),
  ];
  await startHttp(['GET /api', () => answers.shift()?.()]);
  for (const _ of [...answers]) {
    const response = await fetch(`${running.url}/api`);
    expect(response.status).toBe(500);
    expect(response.headers.get('apigw-requestid')).toMatch(/=$/);
    expect(await response.json()).toEqual({ message: 'Internal Server Error' });
  }
});

test('an integration that does not answer in time is 503 {"message":"Service Unavailable"}', async () => {
  const never = gate();
  await startHttp(['GET /api', () => never.opened, 30]);
  const response = await fetch(`${running.url}/api`);
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ message: 'Service Unavailable' });
});

test('GW-52: a body over 10 MB is 413 before a route is selected', async () => {
  await startHttp(['GET /api', () => 'known']);
  const post = async (bytes: number) =>
    (await fetch(`${running.url}/api/nowhere`, { method: 'POST', body: Buffer.alloc(bytes) })).status;
  expect([await post(10 * 1024 * 1024), await post(10 * 1024 * 1024 + 1)]).toEqual([404, 413]);
});

test('an event over the 6 MB of Lambda is 413, and does not reach the function', async () => {
  const { handler, events } = recorder(({ body }) => ({ statusCode: 200, body: String(body.length) }));
  await startHttp(['POST /api', handler]);
  const post = (bytes: number) =>
    fetch(`${running.url}/api`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'x'.repeat(bytes) });
  const megabyte = 1024 * 1024;
  expect(await (await post(5 * megabyte)).text()).toBe(String(5 * megabyte));
  const refused = await post(6 * megabyte);
  expect([refused.status, await refused.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  expect(events).toHaveLength(1);
});

test('GW-45: a path that cannot be decoded stays as sent; a path with an encoded ? is cut there', async () => {
  const { handler, next } = recorder();
  await startHttp(['GET /api/{rest+}', handler]);
  await fetch(`${running.url}/api/100%`);
  expect((await next()).rawPath).toBe('/api/100%');
  await fetch(`${running.url}/api/a%3Fb`);
  expect((await next()).rawPath).toBe('/api/a');
});
