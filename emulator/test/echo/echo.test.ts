import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Emulator } from '../../index.ts';
import { startEcho } from './start.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEcho({ PORT: '0' });
});
afterAll(() => emulator.close());

async function say(socket: WebSocket, text: string): Promise<unknown> {
  socket.send(text);
  const [reply] = await once(socket, 'message');
  return JSON.parse(String(reply));
}

test('a CDK app with one WebSocket API, one function and one table runs as synthesised', async () => {
  expect([emulator.app.httpApi, emulator.app.queues, emulator.app.rules]).toEqual([null, [], []]);
  const socket = new WebSocket(emulator.webSocketUrl!);
  await once(socket, 'open');
  expect(await say(socket, 'hello')).toEqual({ text: 'hello', seen: 1 });
  expect(await say(socket, 'hello')).toEqual({ text: 'hello', seen: 2 });
  expect(await say(socket, 'other')).toEqual({ text: 'other', seen: 1 });
  expect(emulator.stats.snapshot()).toMatchObject({
    dynamodb: { by_operation: { UpdateItem: { calls: 3, write_units: 3 } } },
    lambda: { by_function: { echo: { invocations: 3, errors: 0 } } },
  });
  socket.close();
});

test('a path that no service serves is 404, and a plain request to the WebSocket API is 426', async () => {
  expect((await fetch(`${emulator.url}/nothing`)).status).toBe(404);
  expect((await fetch(`${emulator.url}/echo`)).status).toBe(426);
});
