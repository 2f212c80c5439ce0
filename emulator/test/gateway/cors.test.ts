/**
 * Source: Developer Guide of API Gateway, "Configure CORS for HTTP APIs", the $default route with
 * an authorizer included.
 */
import { afterEach, expect, test } from 'vitest';
import { startGateway, type Fixture } from '../support/gateway.ts';
import { recorder } from '../support/handlers.ts';

let running: Fixture;
afterEach(() => running.close());

const cors = {
  allowOrigins: ['https://page.example', 'http://*'],
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['authorization', 'content-type'],
  exposeHeaders: ['retry-after'],
  maxAgeSeconds: 300,
  allowCredentials: true,
};
const authorizer = {
  issuer: 'https://issuer.example',
  audience: ['shop'],
  identitySources: ['$request.header.Authorization'],
};

function preflight(path: string, origin: string): Promise<Response> {
  return fetch(`${running.url}${path}`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'GET' },
  });
}

const corsHeadersOf = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));

test('GW-56: a preflight is answered with 204 by the gateway, even where no route takes OPTIONS', async () => {
  const { handler, events } = recorder();
  running = await startGateway({ cors, http: [{ routeKey: 'GET /api', handler }] });
  const response = await preflight('/api', 'https://page.example');
  expect(response.status).toBe(204);
  expect(corsHeadersOf(response)).toEqual({
    'access-control-allow-origin': 'https://page.example',
    'access-control-allow-methods': 'GET,POST',
    'access-control-allow-headers': 'authorization,content-type',
    'access-control-expose-headers': 'retry-after',
    'access-control-allow-credentials': 'true',
    'access-control-max-age': '300',
  });
  expect(events).toHaveLength(0);
});

test('only configured origins get the headers; a scheme with * allows all of its origins', async () => {
  running = await startGateway({ cors, http: [{ routeKey: 'GET /api', handler: () => 'x' }] });
  expect(corsHeadersOf(await preflight('/api', 'https://other.example'))).toEqual({});
  expect(corsHeadersOf(await preflight('/api', 'http://other.example'))['access-control-allow-origin']).toBe(
    'http://other.example',
  );
});

test('a page of this machine stands for the configured origins, and no host that only begins like it', async () => {
  running = await startGateway({ cors, http: [{ routeKey: 'GET /api', handler: () => 'x' }] });
  const allowed = async (origin: string) =>
    (await preflight('/api', origin)).headers.get('access-control-allow-origin');
  expect(await allowed('https://localhost:3000')).toBe('https://localhost:3000');
  expect(await allowed('https://localhost.example')).toBeNull();
});

test('the headers replace those of the integration', async () => {
  const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Max-Age': '1', 'X-Own': 'kept' };
  running = await startGateway({
    cors,
    http: [{ routeKey: 'GET /api', handler: () => ({ statusCode: 200, headers }) }],
  });
  const response = await fetch(`${running.url}/api`, { headers: { origin: 'https://page.example' } });
  expect(response.headers.get('x-own')).toBe('kept');
  expect(corsHeadersOf(response)).toEqual({
    'access-control-allow-origin': 'https://page.example',
    'access-control-expose-headers': 'retry-after',
    'access-control-allow-credentials': 'true',
  });
  expect(corsHeadersOf(await fetch(`${running.url}/api`))).toEqual({});
});

test('GW-57: an authorizer on the route that catches OPTIONS stops preflights; an open OPTIONS route lets them through', async () => {
  const caught = { routeKey: '$default', handler: () => 'x', authorizer };
  running = await startGateway({ cors, http: [caught, { routeKey: 'GET /api/open', handler: () => 'x' }] });
  expect((await preflight('/api/thread', 'https://page.example')).status).toBe(401);
  await running.close();
  running = await startGateway({ cors, http: [caught, { routeKey: 'OPTIONS /api/{proxy+}', handler: () => 'x' }] });
  expect((await preflight('/api/thread', 'https://page.example')).status).toBe(204);
});

test('without CORS configured OPTIONS is an ordinary request, and the headers of the integration stay', async () => {
  const answer = () => ({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' }, body: 'mine' });
  running = await startGateway({ http: [{ routeKey: 'ANY /api', handler: answer }] });
  const response = await preflight('/api', 'https://page.example');
  expect(await response.text()).toBe('mine');
  expect(corsHeadersOf(response)).toEqual({ 'access-control-allow-origin': '*' });
});

test('GW-58: the gateway’s own errors have one form, without CORS headers', async () => {
  running = await startGateway({ cors, http: [{ routeKey: 'GET /api', handler: () => 'x', authorizer }] });
  const response = await fetch(`${running.url}/api`, { headers: { origin: 'https://page.example' } });
  expect(await response.json()).toEqual({ message: 'Unauthorized' });
  expect(corsHeadersOf(response)).toEqual({});
});
