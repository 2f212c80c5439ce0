import type { IncomingMessage } from 'node:http';
import { requestTarget } from '../primitives/request-target.ts';
import { S3Error } from './s3-error.ts';

/** A request of S3's REST API in path style. */
export interface S3Request {
  method: string;
  /** Decoded: `/bucket/key`. */
  path: string;
  bucket: string;
  key: string;
  /** Decoded, in the order in which they were sent. */
  query: [name: string, value: string][];
  body: IncomingMessage;
}

const keyBytesMax = 1_024;

/** Throws an `S3Error` for a target that cannot be decoded or a key that is too long. */
export function parseRequest(body: IncomingMessage): S3Request {
  const target = requestTarget(body);
  const path = decode(target.path);
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  if (Buffer.byteLength(key) > keyBytesMax) throw new S3Error('KeyTooLongError', { MaxSizeAllowed: `${keyBytesMax}` });
  return { method: body.method ?? 'GET', path, bucket, key, query: parseQuery(target.query), body };
}

function parseQuery(query: string): [string, string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', ...value] = pair.split('=');
      const [first, second] = [name, value.join('=')].map((part) => decode(part.replaceAll('+', ' ')));
      return [first!, second!];
    });
}

/** The first value of a query parameter, whatever its case. */
export function findQuery({ query }: Pick<S3Request, 'query'>, name: string): string | undefined {
  return query.find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1];
}

/** An `x-amz-` header, which a presigned URL may carry in its query, or any other header. `name` is in lower case. */
export function findHeader(request: S3Request, name: string): string | undefined {
  const header = request.body.headers[name];
  return header === undefined ? findQuery(request, name) : String(header);
}

/** The part of a query that a number belongs to. Throws an `S3Error` if it is not a whole number within the bounds. */
export function requireNumber(request: S3Request, name: string, [minimum, maximum]: [number, number]): number {
  const text = findQuery(request, name) ?? '';
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= minimum && value <= maximum) return value;
  const message = `${name} must be an integer between ${minimum} and ${maximum}, inclusive`;
  throw new S3Error('InvalidArgument', { message, ArgumentName: name, ArgumentValue: text });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI');
  }
}
