import { timingSafeEqual } from 'node:crypto';
import { credentialsOf, type Caller, type Callers } from '../iam/callers.ts';
import { findQuery, type S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';
import { signatureOf, type CredentialScope } from './signature.ts';

interface Authorization {
  accessKeyId: string;
  scope: CredentialScope;
  timestamp: string;
  signedHeaders: string[];
  signature: string;
  payloadHash: string;
}

export interface AuthenticationOptions {
  callers: Callers;
  nowMs: number;
  /** Ends presigned URLs earlier than they say. */
  linkLifetimeMs?: number | undefined;
}

/** Who signed a request, and what its body must be: a SHA-256, or `UNSIGNED-PAYLOAD`. */
export interface Authenticated {
  /** Null for an operator, who is not restricted. */
  caller: Caller | null;
  payloadHash: string;
}

const weekSeconds = 604_800;
const skewMsMax = 15 * 60_000;

/** Verifies the signature of a request, in its header or in its query. Throws an `S3Error`. */
export function authenticate(request: S3Request, options: AuthenticationOptions): Authenticated {
  const header = request.body.headers.authorization;
  const isPresigned = findQuery(request, 'X-Amz-Algorithm') !== undefined;
  if (header !== undefined && isPresigned)
    throw new S3Error('InvalidArgument', { message: 'Only one auth mechanism allowed' });
  if (header === undefined && !isPresigned) throw new S3Error('AccessDenied');
  const authorization = header === undefined ? presigned(request, options) : signed(request, header, options);
  const { accessKeyId, payloadHash } = authorization;
  const caller = options.callers.find(`Credential=${accessKeyId}`);
  const secret =
    caller === null ? operatorSecret(request, accessKeyId) : credentialsOf(caller.function).secretAccessKey;
  requireAllSigned(request, authorization);
  requireSignature(request, authorization, secret);
  return { caller, payloadHash };
}

/**
 * A key of no function is an operator's, and its own secret. It is accepted only by header and never from a page, so
 * that no page can sign.
 */
function operatorSecret({ body }: S3Request, accessKeyId: string): string {
  if (body.headers.authorization === undefined || body.headers.origin !== undefined)
    throw new S3Error('InvalidAccessKeyId', { AWSAccessKeyId: accessKeyId });
  return accessKeyId;
}

function signed(request: S3Request, header: string, { nowMs }: AuthenticationOptions): Authorization {
  const part = (name: string) => new RegExp(`\\b${name}=([^,\\s]+)`).exec(header)?.[1] ?? '';
  const payloadHash = request.body.headers['x-amz-content-sha256'];
  const timestamp = String(request.body.headers['x-amz-date'] ?? '');
  if (!header.startsWith('AWS4-HMAC-SHA256 ')) throw new S3Error('AuthorizationHeaderMalformed');
  if (payloadHash === undefined)
    throw new S3Error('InvalidRequest', { message: 'Missing required header for this request: x-amz-content-sha256' });
  const signedAtMs = timeOf(timestamp);
  if (signedAtMs === null)
    throw new S3Error('AccessDenied', { message: 'AWS authentication requires a valid Date or x-amz-date header' });
  if (Math.abs(nowMs - signedAtMs) > skewMsMax)
    throw new S3Error('RequestTimeTooSkewed', { RequestTime: timestamp, ServerTime: isoSeconds(nowMs) });
  return {
    ...credentialOf(part('Credential'), timestamp, 'AuthorizationHeaderMalformed'),
    timestamp,
    signedHeaders: part('SignedHeaders').split(';'),
    signature: part('Signature'),
    payloadHash: String(payloadHash),
  };
}

function presigned(request: S3Request, options: AuthenticationOptions): Authorization {
  const part = (name: string) => findQuery(request, `X-Amz-${name}`) ?? '';
  const names = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'];
  if (names.some((name) => part(name) === '') || part('Algorithm') !== 'AWS4-HMAC-SHA256')
    throw new S3Error('AuthorizationQueryParametersError');
  const timestamp = part('Date');
  requireCurrent(timestamp, part('Expires'), options);
  return {
    ...credentialOf(part('Credential'), timestamp, 'AuthorizationQueryParametersError'),
    timestamp,
    signedHeaders: part('SignedHeaders').split(';'),
    signature: part('Signature'),
    payloadHash: part('Content-Sha256') || 'UNSIGNED-PAYLOAD',
  };
}

function requireCurrent(timestamp: string, expires: string, { nowMs, linkLifetimeMs }: AuthenticationOptions): void {
  const signedAtMs = timeOf(timestamp);
  const seconds = /^\d{1,9}$/.test(expires) ? Number(expires) : -1;
  if (signedAtMs === null || seconds < 0) throw new S3Error('AuthorizationQueryParametersError');
  if (seconds > weekSeconds) {
    const message = `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${weekSeconds} seconds`;
    throw new S3Error('AuthorizationQueryParametersError', { message });
  }
  if (signedAtMs - nowMs > skewMsMax) throw new S3Error('AccessDenied', { message: 'Request is not yet valid' });
  const endsAtMs = Math.min(signedAtMs + seconds * 1000, shortenedEnd(signedAtMs, linkLifetimeMs));
  if (nowMs > endsAtMs) {
    const fields = { 'X-Amz-Expires': expires, Expires: isoSeconds(endsAtMs), ServerTime: isoSeconds(nowMs) };
    throw new S3Error('AccessDenied', { message: 'Request has expired', ...fields });
  }
}

/** A time is signed without its milliseconds: half a second is the best guess. */
function shortenedEnd(signedAtMs: number, lifetimeMs: number | undefined): number {
  return lifetimeMs === undefined ? Infinity : signedAtMs + 500 + lifetimeMs;
}

function credentialOf(
  credential: string,
  timestamp: string,
  code: 'AuthorizationHeaderMalformed' | 'AuthorizationQueryParametersError',
): Pick<Authorization, 'accessKeyId' | 'scope'> {
  const [accessKeyId = '', date = '', region = '', service = '', end = ''] = credential.split('/');
  if (service !== 's3' || end !== 'aws4_request' || region === '' || !timestamp.startsWith(date) || date.length !== 8)
    throw new S3Error(code);
  return { accessKeyId, scope: { date, region, service } };
}

/** Of the headers, `host` and all that begin with `x-amz-` have to be signed. */
function requireAllSigned({ body }: S3Request, { signedHeaders }: Authorization): void {
  const required = Object.keys(body.headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  const missing = required.filter((name) => !signedHeaders.includes(name));
  if (missing.length === 0) return;
  const message = 'There were headers present in the request which were not signed';
  throw new S3Error('AccessDenied', { message, HeadersNotSigned: missing.join(', ') });
}

function requireSignature(request: S3Request, authorization: Authorization, secretAccessKey: string): void {
  const { signedHeaders, signature, accessKeyId, ...parts } = authorization;
  const expected = signatureOf(
    {
      ...parts,
      method: request.method,
      path: request.path,
      query: request.query.filter(([name]) => name !== 'X-Amz-Signature'),
      headers: signedHeaders.map((name) => [name, String(request.body.headers[name] ?? '')]),
    },
    secretAccessKey,
  );
  const [given, wanted] = [Buffer.from(signature), Buffer.from(expected)];
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
    throw new S3Error('SignatureDoesNotMatch', { AWSAccessKeyId: accessKeyId });
}

/** Null unless it is a time such as `20261130T120000Z`. */
function timeOf(timestamp: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? null : ms;
}

const isoSeconds = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
