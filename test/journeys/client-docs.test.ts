import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ChatClient, createChatClient, type OutboxStore } from '@marketplace-chat/client';
import { startApp, type LocalApp } from '../support/local-app.ts';

/** Compiles and runs the snippets of docs/client.md. */
const project = join(import.meta.dirname, '../..');
const text = readFileSync(join(project, 'docs/client.md'), 'utf8');
const snippets = [...text.matchAll(/^```ts\n([^]*?)^```/gm)].map(([, code]) => code!);
const [program, tokens, outbox] = ['program.ts', 'tokens.ts', 'outbox.ts'] as const;

let app: LocalApp;
let issuer: Server;
let folder: string;
/** The answers of the token endpoint in the second snippet, in order. The last one repeats. */
let answers: { status: number; body?: unknown }[] = [];

beforeAll(async () => {
  // Inside the project, so that imports of its packages work.
  mkdirSync(join(project, 'dist'), { recursive: true });
  folder = mkdtempSync(join(project, 'dist/client-docs-'));
  for (const [index, name] of [program, tokens, outbox].entries()) {
    writeFileSync(join(folder, name), snippets[index]!);
  }
  writeFileSync(join(folder, 'tsconfig.json'), '{"extends": "../../tsconfig.json", "include": ["*.ts"]}');
  issuer = createServer((_, response) => {
    const { status, body } = answers.length > 1 ? answers.shift()! : answers[0]!;
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body ?? {}));
  }).listen(0, '127.0.0.1');
  app = await startApp();
});

afterAll(async () => {
  await app?.stop();
  issuer?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a snippet with its environment variables; returns the lines that it prints. */
async function run(name: string): Promise<string[]> {
  const { port } = issuer.address() as AddressInfo;
  const env = {
    ...process.env,
    CHAT_URL: app.url,
    TOKEN: await app.token('alice'),
    TOKEN_URL: `http://127.0.0.1:${port}/`,
  };
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', join(folder, name)], {
    cwd: project,
    env,
    timeout: 30_000,
  });
  return stdout.trim().split('\n');
}

const clientWith = (outboxStore: OutboxStore) =>
  createChatClient({ socketUrl: app.wsUrl, apiUrl: `${app.url}/api/chat`, userId: 'alice', WebSocket, outboxStore });

describe('the snippets of docs/client.md', () => {
  test('compile', async () => {
    await promisify(execFile)(process.execPath, [join(project, 'node_modules/.bin/tsc'), '--noEmit', '-p', folder], {
      cwd: project,
    });
  });

  test('the first program connects, sends, receives its message, and ends', async () => {
    expect(await run(program)).toEqual(['1 alice: Hello', '1']);
  });

  test('a token source that fails is called again, and the client connects', async () => {
    answers = [{ status: 503 }, { status: 200, body: { token: await app.token('alice') } }];
    expect(await run(tokens)).toEqual(['connecting', 'waiting', 'connecting', 'connected', 'alice', 'idle']);
  });

  test('the client is refused if the token source reports that the user is signed out', async () => {
    answers = [{ status: 401 }];
    expect(await run(tokens)).toEqual(['connecting', 'refused', 'unauthorized', 'idle']);
  });

  test('the outbox in the third snippet keeps unsent messages for the next run, and can be cleared', async () => {
    const { fileOutbox } = (await import(pathToFileURL(join(folder, outbox)).href)) as {
      fileOutbox: (path: string) => OutboxStore;
    };
    const path = join(folder, 'outbox.json');
    const thread = await app.rest(await app.token('alice'), 'POST', '/threads/', {
      client: { id: 'alice' },
      freelancer: { id: 'bob' },
    });
    const before = clientWith(fileOutbox(path));
    before.sendMessage(thread.body.id, 'Written before there was a connection');
    expect(await before.countUnsent()).toBe(1);

    const after = clientWith(fileOutbox(path));
    const sent = new Promise<{ message: { content: string } }>((resolve) => after.on('sent', resolve));
    await after.connect(await app.token('alice'));
    expect((await sent).message.content).toBe('Written before there was a connection');
    await expect.poll(() => after.countUnsent()).toBe(0);
    after.disconnect();
    before.sendMessage(thread.body.id, 'Never sent');
    await before.forget();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([]);
  });
});

describe('the facts of docs/client.md', () => {
  test.each([...new Set([...text.matchAll(/client\.(\w+)\(/g)].map(([, name]) => name!))])(
    'client.%s() exists',
    (name) => {
      expect(ChatClient.prototype[name as keyof ChatClient]).toBeTypeOf('function');
    },
  );
});
