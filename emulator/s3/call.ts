import type { Caller, Callers } from '../iam/callers.ts';
import type { AccessRequest } from '../iam/policy.ts';
import type { BucketModel } from './model.ts';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';
import type { BucketStore } from './store/bucket-store.ts';

/** One authenticated request for a bucket. */
export interface Call {
  request: S3Request;
  bucket: BucketModel;
  store: BucketStore;
  callers: Callers;
  /** Null for an operator. */
  caller: Caller | null;
  payloadHash: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as it is made. */
  body?: string | AsyncIterable<Buffer>;
}

/** Throws AccessDenied unless the role of the caller allows the action on the bucket, or on one of its keys. */
export function requireAccess(call: Pick<Call, 'bucket' | 'callers' | 'caller'>, action: string, key?: string): void {
  const refusal = call.caller && call.callers.refusalOf(call.caller, accessTo(call.bucket, action, key));
  if (refusal !== null) throw new S3Error('AccessDenied', { message: refusal });
}

/** What a missing object is: only who may list the bucket is told that it does not exist. */
export function missingObject({ bucket, caller, request }: Call): S3Error {
  const mayList = caller === null || caller.policy(accessTo(bucket, 's3:ListBucket')) === 'allowed';
  return mayList ? new S3Error('NoSuchKey', { Key: request.key }) : new S3Error('AccessDenied');
}

function accessTo({ arn }: BucketModel, action: string, key?: string): AccessRequest {
  // Bytes do not leave this machine, so what is required of a connection on AWS holds.
  const context = { 'aws:SecureTransport': ['true'] };
  return { action, resource: key === undefined ? arn : `${arn}/${key}`, context };
}
