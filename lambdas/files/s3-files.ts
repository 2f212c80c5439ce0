import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { limits } from '../../protocol/limits.ts';
import type { FilePlace, Upload } from '../chat/model/attachment.ts';
import type { Files, ObjectKind, StoredPart } from '../chat/ports/files.ts';
import { clientOptions } from '../platform/client-options.ts';
import { answerInTime } from '../platform/lost-answers.ts';
import { detectType } from './detect-type.ts';
import { keyOf } from './keys.ts';

/** Putting 320 parts together takes a while. */
const answerTimeoutMs = 10_000;
const maxAttempts = 3;

/** Nothing is shown as what it was uploaded as: links name the type that the bytes have. */
const storedType = 'application/octet-stream';

const uploadSeconds = limits.uploadUrlMs / 1000;
const linkSeconds = limits.linkMs / 1000;

/** S3 in the region of the function, or at `AWS_ENDPOINT_URL_S3`, which the SDK reads. */
export function openS3(config: S3ClientConfig = {}): S3Client {
  const client = new S3Client({
    ...clientOptions(answerTimeoutMs),
    maxAttempts,
    // Else each URL would demand a checksum that a browser does not send.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...config,
  });
  client.middlewareStack.use(answerInTime(answerTimeoutMs));
  return client;
}

/** Null if the storage says that there is no such thing. */
async function ifThere<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null;
    throw error;
  }
}

/** The bucket of files. Every object has the key of its file, under the prefix of its kind. */
export function createFiles(client: S3Client, bucket: string): Files {
  const at = (place: FilePlace, kind: ObjectKind = 'file') => ({ Bucket: bucket, Key: keyOf(place, kind) });
  const open = (upload: Upload) => ({ ...at(upload), UploadId: upload.uploadId });

  async function readBytes(place: FilePlace, kind: ObjectKind, from: number, length: number): Promise<Uint8Array> {
    const Range = `bytes=${from}-${from + length - 1}`;
    const { Body } = await client.send(new GetObjectCommand({ ...at(place, kind), Range }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }

  return {
    async begin(place) {
      const command = new CreateMultipartUploadCommand({ ...at(place), ContentType: storedType });
      const { UploadId } = await client.send(command);
      if (UploadId === undefined) throw new Error('S3 began an upload without an id');
      return UploadId;
    },

    signParts(upload, parts) {
      return Promise.all(
        parts.map(async ({ number, size }) => {
          const command = new UploadPartCommand({ ...open(upload), PartNumber: number, ContentLength: size });
          return { url: await getSignedUrl(client, command, { expiresIn: uploadSeconds }), headers: {} };
        }),
      );
    },

    async signPreview(place, size) {
      const command = new PutObjectCommand({
        ...at(place, 'preview'),
        ContentLength: size,
        ContentType: storedType,
        IfNoneMatch: '*',
      });
      const url = await getSignedUrl(client, command, {
        expiresIn: uploadSeconds,
        signableHeaders: new Set(['content-type']),
      });
      return { url, headers: { 'content-type': storedType, 'if-none-match': '*' } };
    },

    async listParts(upload) {
      const parts: StoredPart[] = [];
      let PartNumberMarker: string | undefined;
      do {
        const page = await ifThere(client.send(new ListPartsCommand({ ...open(upload), PartNumberMarker })));
        if (page === null) return null;
        for (const { PartNumber: number = 0, Size: size = 0, ETag: tag = '' } of page.Parts ?? [])
          parts.push({ number, size, tag });
        PartNumberMarker = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
      } while (PartNumberMarker !== undefined);
      return parts;
    },

    async finish(upload, parts) {
      const Parts = parts.map(({ number, tag }) => ({ PartNumber: number, ETag: tag }));
      const command = new CompleteMultipartUploadCommand({ ...open(upload), MultipartUpload: { Parts } });
      try {
        await ifThere(client.send(command));
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException && error.name === 'InvalidPart') return false;
        throw error;
      }
    },

    async sizeOf(place, kind) {
      const head = await ifThere(client.send(new HeadObjectCommand(at(place, kind))));
      return head === null ? null : (head.ContentLength ?? 0);
    },

    typeOf: (place, kind, size) =>
      ifThere(detectType((from, length) => readBytes(place, kind, from, Math.min(length, size - from)), size)),

    link(place, kind, { contentType, disposition }) {
      const command = new GetObjectCommand({
        ...at(place, kind),
        ResponseContentType: contentType,
        ResponseContentDisposition: disposition,
      });
      return getSignedUrl(client, command, { expiresIn: linkSeconds });
    },

    async remove(place, uploadId) {
      if (uploadId !== null)
        await ifThere(client.send(new AbortMultipartUploadCommand({ ...at(place), UploadId: uploadId })));
      await Promise.all([
        client.send(new DeleteObjectCommand(at(place, 'file'))),
        client.send(new DeleteObjectCommand(at(place, 'preview'))),
      ]);
    },
  };
}
