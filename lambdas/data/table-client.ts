import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  type AttributeValue,
  type CancellationReason,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { randomPause } from '../async/pause.ts';
import { isRepeat, markRepeat } from '../platform/lost-answers.ts';
import type { Dynamo, Input, Operation, Output } from './dynamo.ts';
import type { Key } from './keys.ts';

type Row = Record<string, unknown>;

/** The input of an operation on the one table. */
type In<O extends Operation> = Omit<Input<O>, 'TableName'>;

/** An update in a transaction must have an expression. */
type UpdateIn = In<'UpdateItem'> & { UpdateExpression: string };

/**
 * The outcome of a conditional write: the condition held, or it did not (with the row that failed it, if the input
 * asked for it). `isRepeat` says that an earlier attempt may have been carried out, its answer lost: then the row may
 * be this call's own.
 */
export type Conditional = ({ held: true; attributes: Row | undefined } | { held: false; item: Row | undefined }) & {
  isRepeat: boolean;
};

export interface Page {
  items: Row[];
  next: Row | undefined;
  /** How many rows were read; a filter may have dropped some. */
  scanned: number;
  /** What the query has consumed, if it asked for `ReturnConsumedCapacity`. */
  readUnits: number;
}

const batchGetMax = 100;
const batchesInFlight = 4;
/** DynamoDB hands back keys that it could not read for lack of throughput. Maximum attempts before the read fails. */
const batchAttempts = 6;
/** Maximum attempts of an update that is refused because a transaction on the same row is under way. */
const conflictAttempts = 6;

/** The one table. Every method but `batchGet` is one request. */
export class TableClient {
  constructor(
    private readonly dynamo: Dynamo,
    private readonly tableName: string,
  ) {}

  async get(input: In<'GetItem'>): Promise<Row | undefined> {
    const { Item } = await this.dynamo.call('GetItem', { ...input, TableName: this.tableName });
    return Item;
  }

  async query(input: In<'Query'>): Promise<Page> {
    const output = await this.dynamo.call('Query', { ...input, TableName: this.tableName });
    return {
      items: output.Items ?? [],
      next: output.LastEvaluatedKey,
      scanned: output.ScannedCount ?? 0,
      readUnits: output.ConsumedCapacity?.CapacityUnits ?? 0,
    };
  }

  put(input: In<'PutItem'>): Promise<Conditional> {
    return conditional(this.dynamo.call('PutItem', { ...input, TableName: this.tableName }));
  }

  update(input: In<'UpdateItem'>): Promise<Conditional> {
    return conditional(
      afterTransactions(() => this.dynamo.call('UpdateItem', { ...input, TableName: this.tableName })),
    );
  }

  delete(input: In<'DeleteItem'>): Promise<Conditional> {
    return conditional(this.dynamo.call('DeleteItem', { ...input, TableName: this.tableName }));
  }

  /** All puts and updates or none: null if done, else the reasons, one for each of them. */
  putAll(puts: In<'PutItem'>[], updates: UpdateIn[] = []): Promise<CancellationReason[] | null> {
    const TableName = this.tableName;
    return this.transact([
      ...puts.map((input) => ({ Put: { ...input, TableName } })),
      ...updates.map((input) => ({ Update: { ...input, TableName } })),
    ]);
  }

  /** All updates or none: null if done, else the reasons, one for each update. */
  updateAll(inputs: UpdateIn[]): Promise<CancellationReason[] | null> {
    return this.transact(inputs.map((input) => ({ Update: { ...input, TableName: this.tableName } })));
  }

  private async transact(TransactItems: Input<'TransactWriteItems'>['TransactItems']) {
    try {
      // By its token DynamoDB recognises a repeated transaction. ("Idempotency", Amazon DynamoDB Transactions.)
      await this.dynamo.call('TransactWriteItems', { TransactItems, ClientRequestToken: randomUUID() });
      return null;
    } catch (error) {
      if (error instanceof TransactionCanceledException) return error.CancellationReasons ?? [];
      throw error;
    }
  }

  /** The rows that exist, in no order. */
  async batchGet(wanted: Key[], { consistent }: { consistent: boolean }): Promise<Row[]> {
    const rows: Row[] = [];
    for (const wave of chunk(chunk(wanted, batchGetMax), batchesInFlight)) {
      rows.push(...(await Promise.all(wave.map((batch) => this.getBatch(batch, consistent)))).flat());
    }
    return rows;
  }

  private async getBatch(wanted: Key[], ConsistentRead: boolean): Promise<Row[]> {
    const rows: Row[] = [];
    let missing: Row[] = wanted.map((key) => ({ ...key }));
    for (let attempt = 0; missing.length > 0; attempt += 1) {
      if (attempt === batchAttempts) throw new Error('DynamoDB left keys of a BatchGetItem unprocessed');
      if (attempt > 0) await randomPause(25 * 2 ** attempt);
      const RequestItems = { [this.tableName]: { Keys: missing, ConsistentRead } };
      const output = await this.dynamo.call('BatchGetItem', { RequestItems });
      rows.push(...(output.Responses?.[this.tableName] ?? []));
      missing = output.UnprocessedKeys?.[this.tableName]?.Keys ?? [];
    }
    return rows;
  }
}

/** A transaction blocks a row for some milliseconds. An update has lost nothing by it, and is made after it. */
async function afterTransactions<T extends object>(update: () => Promise<T>): Promise<T> {
  let repeats = false;
  const mark = <O extends object>(outcome: O) => (repeats ? markRepeat(outcome) : outcome);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return mark(await update());
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      repeats ||= isRepeat(error);
      if (!(error instanceof TransactionConflictException) || attempt === conflictAttempts) throw mark(error);
      await randomPause(10 * 2 ** attempt);
    }
  }
}

/**
 * A put that is refused because a transaction on the same row is under way counts as a lost condition: its
 * caller reads again.
 */
async function conditional(write: Promise<Output<'PutItem'>>): Promise<Conditional> {
  try {
    const output = await write;
    return { held: true, attributes: output.Attributes, isRepeat: isRepeat(output) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException)
      return { held: false, item: toRow(error.Item), isRepeat: isRepeat(error) };
    if (error instanceof TransactionConflictException)
      return { held: false, item: undefined, isRepeat: isRepeat(error) };
    throw error;
  }
}

/** The document client leaves the attributes of exceptions as DynamoDB writes them. */
function toRow(attributes: Record<string, AttributeValue> | undefined): Row | undefined {
  return attributes && unmarshall(attributes);
}

function chunk<T>(list: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
    list.slice(index * size, (index + 1) * size),
  );
}
