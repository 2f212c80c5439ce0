import * as z from 'zod';
import { recordScan } from '../chat/record-scan.ts';
import type { Sockets } from '../chat/ports/sockets.ts';
import type { Store } from '../chat/ports/store.ts';
import { placeOf } from '../files/keys.ts';
import { log } from '../platform/log.ts';

/** GuardDuty's result for one object. (GuardDuty User Guide, "S3 object scan result", EventBridge notification.) */
const scanResult = z.object({
  detail: z.object({
    s3ObjectDetails: z.object({ objectKey: z.string() }),
    scanResultDetails: z.object({ scanResultStatus: z.string().nullish() }).nullish(),
  }),
});

/**
 * The results of scans (ATT-8). Everything but a clean result blocks the file, also one that says that it could not be
 * scanned.
 */
export function scanResultHandler(parts: { store: Store; sockets: Sockets }, nowMs: () => number) {
  return async (event: unknown, { awsRequestId }: { awsRequestId: string }): Promise<void> => {
    const { s3ObjectDetails, scanResultDetails } = scanResult.parse(event).detail;
    const place = placeOf(s3ObjectDetails.objectKey);
    if (place === null) return log.warn('result of a scan of no file', { key: s3ObjectDetails.objectKey });
    const isClean = scanResultDetails?.scanResultStatus === 'NO_THREATS_FOUND';
    const ctx = { ...parts, nowMs: nowMs(), requestId: awsRequestId, connectionId: null };
    await recordScan(ctx, place, isClean ? 'ready' : 'blocked');
  };
}
