import { beforeAll, expect, test } from 'vitest';
import { joinThread } from '../../lambdas/chat/join-thread.ts';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import { seedThread, writeRows } from '../../measure/seed.ts';
import { createWorld, type World } from '../support/world.ts';

/**
 * 128 KB and one message more, and the newest messages, of which a look at the thread reads a few. The whole
 * log has 150.
 */
const unitsMax = 55;

let world: World;
let threadId: string;
beforeAll(async () => {
  world = await createWorld();
  const { thread, rows } = seedThread({
    triple: { client: { id: 'alice' }, freelancer: { id: 'bob' } },
    length: 50,
    content: '漢'.repeat(4_000),
    firstAtMs: world.clock.nowMs - 100_000,
  });
  threadId = thread.id;
  await writeRows(world, rows);
  await world.connect('alice', 'a');
});

const alice = () => world.as('alice', { connectionId: 'a' });

test.each([
  ['of the newest', () => listMessages(alice(), threadId, { limit: 100 })],
  ['after a seq', () => listMessages(alice(), threadId, { limit: 100, after_seq: 0 })],
  ['of a join', () => joinThread(alice(), 'a', { thread_id: threadId, limit: 100 })],
  ['of a join after a seq', () => joinThread(alice(), 'a', { thread_id: threadId, limit: 100, after_seq: 0 })],
])('a page %s of large messages reads what fits, once the process has met them', async (_, read) => {
  await read();
  expect((await world.meter.of(read)).readUnits).toBeLessThanOrEqual(unitsMax);
});
