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

/** The keys of all rows of the app's table, sorted. */
export async function rowsOf(one: LocalApp): Promise<string[]> {
  const client = new DynamoDBClient(awsClient(one));
  const { TableNames: [TableName] = [] } = await client.send(new ListTablesCommand({}));
  const keys: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    keys.push(...Items.map(({ PK, SK }) => `${PK?.S} ${SK?.S}`));
  return keys.sort();
}
