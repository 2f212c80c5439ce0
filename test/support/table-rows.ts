import { isDeepStrictEqual } from 'node:util';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../rules/driver/rule-chat.ts';

/** The rows of a table by their keys. */
export type Rows = Map<string, object>;

export async function rowsOf({ documents, tableName }: Pick<Table, 'documents' | 'tableName'>): Promise<Rows> {
  const rows: Rows = new Map();
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const input = { TableName: tableName, ConsistentRead: true, ExclusiveStartKey };
    const page = await documents.send(new ScanCommand(input));
    for (const item of page.Items ?? []) rows.set(`${item.PK} ${item.SK}`, item);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return rows;
}

/** The keys of the rows that are not the same. */
export function changedRows(before: Rows, after: Rows): string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.filter((key) => !isDeepStrictEqual(before.get(key), after.get(key)));
}
