/**
 * What a page of another origin can make a browser send to this machine: requests with its own name in `Host` once that
 * name points at 127.0.0.1 (DNS rebinding), and requests to 127.0.0.1 with its own `Origin`. They are written byte by
 * byte, since clients correct what is unusual.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { PutEventsCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings } from '../runtime/settings.ts';
import { startEmulator, type Emulator } from '../start-emulator.ts';
import { operator, readFixture } from './support/fixture-app.ts';
import { worker } from './support/resources.ts';

let emulator: Emulator;
let port: string;
const own = { serves: ({ url }: { url?: string }) => url === '/own', ownOriginOnly: true };
const anyOther = {
  handle: async (_: unknown, response: { end(text: string): unknown }) => void response.end('served'),
};
beforeAll(async () => {
  emulator = await startEmulator({
    app: () => readFixture({ worker }),
    settings: readSettings({ PORT: '0' }),
    routes: () => ({ first: [{ ...own, ...anyOther }], otherwise: anyOther }),
  });
  port = new URL(emulator.url).port;
});
afterAll(() => emulator.close());

/** Sends lines as they are. Returns the status of the answer. */
async function status(lines: string[], atPort = port): Promise<number> {
  const socket = connect(Number(atPort), '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return Number(String(answer).split(' ')[1]);
}

const close = 'Connection: close';
const webSocket = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  `Sec-WebSocket-Key: ${'A'.repeat(22)}==`,
];

const foreignHosts = [
  ...['evil.example', '127.0.0.1.evil.example', '127.0.0.1@evil.example', '127.0.0.1 evil.example', '127.0.0.1, evil'],
  ...['localhost.', 'xlocalhost', 'localhost/', 'localhost:x', '127.0.0.1:80:80', ''],
  ...['0x7f.0.0.1', '127.1', '2130706433', '0.0.0.0', '127.0.0.2', '[::ffff:127.0.0.1]', '[::]', '::1'],
];
const foreign: [what: string, lines: (path: string) => string[]][] = [
  ...foreignHosts.map((host): (typeof foreign)[number] => [
    `the Host "${host}"`,
    (path) => [`GET ${path} HTTP/1.1`, `Host: ${host}`],
  ]),
  ['no Host', (path) => [`GET ${path} HTTP/1.1`]],
  ['two Hosts', (path) => [`GET ${path} HTTP/1.1`, 'Host: 127.0.0.1', 'Host: evil.example']],
  ['HTTP/1.0 without a Host', (path) => [`GET ${path} HTTP/1.0`]],
  ['HTTP/1.0 with another Host', (path) => [`GET ${path} HTTP/1.0`, 'Host: evil.example']],
  ['another host in the target', (path) => [`GET http://evil.example${path} HTTP/1.1`, 'Host: 127.0.0.1']],
  ['another scheme and host in the target', (path) => [`GET ws://evil.example${path} HTTP/1.1`, 'Host: 127.0.0.1']],
  ['a user in the target', (path) => [`GET http://127.0.0.1@evil.example${path} HTTP/1.1`, 'Host: 127.0.0.1']],
  ['another Host than the target', (path) => [`GET http://127.0.0.1${path} HTTP/1.1`, 'Host: evil.example']],
];

test.each(foreign)('GW-98: a request with %s is 403, on both ports, and so is a handshake', async (_, lines) => {
  expect(await status([...lines('/'), close])).toBe(403);
  expect(await status([...lines('/ws'), ...webSocket])).toBe(403);
  expect(await status([...lines('/'), 'Connection: Upgrade', 'Upgrade: h2c'])).toBe(403);
  const internal = new URL(emulator.internalUrl).port;
  // Node.js answers a missing Host itself, at the port that only functions use.
  expect([400, 403]).toContain(await status([...lines('/'), close], internal));
});

test.each(['127.0.0.1', 'localhost', 'LocalHost', '[::1]'])('GW-98: %s with any port is this machine', async (name) => {
  for (const host of [name, `${name}:80`, `${name}:${port}`, `${name}:`]) {
    expect(await status(['GET / HTTP/1.1', `Host: ${host}`, close])).toBe(200);
    expect(await status([`GET http://${host}/ HTTP/1.1`, `Host: ${host}`, close])).toBe(200);
    expect(await status(['GET / HTTP/1.0', `Host: ${host}`])).toBe(200);
    expect(await status(['GET /ws HTTP/1.1', `Host: ${host}`, ...webSocket])).toBe(101);
  }
});

const guarded = [
  ['the Invoke API', 'POST /2015-03-31/functions/worker/invocations HTTP/1.1', 200],
  ['the management API', 'GET /@connections/A= HTTP/1.1', 410],
  ['the management API at its stage', 'GET /ws/%40connections/A= HTTP/1.1', 410],
  ['PutEvents', 'POST / HTTP/1.1\r\nX-Amz-Target: AWSEvents.PutEvents', 400],
  ['DynamoDB', 'POST / HTTP/1.1\r\nX-Amz-Target: DynamoDB_20120810.ListTables', 400],
  ['a secret', 'POST / HTTP/1.1\r\nX-Amz-Target: secretsmanager.GetSecretValue', 400],
  ['a queue', 'POST / HTTP/1.1\r\nX-Amz-Target: AmazonSQS.ListQueues', 200],
  ['a route that serves its own origin only', 'GET /own HTTP/1.1', 200],
] as const;

test.each(guarded)(
  'GW-99: %s is 403 for a page of another origin, and served otherwise',
  async (_, request, served) => {
    const ask = (...headers: string[]) => status([request, ...headers, 'Content-Length: 0', close]);
    const host = `localhost:${port}`;
    const others = [
      'null',
      'https://evil.example',
      `http://127.0.0.1:${port}`,
      'http://localhost',
      `https://${host}`,
      `http://${host}.evil.example`,
      `http://${host}/`,
      '',
    ];
    for (const origin of others)
      expect([origin, await ask(`Host: ${host}`, `Origin: ${origin}`)]).toEqual([origin, 403]);
    expect(await ask(`Host: ${host}`, `Origin: http://${host}`, 'Origin: https://evil.example')).toBe(403);
    expect(await ask(`Host: ${host}`, `Origin: http://${host}`)).toBe(served);
    expect(await ask('Host: LOCALHOST:80', 'Origin: http://localhost')).toBe(served);
    expect(await ask(`Host: ${host}`)).toBe(served);
  },
);

test('GW-99: every other part serves all origins, and so does the handshake', async () => {
  expect(await status(['GET / HTTP/1.1', 'Host: 127.0.0.1', 'Origin: null', close])).toBe(200);
  expect(await status(['GET /ws HTTP/1.1', 'Host: 127.0.0.1', 'Origin: null', ...webSocket])).toBe(101);
});

test('GW-99: the AWS SDK sends no Origin, under any name of this machine', async () => {
  for (const endpoint of [emulator.url, `http://localhost:${port}`]) {
    const invoked = await new LambdaClient(operator(endpoint)).send(new InvokeCommand({ FunctionName: 'worker' }));
    expect(invoked.StatusCode).toBe(200);
    const entry = { Source: 'shop', DetailType: 'news', Detail: '{}' };
    const events = new EventBridgeClient(operator(endpoint));
    expect(await events.send(new PutEventsCommand({ Entries: [entry] }))).toMatchObject({ FailedEntryCount: 0 });
  }
});
