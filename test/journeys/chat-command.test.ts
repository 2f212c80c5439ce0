import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test, vi } from 'vitest';
import { messageLine, printable } from '../../cli/format.ts';
import { readOptions } from '../../cli/options.ts';
import { run } from '../../cli/run.ts';
import { readLine } from '../../cli/typed-line.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';
import { newTalk } from '../support/people.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let app: LocalApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** Runs the command in a process, with a pipe as its input. */
function startChat(token: string, threadId: string) {
  const args = ['--import', 'tsx', 'cli/chat.ts', '--url', app.url, '--thread', threadId];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, NODE_NO_WARNINGS: '1', CHAT_TOKEN: token },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const seen = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (seen.text += String(chunk)));
  return {
    type: (line: string) => child.stdin.write(`${line}\n`),
    shows: (text: string) => vi.waitFor(() => expect(seen.text).toContain(text), { timeout: 50_000, interval: 50 }),
    async quit(): Promise<number | null> {
      const exited = once(child, 'exit');
      child.stdin.write('/quit\n');
      return (await exited)[0] as number | null;
    },
  };
}

/** Runs the command in this process. */
async function chat(args: string[], input = '') {
  const seen = { out: [] as string[], err: [] as string[] };
  const terminal = {
    input: Readable.from([input]),
    print: (line: string) => seen.out.push(line),
    complain: (line: string) => seen.err.push(line),
  };
  return { code: await run(['--url', app.url, ...args], {}, terminal), ...seen };
}

/** An address where nothing listens. */
async function deadUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}

test('two commands talk to each other: history, messages, read marks, edits, deletions, quitting', async () => {
  const { alice, bob, threadId } = await newTalk(app);
  await alice.rest('POST', `/threads/${threadId}/messages/`, { content: 'from before' });
  const atAlice = startChat(alice.token, threadId);
  // Bob's command marks what it prints as read, which Alice's shows only if it has joined before.
  await atAlice.shows('Alice: from before');
  const atBob = startChat(bob.token, threadId);
  await atBob.shows('Alice: from before');
  await atAlice.shows('* Bob has read up to #1');
  atAlice.type('hello Bob');
  await atBob.shows('Alice: hello Bob');
  atBob.type('hello Alice');
  await atAlice.shows('Bob: hello Alice');
  atAlice.type('/edit 2 good morning Bob');
  await atBob.shows('Alice: good morning Bob (edited)');
  atBob.type('/delete 3');
  await atAlice.shows('Bob: (deleted)');
  atBob.type('/delete 1');
  await atBob.shows('forbidden: ');
  expect(await atBob.quit()).toBe(0);
  await atAlice.shows('* Bob has left');
  expect(await atAlice.quit()).toBe(0);
});

test('typing of the other user is shown', async () => {
  const { alice, bob, threadId } = await newTalk(app);
  const input = new PassThrough();
  const out: string[] = [];
  const ended = run(
    ['--url', app.url, '--thread', threadId, '--token', alice.token],
    {},
    { input, print: (line) => out.push(line), complain: (line) => out.push(line) },
  );
  const atBob = await bob.join(threadId);
  await vi.waitFor(
    async () => {
      await atBob.request('typing_start', { thread_id: threadId });
      expect(out).toContain('* Bob is typing');
    },
    { timeout: 50_000, interval: 200 },
  );
  input.end('/quit\n');
  expect(await ended).toBe(0);
  await atBob.close();
});

test('a pipe with --once stores each line in order, then exits', async () => {
  const { alice, bob, threadId } = await newTalk(app);
  expect(await chat(['--token', alice.token, '--thread', threadId, '--once'], 'one\n\ntwo\n//three\n')).toMatchObject({
    code: 0,
    err: [],
  });
  const { results } = await bob.get(`/threads/${threadId}/messages/`);
  expect(results.map(({ content }: { content: string }) => content)).toEqual(['one', 'two', '/three']);
});

test('a pipe with --once and a refused line sends the others and exits with 1', async () => {
  const { alice, bob, threadId } = await newTalk(app);
  const { code, err } = await chat(
    ['--token', alice.token, '--thread', threadId, '--once'],
    `${'x'.repeat(4001)}\n/what\nfine\n`,
  );
  expect({ code, err }).toEqual({
    code: 1,
    err: [expect.stringMatching(/^bad_request: content: /), expect.stringMatching(/^bad_request: not a command/)],
  });
  expect((await bob.get(`/threads/${threadId}/messages/`)).results).toHaveLength(1);
});

test('WS-16: a line to an inactive thread is refused', async () => {
  const { alice, threadId } = await newTalk(app);
  await alice.rest('PATCH', `/threads/${threadId}/`, { is_active: false });
  const { code, err } = await chat(['--token', alice.token, '--thread', threadId, '--once'], 'too late\n');
  expect({ code, err }).toEqual({ code: 1, err: [expect.stringMatching(/^thread_inactive: /)] });
});

test('without --thread it lists the threads', async () => {
  const { alice, threadId } = await newTalk(app);
  expect(await chat(['--token', alice.token])).toEqual({ code: 0, out: [`${threadId}  Alice – Bob`], err: [] });
});

test('each failure is one line and an exit code', async () => {
  const { alice } = await newTalk(app);
  const dead = await deadUrl();
  const token = ['--token', alice.token];
  expect(await chat(['--token', 'no-token'])).toEqual({
    code: 1,
    out: [],
    err: [expect.stringMatching(/^unauthorized: .+$/)],
  });
  expect(await chat([...token, '--thread', 'nowhere'])).toEqual({
    code: 1,
    out: [],
    err: [expect.stringMatching(/^not_found: .+$/)],
  });
  expect(await chat([...token, '--url', dead])).toEqual({
    code: 1,
    out: [],
    err: [expect.stringMatching(new RegExp(`^network: nothing answers at ${dead}/api/chat; --url names another `))],
  });
  expect(await chat([])).toEqual({
    code: 2,
    out: [],
    err: [expect.stringMatching(/^--token or CHAT_TOKEN is missing\nusage: /)],
  });
  expect(await chat([...token, '--nonsense'])).toEqual({
    code: 2,
    out: [],
    err: [expect.stringMatching(/^Unknown option '--nonsense'.*\nusage: /)],
  });
});

test('--help and /help say what can be typed', async () => {
  const { alice, threadId } = await newTalk(app);
  const { code, out, err } = await chat(['--help']);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  expect(out.join('\n')).toMatch(/--thread ID .*\n[^]*Commands: \/edit SEQ TEXT/);
  const typed = await chat(['--token', alice.token, '--thread', threadId, '--once'], '/help\n');
  expect(typed).toMatchObject({ code: 0, out: [expect.stringMatching(/^Commands: /)], err: [] });
});

test('a WebSocket that cannot be reached ends the command with its address', async () => {
  const { alice, threadId } = await newTalk(app);
  const socket = `${(await deadUrl()).replace('http', 'ws')}/ws`;
  const { code, err } = await chat(['--token', alice.token, '--thread', threadId, '--socket', socket]);
  expect({ code, err }).toEqual({
    code: 1,
    err: [`network: no WebSocket answers at ${socket}; --socket names another`],
  });
});

test('WS-6: a token that expires ends the command', async () => {
  const { alice, threadId } = await newTalk(app);
  const { body } = await app.call('POST', '/dev/token', { sub: alice.id, username: 'Alice', expires_in: 5 });
  const { code, err } = await chat(['--token', body.token, '--thread', threadId], 'in time\n');
  expect({ code, err }).toEqual({ code: 1, err: [expect.stringMatching(/^unauthorized: .+$/)] });
});

describe('the command line', () => {
  const read = (...args: string[]) => readOptions(['--token', 't', ...args], {});

  it('derives the address of the WebSocket from that of REST by default', () => {
    expect(read()).toMatchObject({ apiUrl: 'http://127.0.0.1:8006/api/chat', socketUrl: 'ws://127.0.0.1:8006/ws' });
    expect(read('--url', 'https://rest.example.com/api/chat/')).toMatchObject({
      apiUrl: 'https://rest.example.com/api/chat',
      socketUrl: 'wss://rest.example.com/ws',
    });
    expect(read('--url', 'https://a.example.com', '--socket', 'wss://b.example.com/ws').socketUrl).toBe(
      'wss://b.example.com/ws',
    );
  });

  it('accepts a thread id that starts with a dash', () => {
    expect(read('--thread', '-k3', '--once')).toMatchObject({ threadId: '-k3', once: true });
    expect(read('--thread', '--k3')).toMatchObject({ threadId: '--k3', once: false });
    expect(() => read('--thread', '--once')).toThrow(/^Option '--thread/);
    expect(() => read('--thread')).toThrow(/^Option '--thread/);
  });

  it('refuses a value that is not a URL', () => {
    expect(() => read('--url', 'example.com')).toThrow('--url must be a URL');
    expect(() => read('--socket', 'https://example.com')).toThrow('--socket must be a URL that begins with ws://');
  });
});

it.each([
  ['hello', { kind: 'send', content: 'hello' }],
  ['/edit 12 new text', { kind: 'edit', seq: 12, content: 'new text' }],
  ['/edit 12', { kind: 'unknown' }],
  ['/delete 7', { kind: 'delete', seq: 7 }],
  ['/delete 0', { kind: 'unknown' }],
  ['/quit', { kind: 'quit' }],
  ['  ', { kind: 'nothing' }],
])('the line "%s" is parsed', (line, meaning) => {
  expect(readLine(line)).toEqual(meaning);
});

it('texts of others cannot control the terminal', () => {
  expect(printable('a\u001b[2Jb\u009bc\r\td\ne')).toBe('a[2Jbc\td\n    e');
  const base = {
    id: 'm',
    thread_id: 't',
    seq: 3,
    revision: 0,
    reply_to: null,
    reactions: [],
    attachments: [],
    sender: null,
    type: 'system' as const,
    content: 'hired',
    sent_at: '2026-11-22T14:05:06.000Z',
  };
  const rest = { edited_at: null, deleted_at: null, is_read: false, client_message_id: null, metadata: null };
  expect(messageLine({ ...base, ...rest })).toBe('#3 2026-11-22 14:05 (system): hired');
});
