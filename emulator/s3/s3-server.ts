import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import type { Callers } from '../iam/callers.ts';
import type { ResponseHeaders } from '../primitives/respond.ts';
import { happens } from '../runtime/faults.ts';
import type { HttpPart } from '../runtime/plugin.ts';
import type { Faults } from '../runtime/settings.ts';
import { authenticate } from './authenticate.ts';
import { requireAccess, type Answer } from './call.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import type { BucketModel } from './model.ts';
import { requireOperation } from './operations.ts';
import { parseRequest, type S3Request } from './request.ts';
import type { RequestCounter } from './request-counter.ts';
import { S3Error } from './s3-error.ts';
import type { BucketStore } from './store/bucket-store.ts';
import { xmlError } from './xml.ts';

export interface ServedBucket {
  model: BucketModel;
  store: BucketStore;
}

export interface S3ServerOptions {
  /** By name. */
  buckets: ReadonlyMap<string, ServedBucket>;
  callers: Callers;
  counter: RequestCounter;
  faults: Faults;
  linkLifetimeMs: number | undefined;
}

/** S3's REST API in path style, at an origin that serves nothing else. */
export class S3Server implements HttpPart {
  readonly #options: S3ServerOptions;

  constructor(options: S3ServerOptions) {
    this.#options = options;
  }

  serves(): boolean {
    return true;
  }

  /** Answers one request. Rejects only for a fault of this machine. */
  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      for (const [name, value] of Object.entries(ownHeaders())) response.setHeader(name, value);
      await send(message, response, await this.#answer(message, response));
    } catch (error) {
      // The client has gone away in the midst of its own body or of the answer's.
      if (message.destroyed && !message.complete) return;
      if (response.destroyed) return;
      if (!(error instanceof S3Error)) throw error;
      await send(message, response, errorAnswer(error, response));
    }
  }

  async #answer(message: IncomingMessage, response: ServerResponse): Promise<Answer> {
    const request = parseRequest(message);
    const bucket = this.#options.buckets.get(request.bucket);
    const rules = bucket?.model.corsRules ?? [];
    if (request.method === 'OPTIONS') return { status: 200, headers: flat(preflightHeaders(rules, message)) };
    for (const [name, value] of Object.entries(corsHeaders(rules, message))) response.setHeader(name, value);
    return this.#run(request, bucket);
  }

  async #run(request: S3Request, bucket: ServedBucket | undefined): Promise<Answer> {
    const { callers, counter, linkLifetimeMs } = this.#options;
    await this.#disturb();
    const { caller, payloadHash } = authenticate(request, { callers, linkLifetimeMs, nowMs: Date.now() });
    if (bucket === undefined) throw new S3Error('NoSuchBucket', { BucketName: request.bucket });
    const operation = requireOperation(request);
    counter.count(operation.name);
    const call = { request, bucket: bucket.model, store: bucket.store, callers, caller, payloadHash };
    if (operation.action !== null) requireAccess(call, operation.action, request.key);
    return operation.run(call);
  }

  async #disturb(): Promise<void> {
    const { faults } = this.#options;
    if (faults.LOCAL_S3_DELAY_MS > 0) await setTimeout(faults.LOCAL_S3_DELAY_MS);
    if (happens(faults, 'LOCAL_S3_503')) throw new S3Error('SlowDown');
    if (happens(faults, 'LOCAL_S3_500')) throw new S3Error('InternalError');
  }
}

const ownHeaders = (): Record<string, string> => ({
  'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
  'x-amz-id-2': randomBytes(48).toString('base64'),
  server: 'AmazonS3',
});

const flat = (headers: ResponseHeaders): Record<string, string> => headers as Record<string, string>;

function errorAnswer({ code, message, status, fields }: S3Error, response: ServerResponse): Answer {
  const ids = {
    RequestId: String(response.getHeader('x-amz-request-id')),
    HostId: String(response.getHeader('x-amz-id-2')),
  };
  return { status, body: xmlError({ Code: code, Message: message, ...fields, ...ids }) };
}

async function send({ method }: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const { status, headers = {}, body = '' } = answer;
  if (typeof body !== 'string') {
    response.writeHead(status, headers);
    if (method === 'HEAD') return void response.end();
    return pipeline(Readable.from(body), response);
  }
  const type = body === '' ? {} : { 'content-type': 'application/xml' };
  const length = status === 204 || status === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(status, { ...type, ...length, ...headers });
  response.end(method === 'HEAD' ? '' : body);
}
