import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { openDynamo } from '../lambdas/data/dynamo.ts';

/**
 * `npm run bench:calls`: the processor time of one GetItem in the calling process, against a server in a process of its
 * own that answers at once. It compares what the functions use with the SDK's client as it comes, and with a bare
 * request of Node.js, neither signed nor retried, which shows what no client can do without.
 */
const rounds = 3;
const warmUp = 2_000;
const calls = 5_000;

const tableName = 'chat';
const key = { PK: { S: 'T#x' }, SK: { S: 'META' } };

function serve(): void {
  const answer = JSON.stringify({ Item: { ...key, content: { S: 'x'.repeat(200) } } });
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'Content-Length': answer.length }).end(answer));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
}

/** A request of Node.js over a connection that is kept open. */
function bareCall(port: number): () => Promise<unknown> {
  const agent = new Agent({ keepAlive: true });
  const body = JSON.stringify({ TableName: tableName, Key: key });
  return () =>
    new Promise((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, method: 'POST', agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
      });
      request.on('error', reject).end(body);
    });
}

async function microsecondsOf(call: () => Promise<unknown>): Promise<number> {
  for (let count = 0; count < warmUp; count += 1) await call();
  const before = process.cpuUsage();
  for (let count = 0; count < calls; count += 1) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

async function measure(): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ['serve']);
  const [port] = (await once(child, 'message')) as [number];
  const place = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c'.repeat(300) },
  };
  const sdk = new DynamoDBClient(place);
  const ours = openDynamo(place);
  const bare = bareCall(port);
  for (let round = 1; round <= rounds; round += 1) {
    const byBare = await microsecondsOf(bare);
    const bySdk = await microsecondsOf(() => sdk.send(new GetItemCommand({ TableName: tableName, Key: key })));
    const byOurs = await microsecondsOf(() =>
      ours.call('GetItem', { TableName: tableName, Key: { PK: 'T#x', SK: 'META' } }),
    );
    const µs = (time: number) => `${time.toFixed(0)} µs`;
    console.log(`bare request ${µs(byBare)}, SDK client ${µs(bySdk)}, as the functions call ${µs(byOurs)}`);
  }
  child.kill();
}

if (process.argv[2] === 'serve') serve();
else await measure();
