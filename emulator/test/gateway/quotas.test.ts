/** Source: "Amazon API Gateway quotas": requests per second of an account, new WebSocket connections per second. */
import { GetConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { afterEach, expect, test } from 'vitest';
import { gatewayDefaults, gatewayOptionsOf } from '../../gateway/options.ts';
import { readSettings } from '../../runtime/settings.ts';
import { Throttle } from '../../primitives/throttle.ts';
import { startGateway, type Fixture } from '../support/gateway.ts';
import { recorder } from '../support/handlers.ts';

let running: Fixture | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

test('GW-13: 500 new connections a second; the next one is refused with 429', async () => {
  expect(gatewayDefaults.connectionsPerSecond).toBe(500);
  const connect = recorder();
  running = await startGateway({ routes: { $connect: connect.handler }, options: { connectionsPerSecond: 1e-6 } });
  expect((await running.socket().refusal()).status).toBe(429);
  expect(connect.events).toHaveLength(0);
});

test('GW-59: 10,000 requests a second of all kinds together, each post counting', async () => {
  expect(gatewayDefaults.requestsPerSecond).toBe(10_000);
  const { handler } = recorder(() => ({ statusCode: 200, body: 'done' }));
  const options = { requestsPerSecond: 1e-6, requestBurst: 1 };
  running = await startGateway({
    routes: { $default: { handler, responds: true } },
    http: [{ routeKey: 'GET /api', handler }],
    options,
  });
  const socket = await running.open();
  socket.send('first');
  expect(await socket.text()).toBe('done');
  socket.send('second');
  expect(await socket.json()).toMatchObject({ message: 'Too Many Requests' });
  const http = await fetch(`${running.url}/api`);
  expect(http.status).toBe(429);
  expect(await http.json()).toEqual({ message: 'Too Many Requests' });
  const call = running.management().send(new GetConnectionCommand({ ConnectionId: 'x' }));
  await expect(call).rejects.toMatchObject({ name: 'LimitExceededException' });
});

test('GW-12: the URL of a handshake has at most 4,096 characters, so that a long token does not fit into the query', async () => {
  const connect = recorder();
  running = await startGateway({ routes: { $connect: connect.handler } });
  const longest = 4_096 - `wss://127.0.0.1:${running.port}/ws?token=`.length;
  await running.open(`/ws?token=${'t'.repeat(longest)}`);
  expect((await running.socket(`/ws?token=${'t'.repeat(longest + 1)}`).refusal()).status).toBe(414);
  expect(connect.events).toHaveLength(1);
});

test('a throttle allows its burst and refills evenly', () => {
  const throttle = new Throttle(10, 2);
  const start = Date.now();
  const taken = [0, 0, 0, 99, 100, 101, 5_000, 5_000, 5_000].map((ms) => throttle.take(start + ms));
  expect(taken).toEqual([true, true, false, false, true, false, true, true, false]);
});

test('LOCAL_REQUESTS_PER_SECOND: a smaller quota, which a load on one machine can reach; by default it is that of AWS', () => {
  expect(gatewayOptionsOf(readSettings({}))).toEqual(gatewayDefaults);
  expect(gatewayOptionsOf(readSettings({ LOCAL_REQUESTS_PER_SECOND: '100' }))).toMatchObject({
    requestsPerSecond: 100,
    requestBurst: 50,
  });
});
