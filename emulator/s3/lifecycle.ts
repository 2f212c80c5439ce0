import type { ServedBucket } from './s3-server.ts';

const dayMs = 86_400_000;
const everyMs = 3_600_000;

/** Ends the unfinished uploads that the buckets' lifecycle rules let expire: now, and every hour. */
export function startLifecycle(buckets: Iterable<ServedBucket>): { close(): void } {
  const all = [...buckets];
  all.forEach((bucket) => abortOldUploads(bucket, Date.now()));
  const timer = setInterval(() => all.forEach((bucket) => abortOldUploads(bucket, Date.now())), everyMs);
  timer.unref();
  return { close: () => clearInterval(timer) };
}

function abortOldUploads({ model, store }: ServedBucket, nowMs: number): void {
  for (const { uploadId, key, initiatedMs } of store.uploads()) {
    const isOld = model.abortRules.some(
      ({ prefix, days }) => key.startsWith(prefix) && nowMs - initiatedMs >= days * dayMs,
    );
    if (isOld) store.abortUpload(uploadId);
  }
}
