import { Agent, request as httpRequest } from 'node:http';
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
  readonly #endpoint: URL;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(endpoint: string) {
    this.#endpoint = new URL(endpoint);
  }

  /** Sends a request's bytes unchanged. Rejects if the engine cannot be reached. */
  send(operation: string, body: Buffer): Promise<EngineAnswer> {
    return new Promise((resolve, reject) => {
      const options = {
        method: 'POST',
        host: this.#endpoint.hostname,
        port: this.#endpoint.port,
        agent: this.#agent,
        headers: headersOf(operation, body),
      };
      const outgoing = httpRequest(options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 500,
            body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks),
          }),
        );
        incoming.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** Calls an operation. If the engine refuses, throws an error with DynamoDB's name for it. */
  async call<T>(operation: string, input: unknown): Promise<T> {
    const { status, body } = await this.send(operation, Buffer.from(JSON.stringify(input)));
    const output = JSON.parse(body.toString('utf8')) as T & { __type?: string; message?: string; Message?: string };
    if (status === 200) return output;
    const error = new Error(`${operation}: ${output.message ?? output.Message ?? status}`);
    error.name = output.__type?.split('#').at(-1) ?? 'UnknownError';
    throw error;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function headersOf(operation: string, body: Buffer): Record<string, string | number> {
  return {
    'Content-Type': 'application/x-amz-json-1.0',
    'Content-Length': body.length,
    'X-Amz-Target': `${streamOperations.has(operation) ? 'DynamoDBStreams' : 'DynamoDB'}_20120810.${operation}`,
    'X-Amz-Date': '20260101T000000Z',
    Authorization: authorization,
  };
}
