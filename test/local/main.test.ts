import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';

const projectFolder = join(import.meta.dirname, '..', '..');
const tsx = import.meta.resolve('tsx');
const children: ChildProcess[] = [];

afterEach(async () => {
  await Promise.all(
    children.splice(0).map(async (child) => child.exitCode === null && child.kill('SIGKILL') && once(child, 'exit')),
  );
});

/** Started from elsewhere, as `npm --prefix` does. */
function run(file: string, args: string[], environment: Record<string, string> = {}): ChildProcess {
  const env = { ...process.env, NODE_NO_WARNINGS: '1', ...environment };
  const child = spawn(process.execPath, ['--import', tsx, join(projectFolder, 'local', file), ...args], {
    cwd: tmpdir(),
    env,
  });
  children.push(child);
  return child;
}

/** What a command that ends by itself prints, and its exit code. */
async function result(child: ChildProcess): Promise<{ out: string; err: string; code: number | null }> {
  const seen = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => (seen.out += String(chunk)));
  child.stderr?.on('data', (chunk) => (seen.err += String(chunk)));
  const [code] = await once(child, 'close');
  return { ...seen, code };
}

async function readyUrl(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^ready (https?:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error('it ended before it was ready');
}

test('DEV-1: it prints ready and its address, and SIGTERM ends it cleanly: sockets close with 1001', async () => {
  const child = run('main.ts', [], { PORT: '0' });
  const url = await readyUrl(child);
  const { out: token } = await result(run('dev/token-command.ts', ['--sub', 'carol', '--username', 'Carol']));
  const authorization = `Bearer ${token.trim()}`;
  expect((await fetch(`${url}/api/chat/threads/`, { headers: { authorization } })).status).toBe(200);
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { headers: { authorization } });
  await once(socket, 'open');
  const closed = once(socket, 'close');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await closed)[0]).toBe(1001);
  expect(await ended).toEqual([0, null]);
});

test('a signal during the start ends it cleanly too', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  // Writing its demo conversation takes about 20 s.
  const child = run('main.ts', [], { PORT: String(port), LOCAL_DYNAMODB_DELAY_MS: '5000' });
  const answers = () =>
    fetch(`http://127.0.0.1:${port}`).then(
      ({ status }) => status,
      () => null,
    );
  for (let status = await answers(); status !== 503; status = await answers()) {
    if (status !== null || child.exitCode !== null) throw new Error(`answered ${status} instead of 503`);
    await setTimeout(50);
  }
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

test.each([
  ['a DATA_DIR that is a file', [], { PORT: '0', DATA_DIR: import.meta.filename }, /^DATA_DIR/],
  ['a bad setting', [], { PORT: 'x' }, /^PORT is "x": must be a whole number$/],
  ['an unknown setting', [], { LOCAL_IDLE: '1' }, /^LOCAL_IDLE is no setting; there are PORT, /],
  ['a bad deploy setting', [], { PORT: '0', CHAT_RATE_LIMIT: 'x' }, /CHAT_RATE_LIMIT is "x"/],
  [
    'a missing engine',
    [],
    { PORT: '0', LOCAL_DYNAMODB_ENGINE: 'java', LOCAL_DYNAMODB_JAR: '/nowhere' },
    /^LOCAL_DYNAMODB_JAR: \/nowhere does not exist$/,
  ],
  [
    'a DynamoDB that does not answer',
    [],
    { PORT: '0', DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' },
    /^DYNAMODB_ENDPOINT is "http:\/\/127\.0\.0\.1:1": nothing answers there$/,
  ],
  ['an unknown option', ['--nope'], {}, /^Unknown option '--nope'/],
])('DEV-2: %s is named in one line, with exit code 1', async (_name, args, environment, line) => {
  const { out, err, code } = await result(run('main.ts', args, environment as unknown as Record<string, string>));
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err.trim()).toMatch(line);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('DEV-2: a taken port is named in one line, with exit code 1', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { err, code } = await result(run('main.ts', [], { PORT: String(port) }));
  server.close();
  expect([code, err]).toEqual([
    1,
    `PORT ${port} is taken by another process; choose another with PORT=…, PORT=0 takes a free one\n`,
  ]);
});

test.each([
  ['alice', [], 'Alice'],
  ['alice', ['--username', 'Anna'], 'Anna'],
  ['carol', [], undefined],
])('DEV-5: the token of %s with %j names the user %s', async (sub, args, username) => {
  const { out } = await result(run('dev/token-command.ts', ['--sub', sub, ...args]));
  expect(decodeJwt(out.trim())).toMatchObject({ sub });
  expect(decodeJwt(out.trim()).username).toBe(username);
});

test.each([
  ['without a user', [], /^sub: /],
  ['with an unknown option', ['--name', 'a'], /^Unknown option '--name'/],
])('the token command %s prints the error and the usage', async (_name, args, line) => {
  const { out, err, code } = await result(run('dev/token-command.ts', args));
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(line);
  expect(err).toContain('usage: npm run --silent token -- --sub alice');
});
