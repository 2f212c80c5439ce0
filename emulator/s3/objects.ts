import { missingObject, requireAccess, type Answer, type Call } from './call.ts';
import { checkIfNoneMatch, responseOverrides, storedHeaders } from './object-headers.ts';
import { parseRange } from './range.ts';
import { receiveBody, receiveText } from './receive-body.ts';
import { S3Error } from './s3-error.ts';
import type { ByteRange, ObjectRecord } from './store/records.ts';
import { parseXml, xmlResult } from './xml.ts';

const deletedKeysMax = 1_000;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export async function putObject({ request, store, payloadHash }: Call): Promise<Answer> {
  const { key } = request;
  const exists = () => store.findObject(key) !== undefined;
  checkIfNoneMatch(request, exists);
  const headers = storedHeaders(request);
  const { file, path } = store.newFile();
  try {
    const { size, md5: etag } = await receiveBody(request, path, payloadHash);
    checkIfNoneMatch(request, exists);
    const segments = [{ file, size }];
    store.putObject({ key, etag, size, headers, segments, lastModifiedMs: Date.now(), uploadId: null });
    return { status: 200, headers: { etag: `"${etag}"` } };
  } catch (error) {
    store.removeFiles([{ file }]);
    throw error;
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export function getObject(call: Call): Answer {
  const object = requireObject(call);
  if (isUnchanged(call, object)) return { status: 304, headers: validators(object) };
  const range = rangeOf(call, object);
  const { start, end } = range ?? { start: 0, end: object.size - 1 };
  return {
    status: range === null ? 200 : 206,
    headers: {
      ...object.headers,
      ...validators(object),
      ...responseOverrides(call.request),
      'accept-ranges': 'bytes',
      'x-amz-server-side-encryption': 'AES256',
      'content-length': String(end - start + 1),
      ...(range !== null && { 'content-range': `bytes ${start}-${end}/${object.size}` }),
    },
    body: call.store.read(object, { start, end }),
  };
}

function requireObject(call: Call): ObjectRecord {
  const object = call.store.findObject(call.request.key);
  if (object === undefined) throw missingObject(call);
  const { 'if-match': wanted } = call.request.body.headers;
  if (wanted !== undefined && !matches(wanted, object))
    throw new S3Error('PreconditionFailed', { Condition: 'If-Match' });
  return object;
}

const validators = ({ etag, lastModifiedMs }: ObjectRecord) => ({
  etag: `"${etag}"`,
  'last-modified': new Date(lastModifiedMs).toUTCString(),
});

function isUnchanged({ request }: Call, object: ObjectRecord): boolean {
  const { 'if-none-match': known, 'if-modified-since': since } = request.body.headers;
  if (known !== undefined) return matches(known, object);
  return since !== undefined && Math.floor(object.lastModifiedMs / 1000) * 1000 <= Date.parse(since);
}

const matches = (list: string, { etag }: ObjectRecord): boolean =>
  list.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '').replaceAll('"', '') === etag);

/** `If-Range` asks for the whole object if it is another one by now. */
function rangeOf({ request }: Call, object: ObjectRecord): ByteRange | null {
  const { range, 'if-range': condition } = request.body.headers;
  const current = validators(object);
  const isCurrent = condition === undefined || condition === current.etag || condition === current['last-modified'];
  return isCurrent ? parseRange(range, object.size) : null;
}

/** It is no error if there is no such object. */
export function deleteObject({ request, store }: Call): Answer {
  store.deleteObject(request.key);
  return { status: 204 };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export async function deleteObjects(call: Call): Promise<Answer> {
  const { request, payloadHash } = call;
  const document = parseXml(await receiveText(request, payloadHash), 'Delete', ['Object']);
  const objects = (document?.['Object'] ?? []) as { Key?: string }[];
  const keys = objects.flatMap(({ Key: key }) => (typeof key === 'string' && key !== '' ? key : []));
  if (keys.length === 0 || keys.length !== objects.length || keys.length > deletedKeysMax)
    throw new S3Error('MalformedXML');
  const results = keys.map((key) => deleteOne(call, key));
  const isQuiet = document?.['Quiet'] === 'true';
  const deleted = results.filter((one) => !('Code' in one));
  return {
    status: 200,
    body: xmlResult('DeleteResult', {
      Deleted: isQuiet ? [] : deleted,
      Error: results.filter((one) => 'Code' in one),
    }),
  };
}

function deleteOne(call: Call, key: string): Record<string, string> {
  try {
    requireAccess(call, 's3:DeleteObject', key);
    call.store.deleteObject(key);
    return { Key: key };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return { Key: key, Code: error.code, Message: error.message };
  }
}
