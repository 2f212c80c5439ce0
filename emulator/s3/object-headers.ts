import { findHeader, findQuery, type S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';

const kept = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
const metadataPrefix = 'x-amz-meta-';
const metadataBytesMax = 2_048;

/** The headers of a new object: those that its answers repeat. Throws an `S3Error` for too much metadata. */
export function storedHeaders(request: S3Request): Record<string, string> {
  const { headers } = request.body;
  const metadata = Object.keys(headers).filter((name) => name.startsWith(metadataPrefix));
  const bytes = metadata.reduce(
    (sum, name) => sum + name.length - metadataPrefix.length + String(headers[name]).length,
    0,
  );
  if (bytes > metadataBytesMax) throw new S3Error('MetadataTooLarge', { MaxSizeAllowed: `${metadataBytesMax}` });
  const present = [...kept, ...metadata].filter((name) => headers[name] !== undefined);
  return {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(present.map((name) => [name, String(headers[name])])),
  };
}

/** The headers that a signed request wants to see instead of the object's own: `response-content-type` and so on. */
export function responseOverrides(request: S3Request): Record<string, string> {
  const wanted = kept.map((name) => [name, findQuery(request, `response-${name}`)] as const);
  return Object.fromEntries(wanted.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** Throws an `S3Error` unless `If-None-Match` is absent, or is `*` and there is no object. */
export function checkIfNoneMatch(request: S3Request, exists: () => boolean): void {
  const condition = findHeader(request, 'if-none-match');
  if (condition === undefined) return;
  if (condition !== '*') throw new S3Error('NotImplemented', { Header: 'If-None-Match' });
  if (exists()) throw new S3Error('PreconditionFailed', { Condition: 'If-None-Match' });
}
