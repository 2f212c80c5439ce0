import { S3Error } from './s3-error.ts';
import type { ByteRange } from './store/records.ts';

/**
 * The bytes that a `Range` header asks for; null for all of them: several ranges, and what is no range, are ignored
 * (RFC 9110, 14.2). Throws an `S3Error` if the object has none of the bytes.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return null;
  if (from !== '' && to !== '' && Number(from) > Number(to)) return null;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) throw new S3Error('InvalidRange', { RangeRequested: header!, ActualObjectSize: String(size) });
  return { start, end };
}
