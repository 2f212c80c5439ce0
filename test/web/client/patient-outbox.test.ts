import { expect, it } from 'vitest';
import type { OutboxStore } from '@marketplace-chat/client';
import { indexedDbOutbox } from '../../../web/client/outbox-store/indexeddb.ts';
import { memoryOutbox } from '../../../web/client/outbox-store/memory.ts';
import { acceptSend, script } from './script.ts';
import { flush } from './world.ts';

const never = () => new Promise<never>(() => {});
const dead: OutboxStore = { adopt: never, add: never, update: never, remove: never, count: never, clear: never };
const lockNeverGranted = () =>
  indexedDbOutbox({ name: 'x', locks: { request: never, query: never } as unknown as LockManager });

it.each([
  ['a store that never answers', dead],
  ['a lock that is never granted', lockNeverGranted()],
])('%s stops neither sending nor signing out', async (_, outboxStore) => {
  const { client, world, joined } = script({ outboxStore });
  const failures: string[] = [];
  client.on('failure', ({ code }) => failures.push(code));
  const socket = await joined();
  client.sendMessage('t1', 'hello');
  await world.advance(10_000);
  acceptSend(socket, 4);
  await flush();
  expect([client.outbox, failures]).toEqual([[], ['storage']]);
  client.sendMessage('t1', 'unsent');
  expect(await client.countUnsent()).toBe(1);
  await client.forget();
  expect([client.connection.kind, client.outbox]).toEqual(['idle', []]);
});

it('a store that answers late gets in order what it has missed', async () => {
  const behind = memoryOutbox();
  let answer = () => {};
  const opened = new Promise<void>((resolve) => (answer = resolve));
  const late: OutboxStore = { ...behind, adopt: (userId) => opened.then(() => behind.adopt(userId)) };
  const { client, world, joined } = script({ outboxStore: late });
  const socket = await joined();
  client.sendMessage('t1', 'sent meanwhile');
  await world.advance(4_000);
  acceptSend(socket, 4);
  client.sendMessage('t1', 'not sent yet');
  await world.advance(1_000);
  expect(await behind.count('alice')).toBe(0);
  answer();
  await flush();
  expect((await behind.adopt('alice')).map(({ content }) => content)).toEqual(['not sent yet']);
});
