import { eachLimited } from '../async/each-limited.ts';
import { removeFiles, type Gone } from '../chat/remove-files.ts';
import type { Files } from '../chat/ports/files.ts';
import type { UploadStore } from '../chat/ports/upload-store.ts';
import { toGone, type StreamRecord } from '../data/changes.ts';
import { log } from '../platform/log.ts';
import { responseFor, type BatchResponse } from './stream-handler.ts';

interface Parts {
  store: Pick<UploadStore, 'forgetUpload'>;
  files: Pick<Files, 'remove'>;
}

/** How many records are worked on at once. */
const recordsInFlight = 10;

/**
 * Removes the files of deleted messages and of uploads that are given up or have expired (ATT-6), by the table's
 * stream. A record may come twice: what is removed already stays so.
 */
export function removalHandler(parts: Parts) {
  return async ({ Records: records }: { Records: StreamRecord[] }): Promise<BatchResponse> => {
    const failed = new Set<string>();
    await eachLimited(records, recordsInFlight, async (record) => {
      const sequenceNumber = record.dynamodb?.SequenceNumber ?? '';
      try {
        const gone: Gone | null = toGone(record);
        if (gone !== null) await removeFiles(parts, gone);
      } catch (error) {
        log.error('files cannot be removed', { sequence_number: sequenceNumber, keys: record.dynamodb?.Keys, error });
        failed.add(sequenceNumber);
      }
    });
    const first = records.find(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
    return responseFor(records, first?.dynamodb?.SequenceNumber ?? null);
  };
}
