import { DynamoDBClient, ListTablesCommand, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context } from '../../lambdas/chat/ports/context.ts';
import { openDynamo } from '../../lambdas/data/dynamo.ts';
import { createStore } from '../../lambdas/data/store.ts';
import { TableClient } from '../../lambdas/data/table-client.ts';

/** The table that is imported into. */
export interface Target {
  tableName: string;
  table: TableClient;
  documents: DynamoDBDocumentClient;
  /** For the chat's own writes. Nobody is notified of any of them (IM-1). */
  ctx: Context;
  close(): void;
}

/** The table cannot be written; the message says why, in one line. */
class TargetError extends Error {
  override readonly name = 'TargetError';
}

export interface TargetOptions {
  /** Null: the only table there is. */
  tableName: string | null;
  region: string | null;
  /** Null: the region's own. */
  endpoint: string | null;
  /** Of an app on this machine, which takes any credentials. */
  isLocal: boolean;
}

/** A table that is written faster than it scales up refuses calls for minutes. */
const maxAttempts = 12;
const timeoutMs = 30_000;
const localCredentials = { accessKeyId: 'import', secretAccessKey: 'import' };

const silent: Context['sockets'] = { post: async () => [], close: async () => undefined };

/** @throws TargetError if the table cannot be reached */
export async function openTarget(options: TargetOptions): Promise<Target> {
  const { region, endpoint, isLocal } = options;
  const config: DynamoDBClientConfig = {
    maxAttempts,
    ...(region === null ? {} : { region }),
    ...(endpoint === null ? {} : { endpoint }),
    ...(isLocal ? { region: region ?? 'us-east-1', credentials: localCredentials } : {}),
  };
  const client = new DynamoDBClient(config);
  const tableName = options.tableName ?? (await onlyTable(client));
  const table = new TableClient(openDynamo(config, timeoutMs), tableName);
  await requireTable(table, options);
  return {
    tableName,
    table,
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    ctx: { store: createStore(table), sockets: silent, nowMs: Date.now(), requestId: 'import', connectionId: null },
    close: () => client.destroy(),
  };
}

async function onlyTable(client: DynamoDBClient): Promise<string> {
  const { TableNames = [] } = await client.send(new ListTablesCommand({})).catch((error: Error) => {
    throw new TargetError(`--url: no app answers there: ${error.message}`);
  });
  const [name, ...others] = TableNames;
  if (name === undefined || others.length > 0)
    throw new TargetError(`--url: the app has ${TableNames.length} tables; name one with --to`);
  return name;
}

async function requireTable(table: TableClient, { tableName }: TargetOptions): Promise<void> {
  await table.get({ Key: { PK: 'T#', SK: 'META' } }).catch((error: Error) => {
    throw new TargetError(`${tableName === null ? '--url' : '--to'}: ${error.name}: ${error.message}`);
  });
}
