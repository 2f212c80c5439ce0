import { BatchWriteCommand, type BatchWriteCommandInput, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { setTimeout } from 'node:timers/promises';

type Request = NonNullable<NonNullable<BatchWriteCommandInput['RequestItems']>[string]>[number];

/** Maximum rows of one BatchWriteItem. (DynamoDB API Reference, BatchWriteItem.) */
const batchRows = 25;
/** Batches of one thread that are under way at once. */
const batchesInFlight = 4;
/** Maximum attempts of rows that a table leaves unprocessed, which doubles the pause each time. */
const attemptsMax = 12;
const firstPauseMs = 50;
const longestPauseMs = 10_000;

/** Writes rows of a thread that nobody else writes yet, in batches: each row replaces what is in its place. */
export class BatchWriter {
  readonly #documents: DynamoDBDocumentClient;
  readonly #tableName: string;
  #waiting: Request[] = [];
  readonly #underWay = new Set<Promise<void>>();

  constructor(documents: DynamoDBDocumentClient, tableName: string) {
    this.#documents = documents;
    this.#tableName = tableName;
  }

  /** Waits while too many batches are under way. */
  put(Item: Record<string, unknown>): Promise<void> {
    return this.#add({ PutRequest: { Item } });
  }

  delete(Key: { PK: string; SK: string }): Promise<void> {
    return this.#add({ DeleteRequest: { Key } });
  }

  /** Everything is written, or one of the errors is thrown. */
  async flush(): Promise<void> {
    await this.#send();
    await Promise.all(this.#underWay);
  }

  async #add(request: Request): Promise<void> {
    this.#waiting.push(request);
    if (this.#waiting.length === batchRows) await this.#send();
  }

  async #send(): Promise<void> {
    if (this.#waiting.length === 0) return;
    if (this.#underWay.size >= batchesInFlight) await Promise.race(this.#underWay);
    const batch = this.#write(this.#waiting).then(() => void this.#underWay.delete(batch));
    this.#waiting = [];
    this.#underWay.add(batch);
    // The callers that wait for the batch get its error. Until one waits, the error is not an unhandled one.
    batch.catch(() => undefined);
  }

  async #write(rows: Request[]): Promise<void> {
    let left = rows;
    for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
      const command = new BatchWriteCommand({ RequestItems: { [this.#tableName]: left } });
      const { UnprocessedItems } = await this.#documents.send(command);
      left = UnprocessedItems?.[this.#tableName] ?? [];
      if (left.length === 0) return;
      await setTimeout(Math.min(longestPauseMs, firstPauseMs * 2 ** attempt));
    }
    throw new Error(`the table did not accept ${left.length} rows; start the import again, and it goes on`);
  }
}
