import type { Answer, Call } from './call.ts';
import { deleteObject, deleteObjects, getObject, putObject } from './objects.ts';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listParts,
  uploadPart,
} from './uploads.ts';

export interface Operation {
  name: string;
  method: string;
  /** The query parameters that distinguish it. */
  required: string[];
  optional?: string[];
  /** What the role has to allow on the key; null if the operation checks each key by itself. */
  action: string | null;
  run(call: Call): Answer | Promise<Answer>;
}

const overrides = ['type', 'language', 'disposition', 'encoding'].map((name) => `response-content-${name}`);
const reading = { required: [], optional: [...overrides, 'response-cache-control', 'response-expires'] };
const partOf = { required: ['partNumber', 'uploadId'] };
const uploadOf = { required: ['uploadId'] };

const ofObjects: Operation[] = [
  { name: 'PutObject', method: 'PUT', required: [], action: 's3:PutObject', run: putObject },
  { name: 'GetObject', method: 'GET', ...reading, action: 's3:GetObject', run: getObject },
  { name: 'HeadObject', method: 'HEAD', ...reading, action: 's3:GetObject', run: getObject },
  { name: 'DeleteObject', method: 'DELETE', required: [], action: 's3:DeleteObject', run: deleteObject },
  {
    ...{ name: 'CreateMultipartUpload', method: 'POST', required: ['uploads'] },
    ...{ action: 's3:PutObject', run: createMultipartUpload },
  },
  { name: 'UploadPart', method: 'PUT', ...partOf, action: 's3:PutObject', run: uploadPart },
  {
    ...{ name: 'ListParts', method: 'GET', ...uploadOf, optional: ['max-parts', 'part-number-marker'] },
    ...{ action: 's3:ListMultipartUploadParts', run: listParts },
  },
  {
    ...{ name: 'CompleteMultipartUpload', method: 'POST', ...uploadOf },
    ...{ action: 's3:PutObject', run: completeMultipartUpload },
  },
  {
    ...{ name: 'AbortMultipartUpload', method: 'DELETE', ...uploadOf },
    ...{ action: 's3:AbortMultipartUpload', run: abortMultipartUpload },
  },
];

const ofBuckets: Operation[] = [
  { name: 'DeleteObjects', method: 'POST', required: ['delete'], action: null, run: deleteObjects },
];

/** Query parameters that concern the signature, or are headers in another place. */
const always = /^x-(amz-|id$)/i;
const refusedHeaders =
  /^x-amz-(acl|copy-source|grant-|object-lock-|server-side-encryption-|storage-class|tagging|website-redirect)/i;

/** The operation that a request asks for. Throws an `S3Error` for what is not emulated. */
export function requireOperation({ method, key, query, body }: S3Request): Operation {
  const names = query.map(([name]) => name).filter((name) => !always.test(name));
  const found = (key === '' ? ofBuckets : ofObjects).find(
    ({ required, optional = [], ...one }) =>
      one.method === method &&
      required.every((name) => names.includes(name)) &&
      names.every((name) => required.includes(name) || optional.includes(name)),
  );
  const refused = [...Object.keys(body.headers), ...query.map(([name]) => name)].find((name) =>
    refusedHeaders.test(name),
  );
  if (found === undefined || refused !== undefined) throw new S3Error('NotImplemented', { Header: refused ?? '' });
  return found;
}
