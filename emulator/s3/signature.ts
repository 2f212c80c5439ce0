import { createHash, createHmac } from 'node:crypto';

/** What Signature Version 4 signs. */
export interface SignedParts {
  method: string;
  /** Decoded. */
  path: string;
  /** Decoded, without the signature itself. */
  query: [name: string, value: string][];
  /** The signed headers with their values, in the order of the signature's list. */
  headers: [name: string, value: string][];
  payloadHash: string;
  /** `20261130T120000Z` */
  timestamp: string;
  scope: CredentialScope;
}

export interface CredentialScope {
  /** `20261130` */
  date: string;
  region: string;
  service: string;
}

/**
 * The signature of a request of S3 in hexadecimal.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function signatureOf(parts: SignedParts, secretAccessKey: string): string {
  const { timestamp, scope } = parts;
  const { date, region, service } = scope;
  const canonicalHash = createHash('sha256').update(canonicalRequest(parts)).digest('hex');
  const text = `AWS4-HMAC-SHA256\n${timestamp}\n${date}/${region}/${service}/aws4_request\n${canonicalHash}`;
  const signingKey = [date, region, service, 'aws4_request'].reduce(
    (key: string | Buffer, step) => hmac(key, step),
    `AWS4${secretAccessKey}`,
  );
  return hmac(signingKey, text).toString('hex');
}

function canonicalRequest({ method, path, query, headers, payloadHash }: SignedParts): string {
  const pairs = query.map(([name, value]) => [encode(name), encode(value)] as const);
  const sorted = pairs.toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return [
    method,
    path.split('/').map(encode).join('/'),
    sorted.map(([name, value]) => `${name}=${value}`).join('&'),
    ...headers.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    headers.map(([name]) => name).join(';'),
    payloadHash,
  ].join('\n');
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
