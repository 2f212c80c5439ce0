import { setTimeout } from 'node:timers/promises';
import type { ChangeCapture } from './change-capture.ts';
import type { EngineClient } from './engine-client.ts';
import type { TableModel } from './model.ts';
import type { Item } from './operations.ts';

/** Rows that one call of the engine looks at, so that it holds up no other for long. */
const rowsAtOnce = 500;
/** What expired longer ago is not deleted: a wrong unit, such as milliseconds, would empty a table. */
const mostSeconds = 5 * 365 * 86_400;

interface Page {
  Items?: Item[];
  LastEvaluatedKey?: Item;
}

interface ExpiringTable extends TableModel {
  ttlAttribute: string;
}

/**
 * Deletes the rows whose time to live has ended: at the start, and then in intervals. The embedded engine never does so
 * itself. The deletions are in the tables' streams.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export function sweepExpiredRows(
  { client, capture, tables }: { client: EngineClient; capture: ChangeCapture; tables: TableModel[] },
  intervalMs: number,
): { close(): Promise<void> } {
  const closing = new AbortController();
  const expiring = tables.filter((table): table is ExpiringTable => table.ttlAttribute !== null);
  const sweep = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      for (const table of expiring) await sweepTable(client, capture, table, closing.signal).catch(ignore);
      await setTimeout(intervalMs, undefined, { signal: closing.signal, ref: false }).catch(ignore);
    }
  };
  const done = expiring.length === 0 ? Promise.resolve() : sweep();
  return { close: () => (closing.abort(), done) };
}

/** An engine that is being restarted is asked again in the next interval. */
const ignore = (): void => undefined;

async function sweepTable(
  client: EngineClient,
  capture: ChangeCapture,
  table: ExpiringTable,
  closing: AbortSignal,
): Promise<void> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  let from: Item | undefined;
  do {
    const page = await client.call<Page>('Scan', scanInput(table, nowSeconds, from));
    for (const row of page.Items ?? []) if (!closing.aborted) await expire(capture, table, row);
    from = page.LastEvaluatedKey;
  } while (from !== undefined && !closing.aborted);
}

function scanInput(table: ExpiringTable, nowSeconds: number, from: Item | undefined): Record<string, unknown> {
  return {
    TableName: table.name,
    Limit: rowsAtOnce,
    FilterExpression: '#ttl BETWEEN :oldest AND :now',
    ExpressionAttributeNames: { '#ttl': table.ttlAttribute },
    ExpressionAttributeValues: {
      ':oldest': { N: String(nowSeconds - mostSeconds) },
      ':now': { N: String(nowSeconds) },
    },
    ...(from && { ExclusiveStartKey: from }),
  };
}

/** Unless its time has been changed meanwhile. */
async function expire(capture: ChangeCapture, table: ExpiringTable, row: Item): Promise<void> {
  const names = [table.partitionKey, ...(table.sortKey === null ? [] : [table.sortKey])];
  const request = {
    TableName: table.name,
    Key: Object.fromEntries(names.map((name) => [name, row[name]!])),
    ConditionExpression: '#ttl = :seen',
    ExpressionAttributeNames: { '#ttl': table.ttlAttribute },
    ExpressionAttributeValues: { ':seen': row[table.ttlAttribute]! },
  };
  await capture.send('DeleteItem', request);
}
