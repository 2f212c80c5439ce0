import { randomUUID } from 'node:crypto';
import type { AttributeValue, CancellationReason } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { AwsError, isAwsError } from '../platform/aws-client.ts';
import type { Dynamo, Input, Operation } from './dynamo.ts';
import type { Key } from './keys.ts';

type Row = Record<string, unknown>;
type Attributes = Record<string, AttributeValue>;
/** The input of an operation without the table, its attributes as plain values. */
type In<O extends Operation> = {
  [K in keyof Input<O> as K extends 'TableName' ? never : K]: K extends RowField
    ? object | Extract<Input<O>[K], undefined>
    : Input<O>[K];
};
type RowField = 'Key' | 'Item' | 'ExpressionAttributeValues' | 'ExclusiveStartKey';

/**
 * A write under a condition: it held, or it did not (with the row that stood against it, where it was asked for). Where it `isRepeat`, an
 * attempt before may have been carried out and its answer lost: what it has met may be its own doing.
 */
export type Conditional = ({ held: true; attributes: Row | undefined } | { held: false; item: Row | undefined }) & {
  isRepeat: boolean;
};

export interface Page {
  items: Row[];
  next: Row | undefined;
}

const batchGetMax = 100;
const batchesInFlight = 4;
/** DynamoDB hands back what it could not read for lack of throughput; this often it is asked again, ever later. */
const batchAttempts = 6;
/** So often an update is refused for a transaction under way on the same row before it fails. */
const conflictAttempts = 6;

const marshalling = { removeUndefinedValues: true };

/** Attributes as DynamoDB writes them; what is undefined is not there. */
function toAttributes(row: object): Attributes {
  return marshall(row, marshalling);
}

const rowFields: RowField[] = ['Key', 'Item', 'ExpressionAttributeValues', 'ExclusiveStartKey'];

/** The input with its attributes as DynamoDB writes them. */
function encode<O extends Operation>(input: In<O>, TableName: string): Input<O> {
  const encoded: Record<string, unknown> = { ...input, TableName };
  for (const field of rowFields)
    if (encoded[field] !== undefined) encoded[field] = toAttributes(encoded[field] as object);
  return encoded as unknown as Input<O>;
}

const toRow = (attributes: Attributes | undefined): Row | undefined => attributes && unmarshall(attributes);

/** The one place that sends to DynamoDB; every method but `batchGet` is one request. */
export class TableClient {
  constructor(
    private readonly dynamo: Dynamo,
    private readonly tableName: string,
  ) {}

  async get(input: In<'GetItem'>): Promise<Row | undefined> {
    const { Item } = await this.dynamo.call('GetItem', encode<'GetItem'>(input, this.tableName));
    return toRow(Item);
  }

  async query(input: In<'Query'>): Promise<Page> {
    const { Items = [], LastEvaluatedKey } = await this.dynamo.call('Query', encode<'Query'>(input, this.tableName));
    return { items: Items.map((item) => unmarshall(item)), next: toRow(LastEvaluatedKey) };
  }

  put(input: In<'PutItem'>): Promise<Conditional> {
    return conditional(this.dynamo.call('PutItem', encode<'PutItem'>(input, this.tableName)));
  }

  update(input: In<'UpdateItem'>): Promise<Conditional> {
    return conditional(
      afterTransactions(() => this.dynamo.call('UpdateItem', encode<'UpdateItem'>(input, this.tableName))),
    );
  }

  delete(input: In<'DeleteItem'>): Promise<Conditional> {
    return conditional(this.dynamo.call('DeleteItem', encode<'DeleteItem'>(input, this.tableName)));
  }

  /** All puts or none: null when done, else the reason for each put that stood in the way. */
  async putAll(inputs: In<'PutItem'>[]): Promise<CancellationReason[] | null> {
    try {
      const TransactItems = inputs.map((input) => ({ Put: encode<'PutItem'>(input, this.tableName) }));
      // By its token DynamoDB knows a transaction again whose answer was lost. ("Idempotency", Amazon DynamoDB Transactions.)
      await this.dynamo.call('TransactWriteItems', { TransactItems, ClientRequestToken: randomUUID() });
      return null;
    } catch (error) {
      if (isAwsError(error, 'TransactionCanceledException'))
        return (error.body.CancellationReasons ?? []) as CancellationReason[];
      throw error;
    }
  }

  /** The rows that are there, in no order. */
  async batchGet(wanted: Key[], { consistent }: { consistent: boolean }): Promise<Row[]> {
    const batches = chunk(wanted, batchGetMax);
    const rows: Row[] = [];
    for (const wave of chunk(batches, batchesInFlight)) {
      rows.push(...(await Promise.all(wave.map((batch) => this.getBatch(batch, consistent)))).flat());
    }
    return rows;
  }

  private async getBatch(wanted: Key[], ConsistentRead: boolean): Promise<Row[]> {
    const rows: Row[] = [];
    let missing = wanted.map(toAttributes);
    for (let attempt = 0; missing.length > 0; attempt += 1) {
      if (attempt === batchAttempts) throw new Error('DynamoDB left keys of a BatchGetItem unprocessed');
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt));
      const RequestItems = { [this.tableName]: { Keys: missing, ConsistentRead } };
      const answer = await this.dynamo.call('BatchGetItem', { RequestItems });
      rows.push(...(answer.Responses?.[this.tableName] ?? []).map((item) => unmarshall(item)));
      missing = answer.UnprocessedKeys?.[this.tableName]?.Keys ?? [];
    }
    return rows;
  }
}

/** A transaction holds a row for some milliseconds; an update has lost nothing by it, and is made after it. */
async function afterTransactions<T extends { isRepeat?: boolean }>(update: () => Promise<T>): Promise<T> {
  let isRepeat = false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await update();
      return isRepeat ? { ...answer, isRepeat } : answer;
    } catch (error) {
      if (error instanceof AwsError) error.isRepeat = isRepeat ||= error.isRepeat;
      if (!isAwsError(error, 'TransactionConflictException') || attempt === conflictAttempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
    }
  }
}

/**
 * A put that a transaction under way on the same row has refused counts as a lost condition: whoever lost looks again, and
 * then sees what it did.
 */
async function conditional(
  write: Promise<{ Attributes?: Attributes | undefined; isRepeat?: boolean }>,
): Promise<Conditional> {
  try {
    const { Attributes, isRepeat = false } = await write;
    return { held: true, attributes: toRow(Attributes), isRepeat };
  } catch (error) {
    const isRefused =
      isAwsError(error, 'ConditionalCheckFailedException') || isAwsError(error, 'TransactionConflictException');
    if (!isRefused) throw error;
    return { held: false, item: toRow(error.body.Item as Attributes | undefined), isRepeat: error.isRepeat };
  }
}

function chunk<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
