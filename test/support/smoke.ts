import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { awsClient } from './aws.ts';
import type { LocalApp } from './local-app.ts';

/** What the run printed, as pairs of result and text. */
function resultsOf(stdout: string): [result: string, text: string][] {
  return stdout
    .trim()
    .split('\n')
    .slice(0, -1)
    .map((line) => [line.slice(0, 14).trim(), line.slice(16)]);
}

/** The names of the checks that ended so. */
export const namesOf = (stdout: string, wanted: string) =>
  resultsOf(stdout)
    .filter(([result]) => result === wanted)
    .map(([, text]) => text.split(':')[0]);

/**
 * Rows of its users that the chat itself keeps: what they were notified of, which the stream writes some seconds later,
 * their preferences, and their uploads of the day.
 */
const isOfChat = (sort: string) => /^(N#|NOTIFY$|LIMIT#UPLOADS$)/.test(sort);

/** The keys of all other rows of the app's table, sorted. */
export async function rowsOf(one: LocalApp): Promise<string[]> {
  const client = new DynamoDBClient(awsClient(one));
  const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand({}));
  const keys: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    keys.push(...Items.filter(({ SK }) => !isOfChat(SK?.S ?? '')).map(({ PK, SK }) => `${PK?.S} ${SK?.S}`));
  return keys.sort();
}
