import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  type AttributeValue,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { setTimeout } from 'node:timers/promises';
import { connectionAttribute, roomsAttribute } from '../../lambdas/data/items/presence.ts';
import { keys, partition, type Key } from '../../lambdas/data/keys.ts';
import { expectThat } from '../report/outcome.ts';
import type { Account, Site } from '../site/site.ts';

/** What a run has written, by the ids that its rows are found with. */
export interface Written {
  users: Pick<Account, 'id' | 'username'>[];
  threadIds: string[];
  eventIds: string[];
}

const disconnectTimeoutMs = 15_000;

/**
 * Deletes the rows of a run: the chat itself keeps threads and messages for good. Of users that the run did not make
 * (they have no `username` here) only the rows of its threads are deleted: their presence item also holds their other
 * connections, and expires by itself. Fails if rows are left.
 */
export async function removeRows(site: Site, written: Written): Promise<void> {
  const table = new Table(new DynamoDBClient(site.aws), site.tableName);
  const madeUsers = written.users.filter(({ username }) => username !== null);
  for (const { id } of madeUsers) await table.untilDisconnected(id);
  const partitions = [
    ...madeUsers.map(({ id }) => partition.user(id)),
    ...written.threadIds.flatMap((id) => [partition.thread(id), partition.receipts(id)]),
    ...written.eventIds.map(partition.event),
  ];
  const others = written.users.flatMap(({ id }) =>
    written.threadIds.flatMap((threadId) => [keys.inbox(id, threadId), keys.unread(id, threadId)]),
  );
  for (const key of others) await table.delete(key);
  for (const one of partitions) for (const key of await table.keysOf(one)) await table.delete(key);
  const left = (await Promise.all(partitions.map((one) => table.keysOf(one)))).flat();
  expectThat(left.length === 0, `${left.length} rows are left, the first is ${left[0]?.PK} ${left[0]?.SK}`);
}

class Table {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly name: string,
  ) {}

  /** The keys of all rows of a partition. */
  async keysOf(partitionKey: string): Promise<Key[]> {
    const query: QueryCommandInput = {
      TableName: this.name,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': { S: partitionKey } },
      ProjectionExpression: 'PK, SK',
      ConsistentRead: true,
    };
    const found: Key[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.client }, query)) found.push(...Items.map(toKey));
    return found;
  }

  async delete({ PK, SK }: Key): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.name, Key: { PK: { S: PK }, SK: { S: SK } } }));
  }

  private async isPresent(userId: string): Promise<boolean> {
    const { PK, SK } = keys.presence(userId);
    const request = { TableName: this.name, Key: { PK: { S: PK }, SK: { S: SK } }, ConsistentRead: true };
    const { Item = {} } = await this.client.send(new GetItemCommand(request));
    return Object.keys(Item).some(
      (name) => name.startsWith(connectionAttribute('')) || name.startsWith(roomsAttribute('')),
    );
  }

  /**
   * Waits until `$disconnect` has removed the user's closed sockets from their presence: it would find
   * rows half removed.
   */
  async untilDisconnected(userId: string): Promise<void> {
    const deadlineMs = Date.now() + disconnectTimeoutMs;
    while (await this.isPresent(userId)) {
      expectThat(Date.now() < deadlineMs, `connections of ${userId} are left after its sockets have closed`);
      await setTimeout(500);
    }
  }
}

function toKey(item: Record<string, AttributeValue>): Key {
  return { PK: item.PK?.S ?? '', SK: item.SK?.S ?? '' };
}
