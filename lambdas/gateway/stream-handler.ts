import type { StreamRecord } from '../data/changes.ts';
import { readRecords, type StreamStep } from './stream-records.ts';

/**
 * The records that Lambda is to deliver again. (Lambda, "Reporting batch item failures for Lambda
 * functions with DynamoDB".)
 */
export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Lambda cuts a batch at the reported record. It can only separate the first record of a batch from the rest by halving
 * a batch that fails as a whole, so that is what happens then.
 */
export function responseFor(records: StreamRecord[], stuckAt: string | null): BatchResponse {
  if (stuckAt === null) return { batchItemFailures: [] };
  const isFirst = records[0]?.dynamodb?.SequenceNumber === stuckAt;
  if (isFirst && records.length > 1) throw new Error('the first record of a batch cannot be handled');
  return { batchItemFailures: [{ itemIdentifier: stuckAt }] };
}

function firstOf(records: StreamRecord[], stuck: (string | null)[]): string | null {
  const numbers = records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
  return numbers.find((number) => stuck.includes(number)) ?? null;
}

/**
 * Passes the changes of the table's stream to each step. The steps run side by side, and the failure of one does not
 * keep the other from its work. Lambda delivers failed records again, so that each step may get a change twice. A
 * record that never succeeds ends in the dead-letter queue, and those after it go on.
 */
export function streamHandler(steps: StreamStep[]) {
  return async ({ Records: records }: { Records: StreamRecord[] }): Promise<BatchResponse> => {
    const { recorded, stuckAt } = readRecords(records);
    const outcomes = await Promise.allSettled(steps.map((step) => step(recorded)));
    const stuck = outcomes.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
    return responseFor(records, firstOf(records, [...stuck, stuckAt]));
  };
}
