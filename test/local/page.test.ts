import { mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { frameAncestorsIn } from '../../local/local-settings.ts';
import { PageServer } from '../../local/page/page-server.ts';

const shared = {
  editWindowMs: 60_000,
  language: 'de',
  brand: { logo: 'https://kiosk.example/logo.svg' },
  notifications: true,
};

let server: Server;
let url: string;

beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'chat-page-'));
  const folder = join(root, 'page');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'index.html'), '<!doctype html>page');
  await writeFile(join(folder, 'assets', 'index-abc.js'), 'script');
  await writeFile(join(root, 'secret.txt'), 'secret');
  const page = new PageServer(folder, () => 'ws://127.0.0.1:8006', ['http://127.0.0.1:9000'], shared, []);
  server = createServer((request, response) => void page.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

/** A request whose path `fetch` does not normalise. */
async function rawGet(path: string): Promise<{ status: number; body: string }> {
  const request = httpRequest(`${url}/`, { path });
  request.end();
  const [response] = await once(request, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode, body: Buffer.concat(chunks).toString() };
}

test('the page is at / and at every path without a file extension', async () => {
  for (const path of ['/', '/threads/abc', '/callback?code=1']) {
    const response = await fetch(url + path);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toBe('<!doctype html>page');
  }
});

test('files with a hash in their name are cached for ever; a missing file is 404, not the page', async () => {
  const script = await fetch(`${url}/assets/index-abc.js`);
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect((await fetch(`${url}/assets/index-old.js`)).status).toBe(404);
});

test('responses have the security headers of the distribution, and so has a 404', async () => {
  for (const path of ['/', '/gone.js']) {
    const { headers } = await fetch(url + path);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*connect-src 'self' ws:\/\/127\.0\.0\.1:8006 http:\/\/127\.0\.0\.1:9000; .*frame-ancestors 'none'$/,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('permissions-policy')).toBe('camera=(), geolocation=(), microphone=(self)');
  }
});

test('pages of other origins may load the widget and the addresses from it', async () => {
  for (const path of ['/config.json', '/assets/index-abc.js'])
    expect((await fetch(url + path)).headers.get('access-control-allow-origin')).toBe('*');
});

test('/config.json tells the page that it runs on one machine', async () => {
  const config = await (await fetch(`${url}/config.json`)).json();
  expect(config).toMatchObject({
    dev: true,
    apiUrl: '/api/chat',
    webSocketUrl: '/ws',
    attachments: true,
    notifications: true,
    editWindowMs: 60_000,
    language: 'de',
    brand: { logo: 'https://kiosk.example/logo.svg' },
  });
});

test('nothing outside the folder is served', async () => {
  for (const path of [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '//../secret.txt',
    '/..\\secret.txt',
  ]) {
    expect([path, (await rawGet(path)).body]).not.toEqual([path, 'secret']);
  }
});

test('the page can only be read', async () => {
  expect((await fetch(`${url}/`, { method: 'POST', body: 'x' })).status).toBe(405);
  const head = await fetch(`${url}/`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '19']);
});

test('the sites of CHAT_FRAME_ANCESTORS may show the page in a frame', async () => {
  const sites = frameAncestorsIn({ CHAT_FRAME_ANCESTORS: 'https://www.example.com, http://localhost:3000' });
  const page = new PageServer(null, () => 'ws://127.0.0.1:8006', [], shared, sites);
  const framed = createServer((request, response) => void page.handle(request, response)).listen(0, '127.0.0.1');
  await once(framed, 'listening');
  const { headers } = await fetch(`http://127.0.0.1:${(framed.address() as AddressInfo).port}/`);
  framed.close();
  expect(headers.get('x-frame-options')).toBeNull();
  expect(headers.get('content-security-policy')).toMatch(
    /; frame-ancestors https:\/\/www\.example\.com http:\/\/localhost:3000$/,
  );
});
