import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/fixture-app.ts';
import { bucketArn, bucketName as Bucket, bucketOf, filesFunction, startStorage } from '../support/storage.ts';

const Key = 'films/one';
const large = Buffer.alloc(5 * 1024 ** 2, 'large');
const md5 = (data: Buffer | string) => createHash('md5').update(data).digest('hex');

/** A multipart upload that has begun. */
async function begin(s3: S3Client, headers = {}) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...headers }));
  const upload = { Bucket, Key, UploadId };
  return {
    upload,
    send: async (PartNumber: number, Body: Buffer | string) =>
      (await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body }))).ETag,
    complete: (...parts: [PartNumber: number, ETag: string | undefined][]) => {
      const Parts = parts.map(([PartNumber, ETag]) => ({ PartNumber, ETag }));
      return s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    },
    abort: () => s3.send(new AbortMultipartUploadCommand(upload)),
  };
}

test('GW-115: parts in any order become one object, and a part that is sent again replaces the first', async () => {
  const { s3 } = await startStorage();
  const { send, complete } = await begin(s3, { ContentType: 'video/mp4' });
  await send(2, 'thrown away');
  const [last, first] = [await send(2, 'the end'), await send(1, large)];
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NotFound' });
  const { ETag } = await complete([1, first], [2, last]);
  const digests = Buffer.from(md5(large) + md5('the end'), 'hex');
  expect(ETag).toBe(`"${createHash('md5').update(digests).digest('hex')}-2"`);
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  expect(head).toMatchObject({ ETag, ContentLength: large.length + 7, ContentType: 'video/mp4' });
  const Range = `bytes=${large.length - 3}-${large.length + 2}`;
  const across = await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
  expect(await across.Body?.transformToString()).toBe(`${large.toString('utf8', large.length - 3)}the`);
});

test('GW-115: parts are listed in pages; IsTruncated tells the end, since there is always a next marker', async () => {
  const { s3 } = await startStorage();
  const { upload, send } = await begin(s3);
  for (const number of [3, 1, 7]) await send(number, `part ${number}`);
  const page = async (PartNumberMarker: string) => {
    const { Parts = [], ...rest } = await s3.send(new ListPartsCommand({ ...upload, MaxParts: 2, PartNumberMarker }));
    const parts = Parts.map(({ PartNumber, Size, ETag }) => [PartNumber, Size, ETag]);
    return [parts, rest.IsTruncated, rest.NextPartNumberMarker];
  };
  const part = (number: number) => [number, 6, `"${md5(`part ${number}`)}"`];
  expect(await page('0')).toEqual([[part(1), part(3)], true, '3']);
  expect(await page('3')).toEqual([[part(7)], false, '7']);
  expect(await page('7')).toEqual([[], false, '0']);
});

test('GW-116: an upload is completed only with parts that are there, in order, and of 5 MB but for the last', async () => {
  const { s3 } = await startStorage();
  const { send, complete } = await begin(s3);
  const [small, last] = [await send(1, 'small'), await send(2, 'last')];
  await expect(complete([1, small], [2, last])).rejects.toMatchObject({ name: 'EntityTooSmall' });
  await expect(complete([2, last], [1, small])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  await expect(complete([1, small], [1, small])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
  await expect(complete([1, last])).rejects.toMatchObject({ name: 'InvalidPart' });
  await expect(complete([3, last])).rejects.toMatchObject({ name: 'InvalidPart' });
  await expect(complete()).rejects.toMatchObject({ name: 'MalformedXML' });
  await expect(send(0, 'x')).rejects.toMatchObject({ name: 'InvalidArgument' });
  await expect(send(10_001, 'x')).rejects.toMatchObject({ name: 'InvalidArgument' });
  await complete([2, last]);
});

test('GW-116: after its end, by completion or abortion, an upload does not exist', async () => {
  const folder = temporaryFolder();
  const { s3 } = await startStorage({ settings: { DATA_DIR: folder } });
  const [done, given] = [await begin(s3), await begin(s3)];
  const etag = await done.send(1, 'x');
  await done.send(2, 'not used');
  await done.complete([1, etag]);
  await given.send(1, 'x');
  await given.abort();
  for (const { upload, send, complete, abort } of [
    done,
    given,
    { ...given, upload: { ...given.upload, UploadId: '../x' } },
  ]) {
    await expect(send(1, 'y')).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(complete([1, etag])).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(abort()).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(s3.send(new ListPartsCommand(upload))).rejects.toMatchObject({ name: 'NoSuchUpload' });
  }
  expect(readdirSync(join(folder, 's3', Bucket, 'data'))).toHaveLength(1);
});

test('GW-117: If-None-Match: * holds for the completion of an upload', async () => {
  const { s3 } = await startStorage();
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'first' }));
  const { upload, send } = await begin(s3);
  const Parts = [{ PartNumber: 1, ETag: await send(1, 'x') }];
  const command = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, IfNoneMatch: '*' });
  await expect(s3.send(command)).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('GW-121: an upload that was made with a checksum asks for it at each part and at the end', async () => {
  const { s3 } = await startStorage();
  const { upload, send, complete } = await begin(s3, { ChecksumAlgorithm: 'CRC32' });
  await expect(send(1, 'x')).rejects.toMatchObject({ name: 'InvalidRequest' });
  const part = new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x', ChecksumAlgorithm: 'CRC32' });
  const { ETag } = await s3.send(part);
  await expect(complete([1, ETag])).rejects.toMatchObject({ name: 'InvalidRequest' });
});

test('GW-113: aborting and listing parts are permissions of their own', async () => {
  const statements = [{ Effect: 'Allow', Action: 's3:PutObject', Resource: bucketArn('/*') }];
  const { s3 } = await startStorage({ functions: filesFunction(statements) });
  const { upload, abort } = await begin(s3);
  await expect(abort()).rejects.toThrow(/s3:AbortMultipartUpload/);
  await expect(s3.send(new ListPartsCommand(upload))).rejects.toThrow(/s3:ListMultipartUploadParts/);
});

test('GW-122: the next start on the same DATA_DIR finds objects and unfinished uploads', async () => {
  const settings = { DATA_DIR: temporaryFolder() };
  const first = await startStorage({ settings });
  await first.s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept' }));
  const { upload, send } = await begin(first.s3);
  const ETag = await send(1, 'x');
  await first.core.close();
  const { s3 } = await startStorage({ settings });
  const Parts = [{ PartNumber: 1, ETag }];
  await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  const read = async (key: string) =>
    (await s3.send(new GetObjectCommand({ Bucket, Key: key }))).Body?.transformToString();
  expect([await read('kept'), await read(Key)]).toEqual(['kept', 'x']);
});

test('GW-122: a client that goes away in the midst of its body leaves nothing, and the old object as it was', async () => {
  const folder = temporaryFolder();
  const { s3, url } = await startStorage({ settings: { DATA_DIR: folder } });
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'old' }));
  const { pathname, search } = new URL(await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key })));
  const files = () => readdirSync(join(folder, 's3', Bucket, 'data')).length;
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: ${new URL(url).host}\r\nContent-Length: 9\r\n\r\nhalf`);
  await expect.poll(files, { timeout: 20_000 }).toBe(2);
  socket.destroy();
  await expect.poll(files, { timeout: 20_000 }).toBe(1);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await Body?.transformToString()).toBe('old');
});

test('GW-124: a lifecycle rule ends uploads that are not finished in time', async () => {
  const rule = { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } };
  const resources = bucketOf({ LifecycleConfiguration: { Rules: [rule] } });
  const settings = { DATA_DIR: temporaryFolder() };
  const first = await startStorage({ settings, resources });
  const { upload } = await begin(first.s3);
  await first.core.close();
  const { s3 } = await startStorage({ settings, resources });
  await expect(s3.send(new ListPartsCommand(upload))).rejects.toMatchObject({ name: 'NoSuchUpload' });
});
