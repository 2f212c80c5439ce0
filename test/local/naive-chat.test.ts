/**
 * A deliberately naive chat app passes on a lax emulator and fails here as it does on AWS, each time with AWS's reason.
 * Sources: Developer Guide of API Gateway, "Manage connected users and client apps" (the connection is not open during
 * $connect); IAM User Guide, "Policy evaluation logic"; AWS SDK for JavaScript v3 Developer Guide, "Handle errors"
 * (`name`, `$metadata.httpStatusCode`).
 */
import { once } from 'node:events';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest';
import { startLocal, type Local } from '../../local/start.ts';
import { GatewaySocket } from '../../emulator/test/support/socket.ts';
import { naiveApp, type NaiveOptions } from './naive-chat/app.ts';
import { startLaxEmulator } from './naive-chat/lax-emulator.ts';

let local: Local | undefined;
let stderr: MockInstance<typeof process.stderr.write>;

beforeEach(() => {
  stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(async () => {
  await local?.close();
  local = undefined;
  stderr.mockRestore();
});

/** The lines that the emulator logged. */
const told = () => stderr.mock.calls.map(([line]) => String(line)).join('');

async function start(options: NaiveOptions): Promise<Local> {
  local = await startLocal({ app: naiveApp(options) });
  return local;
}

async function open(url: string): Promise<GatewaySocket> {
  const socket = new GatewaySocket(url, [], {});
  await once(socket, 'open');
  return socket;
}

test('on a lax emulator it works', async () => {
  const emulator = await startLaxEmulator();
  const [one, two] = [await open(emulator.url), await open(emulator.url)];
  expect([await one.text(), await two.text()]).toEqual(['welcome', 'welcome']);
  one.send('hello');
  expect([await one.text(), await two.text()]).toEqual(['hello', 'hello']);
  await emulator.close();
});

test('a post inside $connect answers 410, so $connect throws and the handshake ends with 502', async () => {
  const { wsUrl } = await start({});
  const { status } = await new GatewaySocket(wsUrl, [], {}).refusal();
  expect(status).toBe(502);
  expect(told()).toContain('connect: GoneException');
});

test('the role does not allow a scan, so the sender gets Internal server error', async () => {
  const { wsUrl } = await start({ connect: 'connectInSilence' });
  const socket = await open(wsUrl);
  socket.send('hello');
  expect(await socket.json()).toMatchObject({ message: 'Internal server error' });
  expect(told()).toMatch(
    /say: AccessDeniedException: User: \S+ is not authorized to perform: dynamodb:Scan on resource: \S+table\/connections/,
  );
});

test('a lost $disconnect leaves a row; as e.statusCode does not exist, the row breaks sending for everybody', async () => {
  const { wsUrl, internalUrl } = await start({ connect: 'connectInSilence', mayScan: true });
  const credentials = { accessKeyId: 'operator', secretAccessKey: 'operator' };
  const db = new DynamoDBClient({ endpoint: internalUrl, region: 'us-east-1', credentials });
  await db.send(new PutItemCommand({ TableName: 'connections', Item: { id: { S: 'AAAAAAAAAAAAAAA=' } } }));
  const socket = await open(wsUrl);
  socket.send('hello');
  // The table may be scanned in either order: the sender's own row may come before the stale one.
  const first = await socket.text();
  expect(JSON.parse(first === 'hello' ? await socket.text() : first)).toMatchObject({
    message: 'Internal server error',
  });
  expect(told()).toContain('say: GoneException');
  const { Items } = await db.send(new ScanCommand({ TableName: 'connections' }));
  expect(Items).toContainEqual({ id: { S: 'AAAAAAAAAAAAAAA=' } });
});
