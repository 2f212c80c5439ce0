import type { Readable } from 'node:stream';
import { Sha256 } from '@smithy/core/checksum';
import { isThrottlingError, isTransientError, StandardRetryStrategy } from '@smithy/core/retry';
import { HttpRequest } from '@smithy/core/transport';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';

/**
 * The parts of the AWS SDK that a call on the send path needs, put together without its middleware: signature, connections,
 * time-outs and retries. (docs/decisions/006.)
 */

export interface AwsClientOptions {
  /** The name that requests are signed for. */
  service: 'dynamodb' | 'execute-api';
  /** Base of all requests; its path comes before theirs. */
  endpoint: string;
  /** For the beginning of an answer, and for the rest of it. */
  requestTimeoutMs: number;
  maxAttempts: number;
  /** By default those of the function's role, from the environment that Lambda gives. */
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

export interface AwsRequest {
  method: 'POST' | 'DELETE';
  /** Below the endpoint's own, encoded. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export interface AwsAnswer {
  body: string;
  /** An attempt before may have been carried out, its answer lost: what this one has found may be its own doing. */
  isRepeat: boolean;
}

/** What an AWS service refuses, after the last attempt. `name` is the code that its API reference gives. */
export class AwsError extends Error {
  readonly $metadata: { httpStatusCode: number };
  /** As in `AwsAnswer`. */
  isRepeat = false;

  constructor(
    override readonly name: string,
    status: number,
    /** The answer, as far as it is JSON. */
    readonly body: Record<string, unknown>,
  ) {
    super(String(body.message ?? body.Message ?? `answered with ${status}`));
    this.$metadata = { httpStatusCode: status };
  }
}

export function isAwsError(error: unknown, name: string): error is AwsError {
  return error instanceof AwsError && error.name === name;
}

const connectionTimeoutMs = 1_000;

/** Lambda puts the role's credentials there; a process lives no longer than they do. (Lambda, "Defined runtime environment variables".) */
function roleCredentials() {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId = '',
    AWS_SECRET_ACCESS_KEY: secretAccessKey = '',
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}

/** Calls one AWS service over kept connections. */
export class AwsClient {
  private readonly endpoint: URL;
  private readonly basePath: string;
  private readonly signer: SignatureV4;
  private readonly http: NodeHttpHandler;
  private readonly retries: StandardRetryStrategy;
  private readonly requestTimeoutMs: number;

  constructor({ service, endpoint, requestTimeoutMs, maxAttempts, region, credentials }: AwsClientOptions) {
    this.endpoint = new URL(endpoint);
    this.basePath = this.endpoint.pathname.replace(/\/$/, '');
    this.signer = new SignatureV4({
      service,
      region: region ?? process.env.AWS_REGION ?? '',
      credentials: credentials ?? roleCredentials(),
      sha256: Sha256,
    });
    this.http = new NodeHttpHandler({
      connectionTimeout: connectionTimeoutMs,
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    });
    this.retries = new StandardRetryStrategy(maxAttempts);
    this.requestTimeoutMs = requestTimeoutMs;
  }

  /**
   * The service's answer. What is throttled, fails inside AWS or gets lost is sent again, ever later, signed anew.
   * @throws AwsError what the service refuses; else what the connection fails with
   */
  async send(request: AwsRequest): Promise<AwsAnswer> {
    let token = await this.retries.acquireInitialRetryToken(this.endpoint.host);
    let isRepeat = false;
    for (;;) {
      try {
        const body = await this.attempt(request);
        this.retries.recordSuccess(token);
        return { body, isRepeat };
      } catch (error) {
        if (error instanceof AwsError) error.isRepeat = isRepeat;
        const errorType = errorTypeOf(error);
        // The strategy rejects when it has enough.
        token = await this.retries.refreshRetryTokenForRetry(token, { errorType }).catch(() => Promise.reject(error));
        // What is throttled was not carried out.
        isRepeat ||= errorType === 'TRANSIENT';
      }
    }
  }

  private async attempt(request: AwsRequest): Promise<string> {
    const signed = await this.signer.sign(this.httpRequest(request));
    const { response } = await this.http.handle(signed as HttpRequest);
    const body = await textOf(response.body as Readable, this.requestTimeoutMs);
    if (response.statusCode >= 300) throw refusalOf(response.statusCode, response.headers, body);
    return body;
  }

  private httpRequest({ method, path, headers, body }: AwsRequest): HttpRequest {
    const { protocol, hostname, port, host } = this.endpoint;
    const length = body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
    return new HttpRequest({
      protocol,
      hostname,
      ...(port !== '' && { port: Number(port) }),
      method,
      path: this.basePath + path,
      headers: { ...headers, host, 'content-length': String(length) },
      body,
    });
  }
}

/**
 * The whole of an answer. The HTTP handler waits for its beginning alone: one that stops in the middle must not hold a call for ever.
 * By events: an iterator over a stream takes longer than the answer of a usual call.
 */
function textOf(stream: Readable, timeoutMs: number): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => stream.destroy(named('TimeoutError', `the answer took more than ${timeoutMs} ms`)),
      timeoutMs,
    );
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    stream.on('error', reject);
    stream.on('close', () => {
      clearTimeout(timer);
      // After an end or an error this is told to nobody.
      reject(named('TimeoutError', 'the answer broke off'));
    });
  });
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

/** JSON APIs name an error in `__type` (`namespace#Name`), REST APIs in a header (`Name:link`). */
function refusalOf(status: number, headers: Record<string, string>, text: string): AwsError {
  const body = jsonOf(text);
  const named = String(headers['x-amzn-errortype'] ?? body.__type ?? 'UnknownError');
  return new AwsError(named.split(':')[0]!.split('#').at(-1)!, status, body);
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function errorTypeOf(error: unknown) {
  const one = error as Parameters<typeof isThrottlingError>[0];
  if (isThrottlingError(one)) return 'THROTTLING';
  return isTransientError(one) ? 'TRANSIENT' : 'CLIENT_ERROR';
}
