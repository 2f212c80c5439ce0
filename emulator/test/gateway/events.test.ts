/**
 * Sources: Developer Guide of API Gateway, "Set up a WebSocket API integration request" (input format of a
 * Lambda function for proxy integration, with a $connect and a $disconnect event), "Control access to WebSocket
 * APIs with AWS Lambda REQUEST authorizers" (the authorizer's event), "WebSocket API mapping template
 * reference" ($context variables).
 */
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { arnPrefix, startGateway, type Fixture } from '../support/gateway.ts';
import { policy, recorder } from '../support/handlers.ts';

let running: Fixture;
afterEach(() => running.close());

const gatewayId = expect.stringMatching(/^[\w-]{15}=$/);
const clf = expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);

/** What every event has. */
function commonContext(identity: object) {
  return {
    extendedRequestId: gatewayId,
    requestTime: clf,
    messageDirection: 'IN',
    stage: 'ws',
    connectedAt: expect.any(Number),
    requestTimeEpoch: expect.any(Number),
    identity,
    requestId: gatewayId,
    domainName: `127.0.0.1:${running.port}`,
    connectionId: gatewayId,
    apiId: 'wsapi12345',
  };
}

test('GW-14: CONNECT has headers in their own case, multiValueHeaders and query, and no body', async () => {
  const connect = recorder(() => ({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'shop.v1' } }));
  running = await startGateway({ routes: { $connect: connect.handler } });
  const headers = { 'User-Agent': 'probe/1', 'X-CaSe': 'kept', 'X-Twice': ['a', 'b'] as unknown as string };
  await running.open('/ws?token=t%20k&room=1&room=2', ['shop.v1'], { headers });
  const event = await connect.next();
  const { headers: sent, multiValueHeaders, ...rest } = event;
  expect(rest).toEqual({
    queryStringParameters: { token: 't k', room: '2' },
    multiValueQueryStringParameters: { token: ['t k'], room: ['1', '2'] },
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      ...commonContext({ userAgent: 'probe/1', sourceIp: '127.0.0.1' }),
    },
    isBase64Encoded: false,
  });
  expect(sent).toEqual({
    Host: `127.0.0.1:${running.port}`,
    'User-Agent': 'probe/1',
    'X-CaSe': 'kept',
    'X-Twice': 'b',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': expect.any(String),
    'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
    'Sec-WebSocket-Protocol': 'shop.v1',
    'X-Amzn-Trace-Id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    'X-Forwarded-For': '127.0.0.1',
    'X-Forwarded-Port': String(running.port),
    'X-Forwarded-Proto': 'http',
  });
  expect(multiValueHeaders['X-Twice']).toEqual(['a', 'b']);
  expect(Object.keys(multiValueHeaders)).toEqual(Object.keys(sent));
  const { requestContext } = event;
  expect(requestContext.requestId).toBe(requestContext.extendedRequestId);
});

test('GW-17: without a query and a user agent there are no such fields', async () => {
  const connect = recorder();
  running = await startGateway({ routes: { $connect: connect.handler } });
  await running.open();
  const event = await connect.next();
  expect(Object.keys(event).sort()).toEqual(['headers', 'isBase64Encoded', 'multiValueHeaders', 'requestContext']);
  expect(event.requestContext.identity).toEqual({ sourceIp: '127.0.0.1' });
});

test('GW-15: MESSAGE has a messageId and a string body, no headers and no query', async () => {
  const { handler, next } = recorder();
  running = await startGateway({ routes: { $default: handler } });
  const socket = await running.open('/ws?token=t', [], { headers: { 'User-Agent': 'probe/1' } });
  socket.send('{"text": "hällo"}');
  expect(await next()).toEqual({
    requestContext: {
      routeKey: '$default',
      messageId: gatewayId,
      eventType: 'MESSAGE',
      ...commonContext({ userAgent: 'probe/1', sourceIp: '127.0.0.1' }),
    },
    body: '{"text": "hällo"}',
    isBase64Encoded: false,
  });
});

test('GW-16: DISCONNECT has the close code and reason, four headers and no body', async () => {
  const { handler, next } = recorder();
  running = await startGateway({ routes: { $disconnect: handler } });
  const socket = await running.open('/ws?token=t');
  socket.close(4001, 'bye');
  const event = await next();
  const domainName = `127.0.0.1:${running.port}`;
  expect(event).toEqual({
    headers: { Host: domainName, 'x-api-key': '', 'X-Forwarded-For': '', 'x-restapi': '' },
    multiValueHeaders: { Host: [domainName], 'x-api-key': [''], 'X-Forwarded-For': [''], 'x-restapi': [''] },
    requestContext: {
      routeKey: '$disconnect',
      disconnectStatusCode: 4001,
      eventType: 'DISCONNECT',
      disconnectReason: 'bye',
      ...commonContext({ sourceIp: '127.0.0.1' }),
    },
    isBase64Encoded: false,
  });
});

test('GW-18: the context of the authorizer is in CONNECT, MESSAGE and DISCONNECT, its values as strings', async () => {
  const [connect, message, disconnect] = [recorder(), recorder(), recorder()];
  const context = { user_id: 'alice', exp: 1_700_000_000, admin: false, nothing: null };
  running = await startGateway({
    routes: { $connect: connect.handler, $default: message.handler, $disconnect: disconnect.handler },
    authorizer: { handler: ({ methodArn }) => policy(methodArn, 'Allow', context) },
  });
  const expected = { principalId: 'alice', user_id: 'alice', exp: '1700000000', admin: 'false' };
  const socket = await running.open();
  expect((await connect.next()).requestContext.authorizer).toEqual({
    ...expected,
    integrationLatency: expect.any(Number),
  });
  socket.send('hello');
  expect((await message.next()).requestContext.authorizer).toEqual(expected);
  socket.close();
  expect((await disconnect.next()).requestContext.authorizer).toEqual(expected);
});

test('GW-19: the event of the authorizer is a REQUEST with the ARN of $connect, headers, query and no authorizer', async () => {
  const { handler, next } = recorder(({ methodArn }) => policy(methodArn));
  running = await startGateway({ routes: { $connect: () => ({ statusCode: 200 }) }, authorizer: { handler } });
  await running.open('/ws?token=t');
  const event = await next();
  expect(event).toMatchObject({
    type: 'REQUEST',
    methodArn: `${arnPrefix}:wsapi12345/ws/$connect`,
    headers: { Connection: 'Upgrade', Upgrade: 'websocket' },
    queryStringParameters: { token: 't' },
    multiValueQueryStringParameters: { token: ['t'] },
    stageVariables: {},
  });
  expect(event.requestContext).toEqual({
    routeKey: '$connect',
    eventType: 'CONNECT',
    ...commonContext({ sourceIp: '127.0.0.1' }),
  });
});

test('a parameter may have the name of a property of every object', async () => {
  const { handler, next } = recorder();
  running = await startGateway({ routes: { $connect: handler } });
  await running.open('/ws?constructor=1');
  expect((await next()).multiValueQueryStringParameters).toEqual({ constructor: ['1'] });
});

test('GW-33: requestTime is requestTimeEpoch in the Common Log Format, and both are the time of the event', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 1, 3, 4, 5, 6, 789) });
  onTestFinished(() => void vi.useRealTimers());
  const [connect, message, disconnect] = [recorder(), recorder(), recorder()];
  running = await startGateway({
    routes: { $connect: connect.handler, $default: message.handler, $disconnect: disconnect.handler },
  });
  const socket = await running.open();
  const connectedAt = Date.UTC(2026, 1, 3, 4, 5, 6, 789);
  expect((await connect.next()).requestContext).toMatchObject({
    requestTime: '03/Feb/2026:04:05:06 +0000',
    requestTimeEpoch: connectedAt,
    connectedAt,
  });
  vi.setSystemTime(Date.UTC(2026, 11, 31, 23, 59, 59, 999));
  socket.send('x');
  expect((await message.next()).requestContext).toMatchObject({
    requestTime: '31/Dec/2026:23:59:59 +0000',
    requestTimeEpoch: Date.UTC(2026, 11, 31, 23, 59, 59, 999),
    connectedAt,
  });
  vi.setSystemTime(Date.UTC(2027, 0, 1));
  socket.close();
  expect((await disconnect.next()).requestContext).toMatchObject({
    requestTime: '01/Jan/2027:00:00:00 +0000',
    requestTimeEpoch: Date.UTC(2027, 0, 1),
    connectedAt,
  });
});

test('every event has a requestId of its own, which is never the connectionId', async () => {
  const all = recorder();
  running = await startGateway({ routes: { $connect: all.handler, $default: all.handler, $disconnect: all.handler } });
  const socket = await running.open();
  socket.send('one');
  socket.send('two');
  const events = [await all.next(), await all.next(), await all.next()];
  socket.close();
  events.push(await all.next());
  const contexts = events.map(({ requestContext }) => requestContext);
  const connectionIds = new Set(contexts.map(({ connectionId }) => connectionId));
  expect(connectionIds.size).toBe(1);
  expect(new Set([...connectionIds, ...contexts.map(({ requestId }) => requestId)]).size).toBe(5);
});
