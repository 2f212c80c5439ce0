import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AwsError } from '../../lambdas/platform/aws-client.ts';
import type { Dynamo } from '../../lambdas/data/dynamo.ts';
import { TableClient } from '../../lambdas/data/table-client.ts';

/** What no engine on one machine ever answers, but DynamoDB does. */

const key = (number: number) => ({ PK: `T#${number}`, SK: 'META' });
const attributes = (number: number) => marshall(key(number));

function client(call: (operation: string, input: Record<string, unknown>) => Promise<unknown>) {
  const sent = vi.fn(call);
  return { sent, table: new TableClient({ call: sent } as unknown as Dynamo, 'chat') };
}

function namedError(name: string): Error {
  return new AwsError(name, 400, { message: name });
}

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => vi.restoreAllMocks());

describe('reading many rows', () => {
  it('asks again for those that DynamoDB has handed back', async () => {
    let calls = 0;
    const { table, sent } = client(async () => {
      calls += 1;
      return calls === 1
        ? { Responses: { chat: [attributes(1)] }, UnprocessedKeys: { chat: { Keys: [attributes(2)] } } }
        : { Responses: { chat: [attributes(2)] }, UnprocessedKeys: {} };
    });
    expect(await table.batchGet([key(1), key(2)], { consistent: true })).toEqual([key(1), key(2)]);
    expect(sent.mock.calls[1]?.[1]).toMatchObject({
      RequestItems: { chat: { Keys: [attributes(2)], ConsistentRead: true } },
    });
  });

  it('gives up where they are handed back for ever', async () => {
    const { table } = client(async () => ({ UnprocessedKeys: { chat: { Keys: [attributes(1)] } } }));
    await expect(table.batchGet([key(1)], { consistent: true })).rejects.toThrow('unprocessed');
  });

  it('asks for 100 at once at most, and for nothing where nothing is wanted', async () => {
    const { table, sent } = client(async () => ({ Responses: {}, UnprocessedKeys: {} }));
    await table.batchGet(
      Array.from({ length: 250 }, (_, number) => key(number)),
      { consistent: true },
    );
    expect(sent).toHaveBeenCalledTimes(3);
    await table.batchGet([], { consistent: true });
    expect(sent).toHaveBeenCalledTimes(3);
  });
});

describe('a write under a condition', () => {
  it('did not hold where a transaction on the row is under way', async () => {
    const { table } = client(() => Promise.reject(namedError('TransactionConflictException')));
    expect(await table.put({ Item: key(1) })).toEqual({ held: false, item: undefined, isRepeat: false });
  });

  it('of an update is made after a transaction that is under way on the row', async () => {
    let calls = 0;
    const { table } = client(async () => {
      calls += 1;
      if (calls < 3) throw namedError('TransactionConflictException');
      return { Attributes: attributes(1) };
    });
    expect(await table.update({ Key: key(1) })).toEqual({ held: true, attributes: key(1), isRepeat: false });
  });

  it('is a repeat although the attempt after the lost answer met a transaction', async () => {
    let calls = 0;
    const { table } = client(async () => {
      calls += 1;
      const error =
        calls === 1
          ? new AwsError('TransactionConflictException', 400, {})
          : new AwsError('ConditionalCheckFailedException', 400, {});
      error.isRepeat = calls === 1;
      throw error;
    });
    expect(await table.update({ Key: key(1) })).toEqual({ held: false, item: undefined, isRepeat: true });
  });

  it('did not hold where the condition failed, and gives the row that stood against it', async () => {
    const failure = new AwsError('ConditionalCheckFailedException', 400, { Item: { PK: { S: 'T#1' } } });
    const { table } = client(() => Promise.reject(failure));
    expect(await table.update({ Key: key(1) })).toEqual({ held: false, item: { PK: 'T#1' }, isRepeat: false });
  });

  it.each(['put', 'update', 'delete'] as const)('fails where %s fails otherwise', async (verb) => {
    const { table } = client(() => Promise.reject(namedError('InternalServerError')));
    await expect(table[verb]({ Item: key(1), Key: key(1) })).rejects.toThrow('InternalServerError');
  });
});

describe('a transaction', () => {
  it('gives the reason of each put that stood in the way', async () => {
    const reasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }];
    const { table } = client(() =>
      Promise.reject(new AwsError('TransactionCanceledException', 400, { CancellationReasons: reasons })),
    );
    expect(await table.putAll([{ Item: key(1) }, { Item: key(2) }])).toEqual(reasons);
  });

  it('fails where it fails otherwise', async () => {
    const { table } = client(() => Promise.reject(namedError('ThrottlingException')));
    await expect(table.putAll([{ Item: key(1) }])).rejects.toThrow('ThrottlingException');
  });
});
