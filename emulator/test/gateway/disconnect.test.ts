/** Source: Developer Guide of API Gateway, "Manage connected users and client apps" ($disconnect is best effort). */
import { afterEach, expect, test } from 'vitest';
import { startGateway, type Fixture } from '../support/gateway.ts';
import { gate, recorder } from '../support/handlers.ts';

let running: Fixture;
afterEach(() => running.close());

test('GW-35: a close without a code is 1005, a connection that breaks 1006', async () => {
  const { handler, next } = recorder();
  running = await startGateway({ routes: { $disconnect: handler } });
  (await running.open()).close();
  const { requestContext } = await next();
  expect(requestContext.disconnectStatusCode).toBe(1005);
  expect(requestContext.disconnectReason).toBe('Client-side close frame status not set');
  (await running.open()).terminate();
  expect((await next()).requestContext.disconnectStatusCode).toBe(1006);
});

test('GW-34: $disconnect may never come', async () => {
  const disconnect = recorder();
  running = await startGateway({ routes: { $disconnect: disconnect.handler }, faults: { LOCAL_DISCONNECT_LOSS: 1 } });
  const socket = await running.open();
  const closed = socket.closed();
  socket.close();
  await closed;
  await running.gateway.close(1_000);
  expect(disconnect.events).toHaveLength(0);
});

test('what $disconnect returns or throws has no effect', async () => {
  const { handler, next } = recorder(() => {
    throw new Error('broken');
  });
  running = await startGateway({ routes: { $disconnect: handler } });
  (await running.open()).close();
  await next();
  await running.open();
});

test('the gateway closes its sockets with 1001 when it stops, and waits for $disconnect', async () => {
  const returned = gate();
  const { handler, next } = recorder(() => returned.opened);
  running = await startGateway({ routes: { $disconnect: handler } });
  const closed = (await running.open()).closed();
  const stopped = running.gateway.close(60_000);
  expect((await next()).requestContext.disconnectStatusCode).toBe(1001);
  expect(await closed).toEqual({ code: 1001, reason: 'Going away' });
  returned.open();
  await stopped;
});
