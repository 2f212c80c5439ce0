import { beforeAll, expect, test } from 'vitest';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { converse, twoPeople, type Conversation } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

test('GET /unread-count/ costs nothing for threads that are active but read, however many and however fresh', async () => {
  const { client } = twoPeople();
  const count = () => countUnread(world.as(client));
  const talks: Conversation[] = [];
  for (let number = 1; number <= 30; number += 1) {
    talks.push(await converse(world, { client, freelancer: `fresh-${number}` }));
  }
  for (const [index, talk] of talks.entries()) {
    await talk.send(talk.freelancer);
    if (index >= 3) await talk.read(client);
  }
  await count();
  for (const talk of talks.slice(0, 10)) await talk.send(talk.freelancer);
  const cost = await world.meter.of(async () => expect((await count()).unread_count).toBe(13));
  expect(cost).toMatchObject({ writeUnits: 0, calls: 2 });
  expect(cost.readUnits).toBeLessThanOrEqual(10 * 0.5 + 1);
});
