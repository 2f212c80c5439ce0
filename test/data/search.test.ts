import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { searchMessages, understandSearch } from '../../lambdas/chat/search-messages.ts';
import { RowSizes } from '../../lambdas/chat/search/row-sizes.ts';
import { converse, type Conversation } from '../support/conversation.ts';
import { Random } from '../support/random.ts';
import { createWorld, type World } from '../support/world.ts';

/** SR-1 to SR-3 over whole result sets, against a search that looks at every message there is. */

/** How each word is written, its plain form first. */
const words = [
  ['invoice', 'Invoice', 'INVOICE'],
  ['strasse', 'Straße', 'STRASSE'],
  ['isik', 'Işık', 'ISIK'],
  ['voice', 'Voice'],
  ['final', 'ﬁnal'],
];
const conversationCount = 9;
const user = 'searcher';

interface Sent {
  threadId: string;
  seq: number;
  plain: string[];
  isOwn: boolean;
}

let world: World;
const conversations: Conversation[] = [];
/** The newest first. */
const sent: Sent[] = [];
const random = new Random(17);

async function say(conversation: Conversation): Promise<void> {
  world.clock.nowMs += 60_000 * random.below(40);
  const chosen = Array.from({ length: 1 + random.below(3) }, () => random.pick(words));
  const isOwn = random.chance(0.5);
  const { message } = await conversation.send(
    isOwn ? user : conversation.freelancer,
    chosen.map((forms) => random.pick(forms)).join(' '),
  );
  const { thread_id: threadId, seq } = message;
  sent.unshift({ threadId, seq, plain: chosen.map((forms) => forms[0] as string), isOwn });
}

beforeAll(async () => {
  world = await createWorld();
  for (let index = 0; index < conversationCount; index += 1)
    conversations.push(await converse(world, { client: user, freelancer: `other-${index}` }));
  for (let count = 0; count < 60; count += 1) await say(random.pick(conversations));
});

interface Wanted {
  begins: string[];
  without: string | null;
  from: 'me' | 'them' | null;
}

const prefix = fc.constantFrom(...words.flatMap(([plain = '']) => [plain, plain.slice(0, 2), plain.toUpperCase()]));
const wanted: fc.Arbitrary<Wanted> = fc.record({
  begins: fc.array(prefix, { minLength: 1, maxLength: 2 }),
  without: fc.option(prefix, { freq: 3 }),
  from: fc.option(fc.constantFrom('me', 'them'), { freq: 2 }),
});

const textOf = ({ begins, without, from }: Wanted) =>
  [...begins, ...(without === null ? [] : [`-${without}`]), ...(from === null ? [] : [`from:${from}`])].join(' ');

/** What the search is to find, in order: by conversation, and newest first in each. */
function expected({ begins, without, from }: Wanted): string[] {
  const has = ({ plain }: Sent, start: string) => plain.some((word) => word.startsWith(start.toLowerCase()));
  const hits = sent.filter(
    (one) =>
      begins.every((start) => has(one, start)) &&
      (without === null || !has(one, without)) &&
      (from === null || one.isOwn === (from === 'me')),
  );
  const threadIds = [...new Set(sent.map(({ threadId }) => threadId))];
  return threadIds.flatMap((id) => hits.filter(({ threadId }) => threadId === id).map(placeOf));
}

const placeOf = ({ threadId, seq }: { threadId: string; seq: number }) => `${threadId}/${seq}`;

/** All pages of a search. Each look at the clock takes `tickMs`, so that pages end in the middle of everything. */
async function searchAll(q: string, limit: number, tickMs: number, between: () => Promise<void>): Promise<string[]> {
  const caller = { userId: user, username: user };
  let nowMs = 0;
  const ctx = { store: world.logs, caller, rowSizes: new RowSizes(), clockMs: () => (nowMs += tickMs) };
  const found: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 300; pages += 1) {
    const { results, next_cursor: next } = await searchMessages(ctx, understandSearch(caller, { q, limit, cursor }));
    expect(results.length).toBeLessThanOrEqual(limit);
    found.push(...results.map(({ message }) => placeOf({ threadId: message.thread_id, seq: message.seq })));
    if (next === null) return found;
    cursor = next;
    await between();
  }
  throw new Error('the search has no end');
}

const limits = fc.integer({ min: 1, max: 12 });
const ticks = fc.constantFrom(0, 0, 300, 900, 3_000);

test('SR-3: through all pages each hit comes once, in order', () =>
  fc.assert(
    fc.asyncProperty(wanted, limits, ticks, async (what, limit, tickMs) => {
      expect(await searchAll(textOf(what), limit, tickMs, async () => {})).toEqual(expected(what));
    }),
    { numRuns: 20 },
  ));

test('SR-3: each hit comes once, too, if messages are sent between the pages', () =>
  fc.assert(
    fc.asyncProperty(wanted, limits, ticks, async (what, limit, tickMs) => {
      const before = expected(what);
      const found = await searchAll(textOf(what), limit, tickMs, async () => {
        if (sent.length < 160) await say(random.pick(conversations));
      });
      expect(new Set(found).size).toBe(found.length);
      expect(expected(what)).toEqual(expect.arrayContaining(found));
      expect(found).toEqual(expect.arrayContaining(before));
    }),
    { numRuns: 10 },
  ));

test('SR-1: messages of an earlier version, which have no folded text, are found', async () => {
  const { freelancer, threadId } = conversations[0] as Conversation;
  await conversations[0]?.send(freelancer, 'Ötesi BERİDE');
  const [{ PK, SK } = {}] =
    (
      await world.dynamo.call('Query', {
        TableName: world.tableName,
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :m)',
        ExpressionAttributeValues: { ':pk': `T#${threadId}`, ':m': 'M#' },
        ScanIndexForward: false,
        Limit: 1,
      })
    ).Items ?? [];
  await world.dynamo.call('UpdateItem', {
    TableName: world.tableName,
    Key: { PK, SK },
    UpdateExpression: 'REMOVE fold',
  });
  expect(await searchAll('otesi beride', 20, 0, async () => {})).toHaveLength(1);
});
