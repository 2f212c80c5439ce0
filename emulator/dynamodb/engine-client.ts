import { Pool } from 'undici';
import { region } from '../primitives/pseudo-parameters.ts';

/** An answer of the engine, unparsed. */
export interface EngineAnswer {
  status: number;
  body: Buffer;
}

/**
 * The same access key for every caller: DynamoDB Local without -sharedDb keeps a database for each access key and
 * region. Engines require a signature but do not check it.
 */
const accessKeyId = 'local';
const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`;

/** The operations of DynamoDB Streams, which is a service of its own. */
const streamOperations = new Set(['DescribeStream', 'GetShardIterator', 'GetRecords']);

/** Calls a DynamoDB engine over keep-alive connections. */
export class EngineClient {
  readonly #pool: Pool;

  constructor(endpoint: string) {
    this.#pool = new Pool(new URL(endpoint).origin);
  }

  /** Sends a request unchanged. Rejects if the engine cannot be reached. */
  async send(operation: string, body: Buffer | string): Promise<EngineAnswer> {
    const answer = await this.#pool.request({ method: 'POST', path: '/', headers: headersOf(operation), body });
    return { status: answer.statusCode, body: Buffer.from(await answer.body.arrayBuffer()) };
  }

  /** Calls an operation. If the engine refuses, throws an error with DynamoDB's name for it. */
  async call<T>(operation: string, input: unknown): Promise<T> {
    const { status, body } = await this.send(operation, JSON.stringify(input));
    const output = JSON.parse(body.toString('utf8')) as T & { __type?: string; message?: string; Message?: string };
    if (status === 200) return output;
    const error = new Error(`${operation}: ${output.message ?? output.Message ?? status}`);
    error.name = output.__type?.split('#').at(-1) ?? 'UnknownError';
    throw error;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

function headersOf(operation: string): Record<string, string> {
  return {
    'Content-Type': 'application/x-amz-json-1.0',
    'X-Amz-Target': `${streamOperations.has(operation) ? 'DynamoDBStreams' : 'DynamoDB'}_20120810.${operation}`,
    'X-Amz-Date': '20260101T000000Z',
    Authorization: authorization,
  };
}
