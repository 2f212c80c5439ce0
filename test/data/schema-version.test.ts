import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyChange } from '../../lambdas/chat/change-message.ts';
import { countUnread } from '../../lambdas/chat/count-unread.ts';
import { listMessages } from '../../lambdas/chat/list-messages.ts';
import { schemaVersion } from '../../lambdas/data/items/version.ts';
import { conversePresent, type Conversation } from '../support/conversation.ts';
import { createWorld, type World } from '../support/world.ts';

/** What docs/operations.md promises of versions in "Changing what is stored", checked on the rows of a real table. */
let world: World;
let talk: Conversation;
beforeAll(async () => {
  world = await createWorld();
  talk = await conversePresent(world);
  await talk.sendMany(talk.client, 2);
  await talk.announce();
  await talk.read(talk.freelancer, 1);
  await countUnread(world.as(talk.freelancer));
});

type Row = { PK: string; SK: string; v?: number };

async function rows(): Promise<Row[]> {
  const { Items = [] } = await world.documents.send(
    new ScanCommand({ TableName: world.tableName, ConsistentRead: true }),
  );
  return Items as Row[];
}

/** The kind of a row, by its keys. */
const sortOf = ({ PK, SK }: Row) => `${PK.slice(0, 2)} ${SK.replace(/^((?:M|T|ROOM)#|META|UNREAD).*$/, '$1')}`;

/** Writes an attribute into rows, as code of the next version might. */
async function addAttribute(row: Row): Promise<void> {
  await world.documents.send(
    new UpdateCommand({
      TableName: world.tableName,
      Key: { PK: row.PK, SK: row.SK },
      UpdateExpression: 'SET from_the_future = :value, v = :v',
      ExpressionAttributeValues: { ':value': { deep: ['x'] }, ':v': schemaVersion + 1 },
    }),
  );
}

describe('the rows of the table', () => {
  it('all carry the version of their schema', async () => {
    const all = await rows();
    const sorts = new Set(all.map((row) => sortOf(row).replace(/^R# .*$/, 'R#')));
    expect(sorts).toEqual(new Set(['T# M#', 'T# META', 'T# ROOM#', 'U# HERE', 'U# T#', 'U# UNREAD', 'R#', 'E# META']));
    expect(all.filter(({ v }) => v !== schemaVersion)).toEqual([]);
  });

  it('are readable after a rollback: the next version has written attributes into them', async () => {
    for (const row of await rows()) await addAttribute(row);
    const { results } = await listMessages(world.as(talk.client), talk.threadId, { limit: 50 });
    expect(results.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(await countUnread(world.as(talk.freelancer))).toMatchObject({ unread_count: 2 });
    await talk.send(talk.freelancer);
    expect(world.framesTo(`${talk.client}-1`).at(-1)).toMatchObject({ event: 'new_message', data: { seq: 4 } });
    expect(await talk.read(talk.client)).toMatchObject({ up_to_seq: 4 });
  });

  it('keep unknown attributes when they are updated; an edited message loses them', async () => {
    await applyChange(world.as(talk.client), world.rules, talk.threadId, 2, { kind: 'edit', content: 'Edited' });
    const all = await rows();
    const unknown = (sort: string) => all.filter((row) => sortOf(row) === sort).map((row) => 'from_the_future' in row);
    expect(unknown('T# META')).toEqual([true]);
    expect(unknown('U# T#')).toEqual([true, true]);
    expect(unknown('T# M#')).toEqual([true, false, true, false]);
  });
});
