import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { openDynamo } from '../lambdas/data/dynamo.ts';

/**
 * `npm run bench:calls`: the processor's time of one GetItem in the calling process, by the SDK's client and by the one on the
 * send path, against a server of its own process that answers at once.
 */
const rounds = 3;
const warmUp = 2_000;
const calls = 5_000;

function serve(): void {
  const answer = JSON.stringify({ Item: { PK: { S: 'T#x' }, SK: { S: 'META' }, content: { S: 'x'.repeat(200) } } });
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(200, { 'Content-Length': answer.length }).end(answer));
  });
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
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
  const input = { TableName: 'chat', Key: { PK: { S: 'T#x' }, SK: { S: 'META' } } };
  const sdk = new DynamoDBClient(place);
  const ours = openDynamo(place);
  for (let round = 1; round <= rounds; round += 1) {
    const [bySdk, byOurs] = [
      await microsecondsOf(() => sdk.send(new GetItemCommand(input))),
      await microsecondsOf(() => ours.call('GetItem', input)),
    ];
    console.log(
      `SDK client ${bySdk.toFixed(0)} µs, send path ${byOurs.toFixed(0)} µs, ratio ${(byOurs / bySdk).toFixed(2)}`,
    );
  }
  child.kill();
}

if (process.argv[2] === 'serve') serve();
else await measure();
