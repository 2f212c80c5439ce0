import { setTimeout as sleep } from 'node:timers/promises';
import { ApiGatewayManagementApiClient, DeleteConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { newTalk, Person } from '../support/people.ts';
import { SocketIoDevice } from '../support/socket-io-client.ts';

/** The gateway's ten idle minutes are six seconds here, and connections are pinged more often accordingly. */
const idleMs = 6_000;
const limit = 40;

let app: LocalApp;
beforeAll(async () => {
  app = await startApp({
    LOCAL_IDLE_TIMEOUT_MS: String(idleMs),
    CHAT_MAX_CONNECTIONS: '2',
    CHAT_USER_LIMIT: `${limit}/10s`,
    LOCAL_FUNCTION_CONCURRENCY: '2',
  });
});
afterAll(() => app?.stop());

test('SIO-4: an idle connection outlives the idle timeout by the heartbeat, which calls once in most of it', async () => {
  const alice = await Person.create(app, 'Alice');
  const device = await SocketIoDevice.open(app.url, alice.token);
  const { pushes } = await app.stats(() => sleep(2 * idleMs));
  expect(device.socket.connected).toBe(true);
  expect(device.all('disconnect')).toEqual([]);
  expect(pushes.sent).toBeLessThanOrEqual(3);
  device.close();
});

test('SIO-4: after the server has closed its socket the client connects again, and joins its threads', async () => {
  const talk = await newTalk(app);
  const device = new SocketIoDevice(app.url, talk.alice.token);
  device.socket.on('connect', () => device.socket.emit('join_thread', { thread_id: talk.threadId }));
  await device.until('thread_joined');
  const { connection_id: ConnectionId } = device.all('connection_confirmed')[0];
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'operator' };
  const api = new ApiGatewayManagementApiClient({ endpoint: `${app.url}/ws`, region: 'us-east-1', credentials });
  await api.send(new DeleteConnectionCommand({ ConnectionId }));
  await device.until('connection_confirmed', ({ connection_id }) => connection_id !== ConnectionId);
  await device.until('thread_joined', () => device.all('thread_joined').length === 2);
  const atBob = await talk.bob.join(talk.threadId);
  await device.until('user_joined');
  await talk.send(atBob, 'again');
  expect(await device.until('new_message')).toMatchObject({ message: 'again' });
  device.close();
});

test('SIO-4, WS-17: the oldest of too many connections is ended for good', async () => {
  const alice = await Person.create(app, 'Alice');
  const devices: SocketIoDevice[] = [];
  for (let count = 0; count < 3; count += 1) devices.push(await SocketIoDevice.open(app.url, alice.token));
  expect(await devices[0]!.until('disconnect')).toBe('io server disconnect');
  expect(devices.map(({ socket }) => socket.active)).toEqual([false, true, true]);
  devices.forEach((device) => device.close());
});

test('SIO-4, WS-6: a packet after the token’s exp gets unauthorized, and the connection is ended for good', async () => {
  const seconds = 6;
  const alice = await Person.create(app, 'Alice', { expires_in: seconds });
  const device = await SocketIoDevice.open(app.url, alice.token);
  await sleep(seconds * 1_000);
  device.socket.emit('ping');
  expect(await device.until('error')).toMatchObject({ code: 'unauthorized' });
  expect(await device.until('disconnect')).toBe('io server disconnect');
});

test('SIO-2, SIO-4, WS-18: a flood is refused, then ended for good; signing in again is refused', async () => {
  const mallory = await Person.create(app, 'Mallory');
  const device = await SocketIoDevice.open(app.url, mallory.token);
  while (device.all('disconnect').length === 0) {
    for (let count = 0; count < limit; count += 1) device.socket.emit('ping');
    await sleep(50);
  }
  expect(device.all('disconnect')).toEqual(['io server disconnect']);
  expect(device.all('error').some(({ code }) => code === 'rate_limited')).toBe(true);
  const again = new SocketIoDevice(app.url, mallory.token);
  expect((await again.until('connect_error')).data).toMatchObject({ code: 'rate_limited' });
  expect((await app.call('GET', '/dev/stats')).body.lambda.errors).toBe(0);
});
