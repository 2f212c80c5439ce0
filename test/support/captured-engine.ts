import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CapturedStream } from '../../emulator/dynamodb/captured-stream.ts';
import { ChangeCapture } from '../../emulator/dynamodb/change-capture.ts';
import { EngineClient } from '../../emulator/dynamodb/engine-client.ts';
import type { ItemRequest } from '../../emulator/dynamodb/operations.ts';
import { readBody } from '../../emulator/primitives/request-body.ts';
import { tableSchema } from '../../lambdas/data/table.ts';
import type { StreamRecord } from '../../lambdas/data/changes.ts';

/**
 * A DynamoDB endpoint in front of an engine, at which the changes of one table are captured as the records of its
 * stream.
 */
export interface CapturedEngine {
  url: string;
  /** The records that have come since the last call, as Lambda passes them on. */
  takeRecords(): Promise<StreamRecord[]>;
  close(): void;
}

const bodyBytesMax = 20 * 1024 * 1024;
const recordsMax = 10_000;

/** Captures the changes of the table that is created through it. */
export async function captureEngine(engineUrl: string): Promise<CapturedEngine> {
  const client = new EngineClient(engineUrl);
  const capture = new ChangeCapture(client);
  const stream = new CapturedStream('arn:stream', { journal: null, read: async () => null });
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    const body = (await readBody(incoming, bodyBytesMax)) ?? Buffer.alloc(0);
    const request = JSON.parse(body.toString()) as ItemRequest;
    if (operation === 'CreateTable') capture.listen(tableModel(String(request.TableName)), stream);
    const { status, body: answered } = await capture.send(operation, request);
    outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(answered);
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async takeRecords() {
      const [shard] = await stream.read(recordsMax);
      return JSON.parse(JSON.stringify(shard?.records ?? [])) as StreamRecord[];
    },
    close() {
      capture.close();
      void client.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

function tableModel(name: string) {
  const { partitionKey, sortKey } = tableSchema;
  return {
    logicalId: 'Table',
    name,
    arn: `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`,
    partitionKey,
    sortKey,
    attributeTypes: { [partitionKey]: 'S' as const, [sortKey]: 'S' as const },
    indexes: [],
    ttlAttribute: null,
    stream: true,
  };
}
