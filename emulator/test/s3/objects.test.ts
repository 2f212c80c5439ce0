import { createHash } from 'node:crypto';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from 'vitest';
import { bucketArn, bucketName as Bucket, filesFunction, startStorage } from '../support/storage.ts';

const text = 'Hello, bucket';
const Key = "a folder/ü & 'so' (1) *!+~.txt";
const etag = `"${createHash('md5').update(text).digest('hex')}"`;
const put = (s3: S3Client, more = {}) => s3.send(new PutObjectCommand({ Bucket, Key, Body: text, ...more }));

test('GW-110: the SDK calls a bucket in path style, since the endpoint is an address', async () => {
  const { s3, url } = await startStorage();
  await put(s3);
  expect(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'k' }))).toContain(`${url}/${Bucket}/k?`);
});

test('GW-110: a function reaches the bucket through its environment, at an origin of its own', async () => {
  const sdk = import.meta.resolve('@aws-sdk/client-s3');
  const code = `
    import { S3Client, PutObjectCommand } from ${JSON.stringify(sdk)};
    export const handler = async () => {
      await new S3Client().send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: 'made', Body: 'here' }));
      return process.env.ADDRESS;
    };`;
  const files = filesFunction(undefined, code).files;
  const host = { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Files', 'RegionalDomainName'] }, '/x']] };
  files.properties.Environment.Variables = { ...files.properties.Environment.Variables, ADDRESS: host } as never;
  const { core, s3, url } = await startStorage({ functions: { files } });
  expect(new URL(url).origin).not.toBe(new URL(core.internalUrl).origin);
  const { payload } = await core.functions.invoke('files', '{}');
  expect(JSON.parse(payload)).toBe(`${url}/${Bucket}/x`);
  const made = await s3.send(new GetObjectCommand({ Bucket, Key: 'made' }));
  expect(await made.Body?.transformToString()).toBe('here');
  expect(core.stats.snapshot().s3).toEqual({ requests: 2, by_operation: { PutObject: 1, GetObject: 1 } });
});

test('GW-119: an object is stored with its headers, described, read and deleted', async () => {
  const { s3 } = await startStorage();
  const headers = { ContentType: 'text/plain', CacheControl: 'private', Metadata: { by: 'me' } };
  expect((await put(s3, headers)).ETag).toBe(etag);
  const described = { ETag: etag, ContentLength: 13, AcceptRanges: 'bytes', ...headers };
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject(described);
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(got).toMatchObject(described);
  expect(await got.Body?.transformToString()).toBe(text);
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NotFound' });
});

test('GW-119: a signed request chooses headers of the answer; without a type it is binary/octet-stream', async () => {
  const { s3 } = await startStorage();
  await put(s3, { ContentType: undefined, Body: '' });
  const overrides = {
    ResponseContentType: 'text/plain; charset=utf-8',
    ResponseContentDisposition: `attachment; filename*=UTF-8''%C3%BC.txt`,
    ResponseCacheControl: 'private, max-age=300',
  };
  const response = await fetch(await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key, ...overrides })));
  const names = ['content-type', 'content-disposition', 'cache-control', 'content-length', 'server'];
  expect(names.map((name) => response.headers.get(name))).toEqual([...Object.values(overrides), '0', 'AmazonS3']);
  const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'plain' }));
  await fetch(url, { method: 'PUT', body: Buffer.from('x') });
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'plain' }))).ContentType).toBe('binary/octet-stream');
});

test('GW-117: If-None-Match: * stores only what is not there yet, also if two do so at once', async () => {
  const { s3 } = await startStorage();
  const once = (Body: string) =>
    put(s3, { Body, IfNoneMatch: '*' }).then(
      () => 200,
      (error) => error.name,
    );
  expect((await Promise.all([once('a'), once('b')])).toSorted()).toEqual([200, 'PreconditionFailed']);
  expect(await once('c')).toBe('PreconditionFailed');
  await expect(put(s3, { IfNoneMatch: etag })).rejects.toMatchObject({ name: 'NotImplemented' });
});

test('GW-118: a range is 206 with its place, one beyond the end 416, and several ranges are ignored', async () => {
  const { s3 } = await startStorage();
  await put(s3);
  const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key }));
  const ask = async (headers: Record<string, string>) => {
    const response = await fetch(url, { headers });
    return [response.status, response.headers.get('content-range'), await response.text()];
  };
  expect(await ask({ range: 'bytes=7-9' })).toEqual([206, 'bytes 7-9/13', 'buc']);
  expect(await ask({ range: 'bytes=-3' })).toEqual([206, 'bytes 10-12/13', 'ket']);
  expect(await ask({ range: 'bytes=10-' })).toEqual([206, 'bytes 10-12/13', 'ket']);
  expect(await ask({ range: 'bytes=0-0,2-3' })).toEqual([200, null, text]);
  expect((await ask({ range: 'bytes=13-' }))[2]).toContain('<ActualObjectSize>13</ActualObjectSize>');
  expect(await ask({ range: 'bytes=7-9', 'if-range': '"other"' })).toEqual([200, null, text]);
  expect(await ask({ 'if-none-match': etag })).toEqual([304, null, '']);
  expect((await ask({ 'if-match': '"other"' }))[0]).toBe(412);
});

test('GW-121: a body that is not what its hash says is refused and not stored', async () => {
  const { s3 } = await startStorage();
  const ContentMD5 = createHash('md5').update('other').digest('base64');
  await expect(put(s3, { ContentMD5 })).rejects.toMatchObject({ name: 'BadDigest' });
  await expect(put(s3, { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NotFound' });
});

test('GW-123: DeleteObjects answers for each key, and needs the permission on each', async () => {
  const statements = [{ Effect: 'Allow', Action: ['s3:PutObject', 's3:DeleteObject'], Resource: bucketArn('/own/*') }];
  const { s3, operator } = await startStorage({ functions: filesFunction(statements) });
  for (const one of ['own/a&b', 'other']) await put(operator, { Key: one });
  const Delete = { Objects: [{ Key: 'own/a&b' }, { Key: 'own/never' }, { Key: 'other' }] };
  const answer = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
  expect(answer.Deleted).toEqual([{ Key: 'own/a&b' }, { Key: 'own/never' }]);
  expect(answer.Errors).toMatchObject([{ Key: 'other', Code: 'AccessDenied' }]);
  expect(await operator.send(new HeadObjectCommand({ Bucket, Key: 'other' }))).toMatchObject({ ContentLength: 13 });
});

test('GW-114: a missing object is 404 for those who may list the bucket, and 403 for others', async () => {
  const statements = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: bucketArn('/*') }];
  const { s3, operator } = await startStorage({ functions: filesFunction(statements) });
  await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(operator.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('GW-125: requests fail as often as the settings say', async () => {
  const { s3, core } = await startStorage({ settings: { LOCAL_S3_503: '1', LOCAL_S3_DELAY_MS: '1' } });
  await expect(put(s3)).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
  Object.assign(core.faults, { LOCAL_S3_503: 0, LOCAL_S3_500: 1 });
  await expect(put(s3)).rejects.toMatchObject({ name: 'InternalError' });
});

test('a process that dies in the midst of its calls reaches the bucket no more', async () => {
  const sdk = import.meta.resolve('@aws-sdk/client-s3');
  const code = `
    import { S3Client, PutObjectCommand } from ${JSON.stringify(sdk)};
    const client = new S3Client({ maxAttempts: 1 });
    export const handler = async () => {
      for (const Key of ['one', 'two', 'three']) await client.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key, Body: 'x' }));
    };`;
  const { core, operator } = await startStorage({ functions: filesFunction(undefined, code) });
  const id = core.crashes.order({ functionName: 'files', match: '', afterCalls: 2 });
  expect(await core.functions.invoke('files', '{}')).toMatchObject({ failed: true });
  expect(core.crashes.find(id)).toEqual({
    state: 'died',
    calls: [`PUT /${Bucket}/one`, `PUT /${Bucket}/two`],
  });
  await expect(operator.send(new HeadObjectCommand({ Bucket, Key: 'three' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
});
