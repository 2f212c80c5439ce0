/**
 * Sources: Developer Guide of API Gateway, "Manage connected users and client apps: $connect and $disconnect routes",
 * "Set up a $connect route that requires a WebSocket subprotocol", "Control access to WebSocket APIs with AWS Lambda
 * REQUEST authorizers"; quotas of WebSocket APIs.
 */
import { once } from 'node:events';
import { request } from 'node:http';
import { PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { authorize } from '../../gateway/websocket/authorizer.ts';
import { arnPrefix, startGateway, type Fixture, type FixtureOptions } from '../support/gateway.ts';
import { FixtureFunctions } from '../support/functions.ts';
import { gate, ok, policy, recorder, type Event } from '../support/handlers.ts';

let running: Fixture;
afterEach(() => running.close());

async function start(options: FixtureOptions): Promise<Fixture> {
  running = await startGateway(options);
  return running;
}

/** A body of the gateway's own errors, at the handshake and as a frame. */
const ownError = (message: string) => ({
  message,
  connectionId: expect.stringMatching(/=$/),
  requestId: expect.stringMatching(/=$/),
});

test('GW-1: the upgrade stays pending until $connect has returned; a post before that answers 410', async () => {
  const returned = gate<Event>();
  const { handler, next } = recorder(() => returned.opened);
  const gateway = await start({ routes: { $connect: handler } });
  const socket = gateway.socket();
  const { requestContext } = await next();
  const command = new PostToConnectionCommand({ ConnectionId: requestContext.connectionId, Data: 'early' });
  await expect(gateway.management().send(command)).rejects.toMatchObject({ name: 'GoneException' });
  expect(socket.readyState).toBe(socket.CONNECTING);
  returned.open({ statusCode: 200 });
  await once(socket, 'open');
  await gateway.management().send(command);
  expect(await socket.text()).toBe('early');
});

test.each([400, 401, 403, 503])(
  'GW-2: $connect answering %i refuses the handshake with that status',
  async (statusCode) => {
    const gateway = await start({ routes: { $connect: () => ({ statusCode, body: 'not shown' }) } });
    const { status, body } = await gateway.socket().refusal();
    expect(status).toBe(statusCode);
    expect(body).not.toContain('not shown');
  },
);

test('GW-3: a throw in $connect is 502, and so is an answer without a status or of another form', async () => {
  const answers: unknown[] = [new Error('broken'), null, {}, { statusCode: 200, user: 'alice' }];
  const gateway = await start({
    routes: {
      $connect: () => {
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
  });
  for (const _ of [...answers]) {
    const { status, body } = await gateway.socket().refusal();
    expect(status).toBe(502);
    expect(JSON.parse(body)).toEqual(ownError('Internal server error'));
  }
});

test('GW-3: $connect that does not return within the integration timeout is 504', async () => {
  const never = gate();
  const gateway = await start({ routes: { $connect: { handler: () => never.opened, timeoutMs: 30 } } });
  const { status, body } = await gateway.socket().refusal();
  expect(status).toBe(504);
  expect(JSON.parse(body)).toEqual(ownError('Endpoint request timed out'));
});

test('GW-4: of the response headers of $connect only Sec-WebSocket-Protocol reaches the client', async () => {
  const headers = { 'sec-websocket-protocol': 'shop.v1', 'X-Secret': '1', 'Set-Cookie': 'a=b' };
  const gateway = await start({ routes: { $connect: () => ({ statusCode: 200, headers }) } });
  const socket = gateway.socket('/ws', ['shop.v1', 'jwt.abc']);
  const [upgrade] = await once(socket, 'upgrade');
  expect(upgrade.headers['x-secret']).toBeUndefined();
  expect(upgrade.headers['set-cookie']).toBeUndefined();
  expect(socket.protocol).toBe('shop.v1');
});

test('GW-4: a sub-protocol that $connect does not return is not selected', async () => {
  const gateway = await start({ routes: { $connect: ok } });
  const socket = gateway.socket('/ws', ['shop.v1']);
  const [upgrade] = await once(socket, 'upgrade');
  expect(upgrade.headers['sec-websocket-protocol']).toBeUndefined();
});

test('GW-5: the authorizer is called once, at $connect; a denial is 403', async () => {
  const authorizer = recorder(({ methodArn }) =>
    policy(methodArn, methodArn.endsWith('/ws/$connect') ? 'Deny' : 'Allow'),
  );
  const connect = recorder();
  const gateway = await start({ routes: { $connect: connect.handler }, authorizer });
  const { status, body } = await gateway.socket().refusal();
  expect(status).toBe(403);
  expect(JSON.parse(body)).toEqual(ownError('Forbidden'));
  expect(authorizer.events).toHaveLength(1);
  expect(connect.events).toHaveLength(0);
});

test('GW-5: a policy for another resource allows nothing, one with wildcards does, an explicit deny wins', async () => {
  const resources = [
    'arn:aws:execute-api:us-east-1:000000000000:other/ws/$connect',
    'arn:aws:execute-api:*:*:wsapi?????/*',
  ];
  const gateway = await start({
    routes: { $connect: ok },
    authorizer: { handler: () => policy(resources.shift() ?? '') },
  });
  expect((await gateway.socket().refusal()).status).toBe(403);
  await gateway.open();
  await gateway.close();

  const both = (methodArn: string) => {
    const allowed = policy(methodArn);
    const denied = policy(methodArn, 'Deny').policyDocument.Statement;
    return { ...allowed, policyDocument: { Statement: [...allowed.policyDocument.Statement, ...denied] } };
  };
  const strict = await start({ routes: { $connect: ok }, authorizer: { handler: ({ methodArn }) => both(methodArn) } });
  expect((await strict.socket().refusal()).status).toBe(403);
});

test('GW-6: an authorizer that throws Unauthorized is 401; another error, an invalid result and a context that is not scalar are 500', async () => {
  const answers: ((arn: string) => unknown)[] = [
    () => {
      throw new Error('Unauthorized');
    },
    () => {
      throw new Error('Unauthorized: token expired');
    },
    () => ({ isAuthorized: true }),
    (arn) => policy(arn, 'Allow', { roles: ['client'] }),
    (arn) => policy(arn, 'Allow', { big: 'x'.repeat(8 * 1024) }),
  ];
  const gateway = await start({
    routes: { $connect: ok },
    authorizer: { handler: ({ methodArn }) => answers.shift()?.(methodArn) },
  });
  for (const expected of [401, 500, 500, 500, 500]) expect((await gateway.socket().refusal()).status).toBe(expected);
});

test('GW-7: a configured identity source that is missing or empty is 401 without a call', async () => {
  const authorizer = recorder(({ methodArn }) => policy(methodArn));
  const identitySources = ['route.request.header.Authorization', 'route.request.querystring.room'];
  const gateway = await start({ routes: { $connect: ok }, authorizer: { ...authorizer, identitySources } });
  const headers = { authorization: 'Bearer t' };
  expect((await gateway.socket('/ws?room=1').refusal()).status).toBe(401);
  expect((await gateway.socket('/ws?room=', [], { headers }).refusal()).status).toBe(401);
  expect(authorizer.events).toHaveLength(0);
  await gateway.open('/ws?room=1', [], { headers });
  expect(authorizer.events).toHaveLength(1);
});

test('an authorizer has 29 seconds, then the handshake is refused with 500', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const verdicts: unknown[] = [];
  const functions = new FixtureFunctions();
  const authorizer = { functionArn: functions.add('slow', () => new Promise(() => undefined)), identitySources: [] };
  const handshake = { headers: [], query: new URLSearchParams() };
  const asked = authorize(functions, authorizer, handshake, `${arnPrefix}:wsapi12345/ws/$connect`, () => ({})).then(
    (verdict) => verdicts.push(verdict),
  );
  await vi.advanceTimersByTimeAsync(28_999);
  expect(verdicts).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  await asked;
  expect(verdicts).toEqual([{ allowed: false, status: 500 }]);
});

test('GW-7: without an identity source the authorizer is always called', async () => {
  const authorizer = recorder(({ methodArn }) => policy(methodArn));
  const gateway = await start({ routes: { $connect: ok }, authorizer });
  await gateway.open();
  expect(authorizer.events).toHaveLength(1);
});

test('GW-8: a path other than the stage is 403, before anything is called', async () => {
  const connect = recorder();
  const gateway = await start({ routes: { $connect: connect.handler } });
  for (const path of ['/', '/other', '/ws/room', '/wss', '//', '/%'])
    expect((await gateway.socket(path).refusal()).status).toBe(403);
  expect(connect.events).toHaveLength(0);
  await gateway.open('/ws/');
});

test.each([
  ['another version is 426', 426, 'GET', { 'Sec-WebSocket-Version': '8' }],
  ['no version is 426', 426, 'GET', { 'Sec-WebSocket-Version': undefined }],
  ['no key is 400', 400, 'GET', { 'Sec-WebSocket-Key': undefined }],
  ['a key of no sense is 400', 400, 'GET', { 'Sec-WebSocket-Key': 'short' }],
  ['another method is 400', 400, 'POST', {}],
  ['one protocol of several is 400', 400, 'GET', { Upgrade: 'h2c, websocket' }],
])(
  'GW-9: what is no handshake of RFC 6455 is refused before anything is called: %s',
  async (_, expected, method, change) => {
    const authorizer = recorder(({ methodArn }) => policy(methodArn));
    const connect = recorder();
    const gateway = await start({ routes: { $connect: connect.handler }, authorizer });
    const proper = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version': '13',
    };
    const headers = Object.fromEntries(
      Object.entries({ ...proper, ...change }).filter(([, value]) => value !== undefined),
    );
    const sent = request(`${gateway.url}/ws`, { method, headers });
    sent.end();
    const [response] = await once(sent, 'response');
    response.resume();
    expect(response.statusCode).toBe(expected);
    expect(response.headers['sec-websocket-version']).toBe(expected === 426 ? '13' : undefined);
    expect([...authorizer.events, ...connect.events]).toEqual([]);
  },
);

test('GW-11: a function whose own policy does not name API Gateway cannot be called', async () => {
  const gateway = await start({ routes: { $connect: ok } });
  for (const model of gateway.functions.models.values()) model.invokePermissions = [];
  expect((await gateway.socket().refusal()).status).toBe(502);
});

test('GW-32: a client that leaves while the upgrade is pending gets its $disconnect', async () => {
  const returned = gate<Event>();
  const connect = recorder(() => returned.opened);
  const disconnect = recorder();
  const gateway = await start({ routes: { $connect: connect.handler, $disconnect: disconnect.handler } });
  const socket = gateway.socket();
  const { requestContext } = await connect.next();
  const left = new Promise((resolve) => socket.on('close', resolve));
  socket.terminate();
  await left;
  returned.open({ statusCode: 200 });
  expect((await disconnect.next()).requestContext.connectionId).toBe(requestContext.connectionId);
});
