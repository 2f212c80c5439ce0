/**
 * Sources: Developer Guide of API Gateway, "Create routes for WebSocket APIs" (route selection expressions), "Set
 * up route responses for a WebSocket API", "Integrate WebSocket APIs with backend services"; quotas of WebSocket
 * APIs (29 s).
 */
import { afterEach, expect, test } from 'vitest';
import { startGateway, type Fixture } from '../support/gateway.ts';
import { gate, recorder, type Event } from '../support/handlers.ts';

let running: Fixture;
afterEach(() => running.close());

const named = (name: string) => ({ handler: () => ({ statusCode: 200, body: name }), responds: true });
const ownError = (message: string) => ({
  message,
  connectionId: expect.stringMatching(/=$/),
  requestId: expect.stringMatching(/=$/),
});

test('GW-20: $request.body.action selects the route; text that is not JSON or matches no route goes to $default', async () => {
  running = await startGateway({
    routes: { $connect: () => ({ statusCode: 200 }), ping: named('ping'), $default: named('default') },
  });
  const socket = await running.open();
  const frames: [string, string][] = [
    ['{"action": "ping"}', 'ping'],
    ['{"action": "pong"}', 'default'],
    ['{"action": "$connect"}', 'default'],
    ['{"action": {"ping": 1}}', 'default'],
    ['no json', 'default'],
    ['null', 'default'],
    ['[]', 'default'],
  ];
  for (const [frame, route] of frames) {
    socket.send(frame);
    expect([frame, await socket.text()]).toEqual([frame, route]);
  }
});

test('the expression may name a nested property', async () => {
  running = await startGateway({
    routeSelectionExpression: '${request.body.meta.kind}',
    routes: { note: named('note'), $default: named('default') },
  });
  const socket = await running.open();
  socket.sendJson({ meta: { kind: 'note' } });
  expect(await socket.text()).toBe('note');
});

test('GW-21: without a $default route the client gets Forbidden and stays connected', async () => {
  running = await startGateway({ routes: { ping: named('ping') } });
  const socket = await running.open();
  socket.send('no json');
  expect(await socket.json()).toEqual(ownError('Forbidden'));
  socket.sendJson({ action: 'ping' });
  expect(await socket.text()).toBe('ping');
});

test('GW-22: an integration that throws, times out or answers malformed: Internal server error, and the socket stays open', async () => {
  const never = gate();
  running = await startGateway({
    routes: {
      throws: () => {
        throw new Error('secret detail');
      },
      sleeps: { handler: () => never.opened, timeoutMs: 30 },
      nothing: () => undefined,
      malformed: () => ({ statusCode: 200, ConnectionId: 'x' }),
      ping: named('ping'),
    },
  });
  const socket = await running.open();
  for (const action of ['throws', 'sleeps', 'nothing', 'malformed']) {
    socket.sendJson({ action });
    expect(await socket.json()).toEqual(ownError('Internal server error'));
  }
  socket.sendJson({ action: 'ping' });
  expect(await socket.text()).toBe('ping');
});

test('GW-23: the body of an integration reaches the client only on a route with a route response', async () => {
  running = await startGateway({ routes: { silent: { ...named('silent'), responds: false }, loud: named('loud') } });
  const socket = await running.open();
  socket.sendJson({ action: 'silent' });
  socket.sendJson({ action: 'loud' });
  expect(await socket.text()).toBe('loud');
  expect(socket.unread).toBe(0);
});

test('the status of an answer is not sent, an empty body sends nothing, base64 is decoded', async () => {
  running = await startGateway({
    routes: {
      failing: { handler: () => ({ statusCode: 500, body: 'still sent' }), responds: true },
      empty: { handler: () => ({ statusCode: 200 }), responds: true },
      encoded: { handler: () => ({ statusCode: 200, body: 'aGk=', isBase64Encoded: true }), responds: true },
    },
  });
  const socket = await running.open();
  socket.sendJson({ action: 'failing' });
  expect(await socket.text()).toBe('still sent');
  socket.sendJson({ action: 'empty' });
  socket.sendJson({ action: 'encoded' });
  expect(await socket.text()).toBe('hi');
});

test('GW-24: frames of one connection invoke at the same time', async () => {
  const first = gate<Event>();
  const { handler, next } = recorder(({ body }) =>
    body === 'first' ? first.opened : { statusCode: 200, body: 'second done' },
  );
  running = await startGateway({ routes: { $default: { handler, responds: true } } });
  const socket = await running.open();
  socket.send('first');
  await next();
  socket.send('second');
  expect(await socket.text()).toBe('second done');
  first.open({ statusCode: 200, body: 'first done' });
  expect(await socket.text()).toBe('first done');
});

test('GW-31: an answer of more than 128 KB cannot be sent', async () => {
  running = await startGateway({
    routes: { $default: { handler: () => ({ statusCode: 200, body: 'x'.repeat(128 * 1024 + 1) }), responds: true } },
  });
  const socket = await running.open();
  socket.send('hello');
  expect(await socket.json()).toEqual(ownError('Internal server error'));
});
