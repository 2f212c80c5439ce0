/** Source: Developer Guide of API Gateway, "Control access to HTTP APIs with AWS Lambda authorizers". */
import { afterEach, expect, test, vi } from 'vitest';
import type { LambdaAuthorizerModel } from '../../gateway/model.ts';
import { startGateway, type Fixture } from '../support/gateway.ts';
import { arnOf } from '../support/functions.ts';
import { recorder, type Handler } from '../support/handlers.ts';

let running: Fixture;
afterEach(async () => {
  vi.useRealTimers();
  await running.close();
});

async function start(answer: Handler, model: Partial<LambdaAuthorizerModel> = {}) {
  const authorizer = recorder(answer);
  const app = recorder();
  const identitySources = ['$request.header.Authorization'];
  const functionArn = arnOf('guard');
  const own = { authorizerId: 'auth1', functionArn, identitySources, resultTtlMs: 0, timeoutMs: 10_000, ...model };
  running = await startGateway({
    http: ['GET /one/{id}', 'GET /two'].map((routeKey) => ({ routeKey, handler: app.handler, authorizer: own })),
  });
  running.functions.add('guard', authorizer.handler);
  const get = async (path: string, token: string | null = 'secret') => {
    const headers: Record<string, string> = token === null ? {} : { authorization: token };
    const response = await fetch(running.url + path, { headers });
    return [response.status, await response.text()];
  };
  return { get, authorizer, app };
}

const allow: Handler = () => ({ isAuthorized: true });
const message = (text: string) => JSON.stringify({ message: text });

test('GW-91: isAuthorized decides; false is 403', async () => {
  const { get, app } = await start(({ headers }) => ({ isAuthorized: headers.authorization === 'secret' }));
  expect((await get('/two'))[0]).toBe(200);
  expect(await get('/two', 'other')).toEqual([403, message('Forbidden')]);
  expect(app.events).toHaveLength(1);
});

test('GW-92: the authorizer receives the request in format 2.0, without its body', async () => {
  const { get, authorizer } = await start(allow, {
    identitySources: ['$request.header.Authorization', '$request.querystring.q'],
  });
  await get('/one/7?q=x');
  const event = await authorizer.next();
  expect(event).toMatchObject({
    version: '2.0',
    type: 'REQUEST',
    routeArn: 'arn:aws:execute-api:us-east-1:000000000000:httpapi123/$default/GET/one/7',
    identitySource: ['secret', 'x'],
    routeKey: 'GET /one/{id}',
    rawPath: '/one/7',
    rawQueryString: 'q=x',
    headers: { authorization: 'secret' },
    queryStringParameters: { q: 'x' },
    requestContext: { http: { method: 'GET', path: '/one/7' }, stage: '$default' },
    pathParameters: { id: '7' },
  });
  expect(event).not.toHaveProperty('body');
});

test('GW-93: the integration receives the context as it was returned, or null', async () => {
  const context = { text: 'a', number: 1, flag: true, list: ['b'], map: { c: 'd' } };
  const { get, app } = await start(({ rawPath }) => ({
    isAuthorized: true,
    ...(rawPath === '/two' ? {} : { context }),
  }));
  await get('/one/7');
  expect((await app.next()).requestContext.authorizer).toEqual({ lambda: context });
  await get('/two');
  expect((await app.next()).requestContext.authorizer).toEqual({ lambda: null });
});

test('GW-94: a request without an identity source is 401, and the function is not called', async () => {
  const { get, authorizer } = await start(allow);
  expect(await get('/two', null)).toEqual([401, message('Unauthorized')]);
  expect(authorizer.events).toEqual([]);
});

test.each<[string, Handler]>([
  [
    'an error',
    () => {
      throw new Error('broken');
    },
  ],
  ['an IAM policy', () => ({ principalId: 'a', policyDocument: {} })],
  ['nothing', () => null],
])('GW-95: %s from the authorizer is 500', async (_, answer) => {
  const { get } = await start(answer);
  expect(await get('/two')).toEqual([500, message('Internal Server Error')]);
});

test('GW-95: an authorizer that does not answer in time is 500', async () => {
  const { get, app } = await start(() => new Promise(() => undefined), { timeoutMs: 50 });
  expect(await get('/two')).toEqual([500, message('Internal Server Error')]);
  expect(app.events).toEqual([]);
});

test('GW-96: an authorizer that throws Unauthorized is 401', async () => {
  const { get } = await start(() => {
    throw new Error('Unauthorized');
  });
  expect(await get('/two')).toEqual([401, message('Unauthorized')]);
});

test('GW-95: a function whose policy does not let API Gateway invoke it for this authorizer is 500', async () => {
  const { get } = await start(allow);
  running.functions.models.get(arnOf('guard'))!.invokePermissions = [
    {
      principal: 'apigateway.amazonaws.com',
      sourceArn: 'arn:aws:execute-api:us-east-1:000000000000:httpapi123/authorizers/other',
    },
  ];
  expect((await get('/two'))[0]).toBe(500);
});

test('GW-97: a result is cached for its time to live by the values of the identity sources, for all routes', async () => {
  const { get, authorizer } = await start(({ headers }) => ({ isAuthorized: headers.authorization === 'secret' }), {
    resultTtlMs: 300_000,
  });
  vi.useFakeTimers({ toFake: ['Date'] });
  const statuses = async () =>
    [await get('/one/7'), await get('/two'), await get('/two', 'b'), await get('/two', 'b')].map(([status]) => status);
  expect(await statuses()).toEqual([200, 200, 403, 403]);
  expect(authorizer.events).toHaveLength(2);
  vi.setSystemTime(Date.now() + 300_001);
  expect(await statuses()).toEqual([200, 200, 403, 403]);
  expect(authorizer.events).toHaveLength(4);
});

test('GW-97: with $context.routeKey as an identity source a result is cached for each route', async () => {
  const identitySources = ['$request.header.Authorization', '$context.routeKey'];
  const { get, authorizer } = await start(allow, { identitySources, resultTtlMs: 300_000 });
  for (const path of ['/one/7', '/one/8', '/two', '/two']) await get(path);
  expect(authorizer.events.map(({ identitySource }) => identitySource[1])).toEqual(['GET /one/{id}', 'GET /two']);
});

test('GW-97: without a time to live the function is called each time', async () => {
  let calls = 0;
  const { get, authorizer } = await start(() => ({ isAuthorized: (calls += 1) > 0 }));
  await get('/two');
  await get('/two');
  expect(authorizer.events).toHaveLength(2);
});

test('GW-97: a failure is not cached', async () => {
  let fails = true;
  const { get } = await start(() => (fails ? null : { isAuthorized: true }), { resultTtlMs: 300_000 });
  expect((await get('/two'))[0]).toBe(500);
  fails = false;
  expect((await get('/two'))[0]).toBe(200);
});
