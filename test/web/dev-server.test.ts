import { join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createChatClient, type SocketConstructor } from '@marketplace-chat/client';
import { memoryOutbox } from '../../web/client/outbox-store/memory.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';

let app: LocalApp;
let vite: ViteDevServer;
let url: string;

beforeAll(async () => {
  app = await startApp();
  vi.stubEnv('CHAT_BACKEND', app.url);
  const configFile = join(import.meta.dirname, '../../web/page/vite.config.ts');
  vite = await createServer({ configFile, logLevel: 'silent', server: { port: 0, host: '127.0.0.1' } });
  await vite.listen();
  url = vite.resolvedUrls!.local[0]!.replace(/\/$/, '');
});

afterAll(async () => {
  await vite?.close();
  await app?.stop();
  vi.unstubAllEnvs();
});

describe('npm run dev:web next to npm start', () => {
  it('serves the page from its sources', async () => {
    expect(await (await fetch(`${url}/`)).text()).toContain('/main.tsx');
    expect((await fetch(`${url}/main.tsx`)).headers.get('content-type')).toMatch(/javascript/);
  });

  it.each(['/config.json', '/api/chat/openapi.json', '/dev/users', '/.well-known/jwks.json'])(
    'forwards %s',
    async (path) => {
      expect(await (await fetch(url + path)).json()).toEqual(await (await fetch(app.url + path)).json());
    },
  );

  it('forwards what a page of the development server sends, and nothing of a foreign page (DEV-9)', async () => {
    const ask = (origin: string) =>
      fetch(`${url}/dev/token`, { method: 'POST', headers: { origin }, body: JSON.stringify({ sub: 'alice' }) });
    expect((await ask(url)).status).toBe(200);
    expect((await ask('https://evil.example')).status).toBe(403);
  });

  it('connects to the WebSocket address in /config.json', async () => {
    const { webSocketUrl } = (await (await fetch(`${url}/config.json`)).json()) as { webSocketUrl: string };
    const client = createChatClient({
      socketUrl: new URL(webSocketUrl, url).href.replace(/^http/, 'ws'),
      apiUrl: `${url}/api/chat`,
      WebSocket: WebSocket as unknown as SocketConstructor,
      outboxStore: memoryOutbox(),
      timing: { connectTimeoutMs: 5_000 },
    });
    const token = await app.token('alice');
    const failed = new Promise((resolve) => client.on('connection', ({ kind }) => kind === 'waiting' && resolve(kind)));
    expect(await Promise.race([client.connect(token), failed])).toMatchObject({ ok: true });
    client.disconnect();
  });
});
