import { createHash, randomBytes } from 'node:crypto';
import type { Answer, Call } from './call.ts';
import { checkIfNoneMatch, storedHeaders } from './object-headers.ts';
import { receiveBody, receiveText } from './receive-body.ts';
import { findHeader, findQuery, requireNumber } from './request.ts';
import { S3Error } from './s3-error.ts';
import type { PartRecord, UploadRecord } from './store/records.ts';
import { parseXml, xmlResult } from './xml.ts';

const partNumberMax = 10_000;
const partBytesMin = 5 * 1024 ** 2;
const listedPartsMax = 1_000;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export function createMultipartUpload({ request, bucket, store }: Call): Answer {
  const uploadId = randomBytes(32).toString('base64url');
  const checksumAlgorithm = findHeader(request, 'x-amz-checksum-algorithm')?.toLowerCase() ?? null;
  const headers = storedHeaders(request);
  store.createUpload({ uploadId, key: request.key, headers, initiatedMs: Date.now(), checksumAlgorithm });
  const fields = { Bucket: bucket.name, Key: request.key, UploadId: uploadId };
  return { status: 200, body: xmlResult('InitiateMultipartUploadResult', fields) };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export async function uploadPart(call: Call): Promise<Answer> {
  const { request, store, payloadHash } = call;
  const number = requireNumber(request, 'partNumber', [1, partNumberMax]);
  const { uploadId } = requireUpload(call);
  requireChecksumType(call);
  const { file, path } = store.newFile();
  try {
    const { size, md5: etag } = await receiveBody(request, path, payloadHash);
    // It may have been completed or aborted meanwhile.
    requireUpload(call);
    store.putPart(uploadId, { number, etag, size, file, lastModifiedMs: Date.now() });
    return { status: 200, headers: { etag: `"${etag}"` } };
  } catch (error) {
    store.removeFiles([{ file }]);
    throw error;
  }
}

/** Throws an `S3Error` unless a part has the checksum that its upload was made with. */
function requireChecksumType(call: Call): void {
  const expected = requireUpload(call).checksumAlgorithm;
  if (expected === null) return;
  const names = [...Object.keys(call.request.body.headers), ...call.request.query.map(([name]) => name)];
  const actual = names.map((name) => /^x-amz-checksum-(crc\w+|sha\w+)$/i.exec(name)?.[1]).find((one) => one);
  if (actual?.toLowerCase() === expected) return;
  const message = `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual ?? null}`;
  throw new S3Error('InvalidRequest', { message });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export function listParts(call: Call): Answer {
  const { request, bucket, store } = call;
  const { uploadId } = requireUpload(call);
  const number = (name: string, otherwise: number) =>
    findQuery(request, name) === undefined ? otherwise : requireNumber(request, name, [0, 2 ** 31 - 1]);
  const [limit, after] = [
    Math.min(number('max-parts', listedPartsMax), listedPartsMax),
    number('part-number-marker', 0),
  ];
  const rest = store.parts(uploadId).filter((part) => part.number > after);
  const parts = rest.slice(0, limit);
  return {
    status: 200,
    body: xmlResult('ListPartsResult', {
      ...{ Bucket: bucket.name, Key: request.key, UploadId: uploadId, PartNumberMarker: after, MaxParts: limit },
      NextPartNumberMarker: parts.at(-1)?.number ?? 0,
      IsTruncated: rest.length > parts.length,
      Part: parts.map((part) => ({
        PartNumber: part.number,
        LastModified: new Date(part.lastModifiedMs).toISOString(),
        ETag: `"${part.etag}"`,
        Size: part.size,
      })),
    }),
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export async function completeMultipartUpload(call: Call): Promise<Answer> {
  const { request, bucket, store, payloadHash } = call;
  const wanted = parsePartList(await receiveText(request, payloadHash));
  const upload = requireUpload(call);
  const parts = chooseParts(store.parts(upload.uploadId), wanted);
  if (upload.checksumAlgorithm !== null) requireChecksums(upload, wanted);
  checkIfNoneMatch(request, () => store.findObject(request.key) !== undefined);
  const etag = etagOf(parts);
  store.completeUpload({
    ...{ key: upload.key, uploadId: upload.uploadId, headers: upload.headers, etag, lastModifiedMs: Date.now() },
    size: parts.reduce((sum, part) => sum + part.size, 0),
    segments: parts.map(({ file, size }) => ({ file, size })),
  });
  const Location = `http://${request.body.headers.host}/${bucket.name}/${request.key}`;
  const fields = { Location, Bucket: bucket.name, Key: request.key, ETag: `"${etag}"` };
  return { status: 200, body: xmlResult('CompleteMultipartUploadResult', fields) };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export function abortMultipartUpload(call: Call): Answer {
  call.store.abortUpload(requireUpload(call).uploadId);
  return { status: 204 };
}

function requireUpload({ request, store }: Call): UploadRecord {
  const uploadId = findQuery(request, 'uploadId') ?? '';
  const upload = store.findUpload(uploadId, request.key);
  if (upload === undefined) throw new S3Error('NoSuchUpload', { UploadId: uploadId });
  return upload;
}

interface WantedPart {
  number: number;
  etag: string;
  hasChecksum: boolean;
}

function parsePartList(text: string): WantedPart[] {
  const document = parseXml(text, 'CompleteMultipartUpload', ['Part']);
  const parts = (document?.['Part'] ?? []) as Record<string, unknown>[];
  if (parts.length === 0 || parts.length > partNumberMax) throw new S3Error('MalformedXML');
  return parts.map((part) => {
    const { PartNumber: number, ETag: etag } = part;
    if (!/^\d{1,5}$/.test(String(number)) || typeof etag !== 'string') throw new S3Error('MalformedXML');
    const hasChecksum = Object.keys(part).some((name) => name.startsWith('Checksum'));
    return { number: Number(number), etag: etag.replaceAll('"', ''), hasChecksum };
  });
}

/** The parts that the object is made of. Throws an `S3Error` if they are not there as listed, or not large enough. */
function chooseParts(there: PartRecord[], wanted: WantedPart[]): PartRecord[] {
  const byNumber = new Map(there.map((part) => [part.number, part]));
  if (wanted.some(({ number }, index) => index > 0 && number <= wanted[index - 1]!.number))
    throw new S3Error('InvalidPartOrder');
  const parts = wanted.map(({ number, etag }) => {
    const part = byNumber.get(number);
    if (part?.etag !== etag) throw new S3Error('InvalidPart', { PartNumber: String(number), ETag: etag });
    return part;
  });
  const small = parts.slice(0, -1).find(({ size }) => size < partBytesMin);
  if (small !== undefined) {
    const sizes = { ProposedSize: String(small.size), MinSizeAllowed: String(partBytesMin) };
    throw new S3Error('EntityTooSmall', { ...sizes, PartNumber: String(small.number), ETag: small.etag });
  }
  return parts;
}

function requireChecksums({ checksumAlgorithm }: UploadRecord, wanted: WantedPart[]): void {
  const without = wanted.find(({ hasChecksum }) => !hasChecksum);
  if (without === undefined) return;
  const message = `The upload was created using a ${checksumAlgorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${without.number} in the request.`;
  throw new S3Error('InvalidRequest', { message });
}

/** The MD5 of the parts' MD5s, and their number. */
function etagOf(parts: PartRecord[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}
