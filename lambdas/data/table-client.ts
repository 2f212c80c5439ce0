import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  type CancellationReason,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
  type DeleteCommandInput,
  type DynamoDBDocumentClient,
  type GetCommandInput,
  type PutCommandInput,
  type QueryCommandInput,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Key } from './keys.ts';

type Row = Record<string, unknown>;
type In<I> = Omit<I, 'TableName'>;

/** A write under a condition: it held, or it did not (with the row that stood against it, where it was asked for). */
export type Conditional = { held: true; attributes: Row | undefined } | { held: false; item: Row | undefined };

export interface Page {
  items: Row[];
  next: Row | undefined;
}

const batchGetMax = 100;
const batchesInFlight = 4;
/** DynamoDB hands back what it could not read for lack of throughput; this often it is asked again, ever later. */
const batchAttempts = 6;

/** The one place that sends to DynamoDB; every method but `batchGet` is one request. */
export class TableClient {
  constructor(
    private readonly documents: DynamoDBDocumentClient,
    private readonly tableName: string,
  ) {}

  async get(input: In<GetCommandInput>): Promise<Row | undefined> {
    const { Item } = await this.documents.send(new GetCommand({ ...input, TableName: this.tableName }));
    return Item;
  }

  async query(input: In<QueryCommandInput>): Promise<Page> {
    const { Items = [], LastEvaluatedKey } = await this.documents.send(new QueryCommand({ ...input, TableName: this.tableName }));
    return { items: Items, next: LastEvaluatedKey };
  }

  put(input: In<PutCommandInput>): Promise<Conditional> {
    return conditional(this.documents.send(new PutCommand({ ...input, TableName: this.tableName })));
  }

  update(input: In<UpdateCommandInput>): Promise<Conditional> {
    return conditional(this.documents.send(new UpdateCommand({ ...input, TableName: this.tableName })));
  }

  delete(input: In<DeleteCommandInput>): Promise<Conditional> {
    return conditional(this.documents.send(new DeleteCommand({ ...input, TableName: this.tableName })));
  }

  /** All puts or none: null when done, else the reason for each put that stood in the way. */
  async putAll(inputs: In<PutCommandInput>[]): Promise<CancellationReason[] | null> {
    try {
      const items = inputs.map((input) => ({ Put: { ...input, TableName: this.tableName } }));
      await this.documents.send(new TransactWriteCommand({ TransactItems: items }));
      return null;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return error.CancellationReasons ?? [];
      throw error;
    }
  }

  /** The rows that are there, in no order; eventually consistent. */
  async batchGet(wanted: Key[]): Promise<Row[]> {
    const batches = chunk(wanted, batchGetMax);
    const rows: Row[] = [];
    for (const wave of chunk(batches, batchesInFlight)) {
      rows.push(...(await Promise.all(wave.map((batch) => this.getBatch(batch)))).flat());
    }
    return rows;
  }

  private async getBatch(wanted: Key[]): Promise<Row[]> {
    const rows: Row[] = [];
    let missing: Row[] = [...wanted] as unknown as Row[];
    for (let attempt = 0; missing.length > 0; attempt += 1) {
      if (attempt === batchAttempts) throw new Error('DynamoDB left keys of a BatchGetItem unprocessed');
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt));
      const answer = await this.documents.send(new BatchGetCommand({ RequestItems: { [this.tableName]: { Keys: missing } } }));
      rows.push(...(answer.Responses?.[this.tableName] ?? []));
      missing = answer.UnprocessedKeys?.[this.tableName]?.Keys ?? [];
    }
    return rows;
  }
}

/**
 * A transaction under way on the same row counts as a lost condition: whoever lost looks again, and then sees what it did.
 */
async function conditional(write: Promise<{ Attributes?: Row | undefined }>): Promise<Conditional> {
  try {
    return { held: true, attributes: (await write).Attributes };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return { held: false, item: error.Item === undefined ? undefined : unmarshall(error.Item) };
    }
    if (error instanceof Error && error.name === 'TransactionConflictException') return { held: false, item: undefined };
    throw error;
  }
}

function chunk<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}
