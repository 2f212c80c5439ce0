import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
  type CancellationReason,
  type DeleteItemCommandInput,
  type DynamoDBClient,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type QueryCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Key } from './keys.ts';

type Row = Record<string, unknown>;
/** The input of a command without the table, its attributes as plain values. */
type In<I> = {
  [K in keyof I as K extends 'TableName' ? never : K]: K extends 'Key' | 'Item' | 'ExpressionAttributeValues' | 'ExclusiveStartKey' ? object | Extract<I[K], undefined> : I[K];
};

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

const marshalling = { removeUndefinedValues: true };

/** Attributes as DynamoDB writes them; what is undefined is not there. */
function toAttributes(row: object): Record<string, AttributeValue> {
  return marshall(row, marshalling);
}

/** The input with its attributes as DynamoDB writes them. */
function encode<I extends { Key?: object; Item?: object; ExpressionAttributeValues?: object | undefined; ExclusiveStartKey?: object | undefined }>(input: I, TableName: string) {
  const { Key, Item, ExpressionAttributeValues, ExclusiveStartKey, ...rest } = input;
  return {
    ...rest,
    TableName,
    ...(Key && { Key: toAttributes(Key) }),
    ...(Item && { Item: toAttributes(Item) }),
    ...(ExpressionAttributeValues && { ExpressionAttributeValues: toAttributes(ExpressionAttributeValues) }),
    ...(ExclusiveStartKey && { ExclusiveStartKey: toAttributes(ExclusiveStartKey) }),
  };
}

const toRow = (attributes: Record<string, AttributeValue> | undefined): Row | undefined => attributes && unmarshall(attributes);

/** The one place that sends to DynamoDB; every method but `batchGet` is one request. */
export class TableClient {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  async get(input: In<GetItemCommandInput>): Promise<Row | undefined> {
    const { Item } = await this.client.send(new GetItemCommand(encode(input, this.tableName) as GetItemCommandInput));
    return toRow(Item);
  }

  async query(input: In<QueryCommandInput>): Promise<Page> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(new QueryCommand(encode(input, this.tableName)));
    return { items: Items.map((item) => unmarshall(item)), next: toRow(LastEvaluatedKey) };
  }

  put(input: In<PutItemCommandInput>): Promise<Conditional> {
    return conditional(this.client.send(new PutItemCommand(encode(input, this.tableName) as PutItemCommandInput)));
  }

  update(input: In<UpdateItemCommandInput>): Promise<Conditional> {
    return conditional(this.client.send(new UpdateItemCommand(encode(input, this.tableName) as UpdateItemCommandInput)));
  }

  delete(input: In<DeleteItemCommandInput>): Promise<Conditional> {
    return conditional(this.client.send(new DeleteItemCommand(encode(input, this.tableName) as DeleteItemCommandInput)));
  }

  /** All puts or none: null when done, else the reason for each put that stood in the way. */
  async putAll(inputs: In<PutItemCommandInput>[]): Promise<CancellationReason[] | null> {
    try {
      const TransactItems = inputs.map((input) => ({ Put: encode(input, this.tableName) as PutItemCommandInput }));
      await this.client.send(new TransactWriteItemsCommand({ TransactItems }));
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
    let missing = wanted.map(toAttributes);
    for (let attempt = 0; missing.length > 0; attempt += 1) {
      if (attempt === batchAttempts) throw new Error('DynamoDB left keys of a BatchGetItem unprocessed');
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt));
      const answer = await this.client.send(new BatchGetItemCommand({ RequestItems: { [this.tableName]: { Keys: missing } } }));
      rows.push(...(answer.Responses?.[this.tableName] ?? []).map((item) => unmarshall(item)));
      missing = answer.UnprocessedKeys?.[this.tableName]?.Keys ?? [];
    }
    return rows;
  }
}

/**
 * A transaction under way on the same row counts as a lost condition: whoever lost looks again, and then sees what it did.
 */
async function conditional(write: Promise<{ Attributes?: Record<string, AttributeValue> | undefined }>): Promise<Conditional> {
  try {
    return { held: true, attributes: toRow((await write).Attributes) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { held: false, item: toRow(error.Item) };
    if (error instanceof Error && error.name === 'TransactionConflictException') return { held: false, item: undefined };
    throw error;
  }
}

function chunk<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));
}
