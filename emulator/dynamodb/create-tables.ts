import { setTimeout } from 'node:timers/promises';
import type { TableModel } from './model.ts';
import type { EngineClient } from './engine-client.ts';
import { EngineError } from './engine.ts';

interface TableDescription {
  TableStatus: string;
  GlobalSecondaryIndexes?: { IndexName: string }[];
}

const mostPolls = 100;

/**
 * Creates the tables that do not exist, with or without streams. Throws an `EngineError` if one exists
 * with other indexes.
 */
export async function createTables(
  engine: EngineClient,
  tables: TableModel[],
  { streams }: { streams: boolean },
): Promise<void> {
  await Promise.all(tables.map((table) => createTable(engine, { ...table, stream: table.stream && streams })));
}

async function createTable(engine: EngineClient, table: TableModel): Promise<void> {
  await tolerating('ResourceInUseException', engine.call('CreateTable', createTableInput(table)));
  const { GlobalSecondaryIndexes = [] } = await untilActive(engine, table);
  const missing = table.indexes.find(({ name }) => !GlobalSecondaryIndexes.some((index) => index.IndexName === name));
  if (missing)
    throw new EngineError(
      `table ${table.name} is there, but without its index ${missing.name}: start with another DATA_DIR or database`,
    );
  if (table.ttlAttribute === null) return;
  const TimeToLiveSpecification = { AttributeName: table.ttlAttribute, Enabled: true };
  // DynamoDB refuses to enable it twice.
  await tolerating(
    'ValidationException',
    engine.call('UpdateTimeToLive', { TableName: table.name, TimeToLiveSpecification }),
  );
}

async function untilActive(engine: EngineClient, { name }: TableModel): Promise<TableDescription> {
  for (let polls = 0; polls < mostPolls; polls += 1) {
    const { Table } = await engine.call<{ Table: TableDescription }>('DescribeTable', { TableName: name });
    if (Table.TableStatus === 'ACTIVE') return Table;
    await setTimeout(100);
  }
  throw new EngineError(`table ${name} does not become active`);
}

async function tolerating(errorName: string, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if ((error as Error).name !== errorName) throw error;
  }
}

/** The input of CreateTable. */
function createTableInput(table: TableModel): Record<string, unknown> {
  return {
    TableName: table.name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: Object.entries(table.attributeTypes).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(table),
    ...(table.indexes.length > 0 && {
      GlobalSecondaryIndexes: table.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index),
        Projection: index.projection,
      })),
    }),
    ...(table.stream && { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }),
  };
}

function keySchema({ partitionKey, sortKey }: { partitionKey: string; sortKey: string | null }): unknown[] {
  const range = sortKey === null ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' }];
  return [{ AttributeName: partitionKey, KeyType: 'HASH' }, ...range];
}
