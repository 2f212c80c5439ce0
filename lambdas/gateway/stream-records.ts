import type { CommittedChange } from '../chat/model/change-events.ts';
import { toChange, type StreamRecord } from '../data/changes.ts';
import { log } from '../platform/log.ts';

/** A change, and the record that it comes from. */
export interface Recorded {
  change: CommittedChange;
  sequenceNumber: string;
  /** When it was committed: the end of the second that the record names. */
  committedAtMs: number;
}

/**
 * What is done with the changes of a batch. It returns the sequence number of the first record that has to be delivered
 * again, with those that follow it; null if all is done.
 */
export type StreamStep = (recorded: Recorded[]) => Promise<string | null>;

/** The changes before the first record that cannot be read, and that record; null if there is none. */
export function readRecords(records: StreamRecord[]): { recorded: Recorded[]; stuckAt: string | null } {
  const recorded: Recorded[] = [];
  for (const record of records) {
    const { SequenceNumber: sequenceNumber = '', ApproximateCreationDateTime: seconds = 0 } = record.dynamodb ?? {};
    try {
      const change = toChange(record);
      if (change !== null) recorded.push({ change, sequenceNumber, committedAtMs: (Math.floor(seconds) + 1) * 1000 });
    } catch (error) {
      // Keys contain only ids, no text.
      log.error('stream record cannot be read', {
        sequence_number: sequenceNumber,
        keys: record.dynamodb?.Keys,
        error,
      });
      return { recorded, stuckAt: sequenceNumber };
    }
  }
  return { recorded, stuckAt: null };
}
