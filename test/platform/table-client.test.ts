import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dynamo } from '../../lambdas/data/dynamo.ts';
import { TableClient } from '../../lambdas/data/table-client.ts';
import { markRepeat } from '../../lambdas/platform/lost-answers.ts';

/** What DynamoDB answers, but no engine on one machine ever does. */

const key = (number: number) => ({ PK: `T#${number}`, SK: 'META' });

function client(call: (operation: string, input: Record<string, unknown>) => Promise<unknown>) {
  const sent = vi.fn(call);
  return { sent, table: new TableClient({ call: sent } as unknown as Dynamo, 'chat') };
}

const described = { message: 'no', $metadata: {} };
const conflict = () => new TransactionConflictException(described);
const conditionFailed = () => new ConditionalCheckFailedException({ ...described, Item: { PK: { S: 'T#1' } } });
const otherError = (name: string) =>
  new DynamoDBServiceException({ ...described, name, message: name, $fault: 'server' });

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => vi.restoreAllMocks());

describe('reading many rows', () => {
  it('asks again for the keys that DynamoDB has handed back', async () => {
    let calls = 0;
    const { table, sent } = client(async () => {
      calls += 1;
      return calls === 1
        ? { Responses: { chat: [key(1)] }, UnprocessedKeys: { chat: { Keys: [key(2)] } } }
        : { Responses: { chat: [key(2)] }, UnprocessedKeys: {} };
    });
    expect(await table.batchGet([key(1), key(2)], { consistent: true })).toEqual([key(1), key(2)]);
    expect(sent.mock.calls[1]?.[1]).toMatchObject({ RequestItems: { chat: { Keys: [key(2)], ConsistentRead: true } } });
  });

  it('fails if keys are handed back in every attempt', async () => {
    const { table } = client(async () => ({ UnprocessedKeys: { chat: { Keys: [key(1)] } } }));
    await expect(table.batchGet([key(1)], { consistent: true })).rejects.toThrow('unprocessed');
  });

  it('asks for at most 100 keys in a request, and sends none if nothing is wanted', async () => {
    const { table, sent } = client(async () => ({ Responses: {}, UnprocessedKeys: {} }));
    await table.batchGet(
      Array.from({ length: 250 }, (_, number) => key(number)),
      { consistent: false },
    );
    expect(sent).toHaveBeenCalledTimes(3);
    await table.batchGet([], { consistent: false });
    expect(sent).toHaveBeenCalledTimes(3);
  });
});

describe('a conditional write', () => {
  it('counts as lost if a transaction on the row is under way', async () => {
    const { table } = client(() => Promise.reject(conflict()));
    expect(await table.put({ Item: key(1) })).toEqual({ held: false, item: undefined, isRepeat: false });
  });

  it('that is an update is made after a transaction that is under way on the row', async () => {
    let calls = 0;
    const { table } = client(async () => {
      calls += 1;
      if (calls < 3) throw conflict();
      return { Attributes: key(1) };
    });
    expect(await table.update({ Key: key(1) })).toEqual({ held: true, attributes: key(1), isRepeat: false });
  });

  it('is a repeat even if the attempt after the lost answer met a transaction', async () => {
    const errors = [markRepeat(conflict()), conditionFailed()];
    const { table } = client(() => Promise.reject(errors.shift() as Error));
    expect(await table.update({ Key: key(1) })).toMatchObject({ held: false, isRepeat: true });
  });

  it('whose condition failed returns the row that failed it', async () => {
    const { table } = client(() => Promise.reject(conditionFailed()));
    expect(await table.update({ Key: key(1) })).toEqual({ held: false, item: { PK: 'T#1' }, isRepeat: false });
  });

  it.each(['put', 'update', 'delete'] as const)('fails if %s fails for another reason', async (verb) => {
    const { table } = client(() => Promise.reject(otherError('InternalServerError')));
    await expect(table[verb]({ Item: key(1), Key: key(1) })).rejects.toThrow('InternalServerError');
  });
});

describe('a transaction', () => {
  it('returns the reason of each put that was refused', async () => {
    const CancellationReasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }];
    const { table } = client(() =>
      Promise.reject(new TransactionCanceledException({ ...described, CancellationReasons })),
    );
    expect(await table.putAll([{ Item: key(1) }, { Item: key(2) }])).toEqual(CancellationReasons);
  });

  it('fails if it fails for another reason', async () => {
    const { table } = client(() => Promise.reject(otherError('ThrottlingException')));
    await expect(table.putAll([{ Item: key(1) }])).rejects.toThrow('ThrottlingException');
  });
});
