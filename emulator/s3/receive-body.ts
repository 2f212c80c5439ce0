import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { readBody } from '../primitives/request-body.ts';
import { findHeader, type S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';

export interface Received {
  size: number;
  /** In hexadecimal. */
  md5: string;
}

const uploadBytesMax = 5 * 1024 ** 3;
/** S3 ends a request whose body has stopped coming. */
const idleMsMax = 60_000;
const xmlBytesMax = 2 * 1024 ** 2;
const unsigned = 'UNSIGNED-PAYLOAD';

/**
 * Writes the body to a new file, chunk by chunk. Throws an `S3Error` if it is too long or is not what its hashes say;
 * the file is then incomplete, as it is when the client goes away.
 */
export async function receiveBody(request: S3Request, path: string, payloadHash: string): Promise<Received> {
  requireLength(request);
  const digest = new BodyDigest(payloadHash);
  const { body } = request;
  body.setTimeout(idleMsMax, () => body.destroy());
  await pipeline(body, (chunks) => digest.pass(chunks), createWriteStream(path, { flags: 'wx' }));
  body.setTimeout(0);
  digest.verify(request);
  return { size: digest.size, md5: digest.md5 };
}

/** A small body, such as XML. Throws an `S3Error` if it is too long or is not what its hashes say. */
export async function receiveText(request: S3Request, payloadHash: string): Promise<string> {
  const body = await readBody(request.body, xmlBytesMax);
  if (body === null) throw new S3Error('MaxMessageLengthExceeded', { MaxMessageLengthBytes: `${xmlBytesMax}` });
  const digest = new BodyDigest(payloadHash);
  digest.add(body);
  digest.verify(request);
  return body.toString('utf8');
}

function requireLength({ body: { headers } }: S3Request): void {
  const { 'content-length': length } = headers;
  if (length === undefined) throw new S3Error('MissingContentLength');
  if (Number(length) > uploadBytesMax)
    throw new S3Error('EntityTooLarge', { ProposedSize: length, MaxSizeAllowed: `${uploadBytesMax}` });
}

/** Length and hashes of a body. A SHA-256 is computed only if one was signed. */
class BodyDigest {
  size = 0;
  readonly #md5 = createHash('md5');
  readonly #sha256;
  #crc32 = 0;
  #md5Bytes: Buffer | null = null;

  constructor(private readonly payloadHash: string) {
    if (payloadHash.startsWith('STREAMING-')) throw new S3Error('NotImplemented', { Header: 'x-amz-content-sha256' });
    this.#sha256 = payloadHash === unsigned ? null : createHash('sha256');
  }

  get md5(): string {
    return this.#md5Digest().toString('hex');
  }

  async *pass(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.add(chunk);
      yield chunk;
    }
  }

  add(chunk: Buffer): void {
    this.size += chunk.length;
    this.#md5.update(chunk);
    this.#sha256?.update(chunk);
    this.#crc32 = crc32(chunk, this.#crc32);
  }

  verify(request: S3Request): void {
    if (this.#sha256 !== null && this.#sha256.digest('hex') !== this.payloadHash)
      throw new S3Error('XAmzContentSHA256Mismatch', { ClientComputedContentSHA256: this.payloadHash });
    const md5 = request.body.headers['content-md5'];
    const checksum = findHeader(request, 'x-amz-checksum-crc32');
    if (md5 !== undefined && md5 !== this.#md5Digest().toString('base64'))
      throw new S3Error('BadDigest', { message: 'The Content-MD5 you specified did not match what we received.' });
    if (checksum !== undefined && checksum !== this.#crc32InBase64())
      throw new S3Error('BadDigest', { message: 'The CRC32 you specified did not match the calculated checksum.' });
  }

  #md5Digest(): Buffer {
    return (this.#md5Bytes ??= this.#md5.digest());
  }

  #crc32InBase64(): string {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.#crc32);
    return bytes.toString('base64');
  }
}
