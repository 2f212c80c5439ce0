import { ListTablesCommand, QueryCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { partition, prefixes } from '../../lambdas/data/keys.ts';

/** The connections that the table has in the room of a thread, sorted; without rows that only keep an ended one out. */
export async function roomRows(client: DynamoDBClient, threadId: string): Promise<string[]> {
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: TableNames[0],
      KeyConditionExpression: 'PK = :pk AND begins_with(SK, :room)',
      FilterExpression: 'attribute_not_exists(ended)',
      ExpressionAttributeValues: { ':pk': { S: partition.thread(threadId) }, ':room': { S: prefixes.room } },
      ConsistentRead: true,
    }),
  );
  return Items.map(({ SK }) => String(SK?.S).slice(prefixes.room.length)).sort();
}

/** What an AWS SDK client needs to reach the services of a local app as an operator does. */
export const operatorOf = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' },
});
