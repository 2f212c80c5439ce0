import { request } from 'node:http';
import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  CreateMultipartUploadCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from 'vitest';
import { operator } from '../support/fixture-app.ts';
import { bucketArn, bucketName as Bucket, codeOf, filesFunction, startStorage } from '../support/storage.ts';

const Key = 'letters/one.txt';
/** The SDK signs the length by itself, but not the type. */
const signedType = { signableHeaders: new Set(['content-length', 'content-type', 'host']) };

test('GW-111: what is not signed, or signed by a key that is nobody’s, is 403', async () => {
  const { s3, url } = await startStorage();
  expect(await codeOf(await fetch(`${url}/${Bucket}/${Key}`))).toBe('AccessDenied');
  const presigned = new URL(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key })));
  presigned.searchParams.set(
    'X-Amz-Credential',
    presigned.searchParams.get('X-Amz-Credential')!.replace(/^\w+/, 'ASIANOBODY'),
  );
  expect(await codeOf(await fetch(presigned))).toBe('InvalidAccessKeyId');
  const wrong = { accessKeyId: 'operator', secretAccessKey: 'wrong' };
  const stranger = new S3Client({ ...operator(url), credentials: wrong });
  await expect(stranger.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
});

test('GW-111: an operator signs by header only: no URL and no page can', async () => {
  const { operator: s3 } = await startStorage();
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }));
  expect(await codeOf(await fetch(url))).toBe('InvalidAccessKeyId');
});

test('GW-111: a changed method, key, query or header does not match the signature', async () => {
  const { s3, url } = await startStorage();
  const command = new PutObjectCommand({ Bucket, Key, ContentType: 'text/plain', ContentLength: 2 });
  const signed = await getSignedUrl(s3, command, signedType);
  const send = async (to: string, init: RequestInit = {}) => {
    const response = await fetch(to, { method: 'PUT', body: 'hi', headers: { 'content-type': 'text/plain' }, ...init });
    return response.ok || codeOf(response);
  };
  const mismatch = 'SignatureDoesNotMatch';
  expect(await send(signed.replace('one.txt', 'two.txt'))).toBe(mismatch);
  expect(await send(signed.replace('Expires=900', 'Expires=901'))).toBe(mismatch);
  expect(await send(`${signed}&response-content-type=text/html`)).toBe(mismatch);
  expect(await send(signed.replace(/Signature=\w{4}/, 'Signature=0000'))).toBe(mismatch);
  expect(await send(signed.replace(/Signature=\w/, 'Signature=%C3%BC'))).toBe(mismatch);
  expect(await send(signed, { method: 'POST' })).toBe(mismatch);
  expect(await send(signed, { headers: { 'content-type': 'text/html' } })).toBe(mismatch);
  expect(await send(signed, { headers: { 'content-type': 'text/plain', 'x-amz-meta-a': '1' } })).toBe('AccessDenied');
  expect(await send(signed)).toBe(true);
  expect(await codeOf(await fetch(`${url}/%FF`))).toBe('InvalidURI');
});

test('GW-112: a URL that was signed for a number of bytes takes no other body', async () => {
  const { s3 } = await startStorage();
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const part = new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, ContentLength: 5 });
  const url = await getSignedUrl(s3, part);
  const send = async (body: string) => (await fetch(url, { method: 'PUT', body: Buffer.from(body) })).status;
  expect([await send('1234'), await send('123456'), await send(''), await send('12345')]).toEqual([403, 403, 403, 200]);
  expect(await sendChunked(url)).toBe(403);
});

/** Without a length. */
function sendChunked(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'PUT' }, (response) => (response.resume(), resolve(response.statusCode)));
    outgoing.on('error', reject);
    outgoing.write('12345');
    outgoing.end();
  });
}

test('GW-112: a body without a length is 411', async () => {
  const { s3 } = await startStorage();
  expect(await sendChunked(await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key })))).toBe(411);
});

test('GW-112: a URL expires, lives for a week at most, and is not valid yet if it was signed in the future', async () => {
  const { s3 } = await startStorage();
  const at = async (minutes: number, expiresIn = 60) => {
    const signingDate = new Date(Date.now() + minutes * 60_000);
    const response = await fetch(
      await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { signingDate, expiresIn }),
    );
    return [response.status, /<Message>(.*?)<\/Message>/.exec(await response.text())?.[1]];
  };
  expect(await at(-2)).toEqual([403, 'Request has expired']);
  expect(await at(20)).toEqual([403, 'Request is not yet valid']);
  expect(await at(-2, 300)).toEqual([404, 'The specified key does not exist.']);
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }));
  expect(await codeOf(await fetch(url.replace('Expires=900', 'Expires=604801')))).toBe(
    'AuthorizationQueryParametersError',
  );
  expect(await codeOf(await fetch(url.replace(/X-Amz-Date=\w+&/, '')))).toBe('AuthorizationQueryParametersError');
});

test('LOCAL_LINK_LIFETIME_MS ends presigned URLs earlier', async () => {
  const { s3 } = await startStorage({ settings: { LOCAL_LINK_LIFETIME_MS: '60000' } });
  const at = async (minutes: number) => {
    const signingDate = new Date(Date.now() + minutes * 60_000);
    return (await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }), { signingDate }))).status;
  };
  expect([await at(-2), await at(0)]).toEqual([403, 404]);
});

test('GW-111: a request by header whose time is wrong by more than 15 minutes is refused', async () => {
  const { s3 } = await startStorage();
  s3.config.systemClockOffset = -20 * 60_000;
  await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: '' }))).rejects.toMatchObject({
    name: 'RequestTimeTooSkewed',
  });
});

test('GW-113: the role that signed has to allow the action on the key, also when a URL is used', async () => {
  const statements = [
    { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: bucketArn('/letters/*') },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucketArn() },
  ];
  const { s3 } = await startStorage({ functions: filesFunction(statements) });
  const signedFor = async (key: string) => fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: key })));
  expect(await codeOf(await signedFor('letters/none'))).toBe('NoSuchKey');
  const refused = await signedFor('others/one');
  expect([refused.status, await refused.text()]).toEqual([
    403,
    expect.stringContaining(
      `is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::${Bucket}/others/one`,
    ),
  ]);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'x', Body: 'x' }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});
