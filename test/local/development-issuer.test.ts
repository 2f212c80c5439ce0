import { mkdtemp, readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readOrCreateKey } from '../../local/issuer/key-file.ts';
import { startLocal, type Local } from '../../local/start.ts';

let running: Local;
beforeAll(async () => {
  running = await startLocal();
});
afterAll(() => running.close());

async function post(body: unknown): Promise<{ status: number; answer: Record<string, unknown> }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${running.url}/dev/token`, { method: 'POST', body: text });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

async function get(path: string): Promise<unknown> {
  return (await fetch(`${running.url}${path}`)).json();
}

test('DEV-5: POST /dev/token signs a token that the published keys verify', async () => {
  const { status, answer } = await post({ sub: 'alice', username: 'Alice' });
  expect(status).toBe(200);
  const configuration = (await get('/.well-known/openid-configuration')) as Record<string, unknown>;
  expect(configuration).toMatchObject({
    issuer: 'https://issuer.chat.local',
    jwks_uri: 'https://issuer.chat.local/.well-known/jwks.json',
  });
  const keys = createLocalJWKSet((await get('/.well-known/jwks.json')) as JSONWebKeySet);
  const { payload, protectedHeader } = await jwtVerify(String(answer['token']), keys, {
    issuer: 'https://issuer.chat.local',
    audience: 'chat',
  });
  expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
  expect(payload).toMatchObject({ sub: 'alice', username: 'Alice', iat: expect.any(Number) });
  expect(Number(payload.exp) - Number(payload.iat)).toBe(3_600);
});

test('expires_in may be zero or less, which makes expired tokens', async () => {
  for (const expiresIn of [60, 0, -30]) {
    const { answer } = await post({ sub: 'alice', expires_in: expiresIn });
    const claims = decodeJwt(String(answer['token']));
    expect(Number(claims.exp) - Number(claims.iat)).toBe(expiresIn);
    expect(claims).not.toHaveProperty('username');
  }
});

test.each([
  ['no JSON', 'oops', 'body'],
  ['no object', '[]', 'body'],
  ['no sub', {}, 'sub'],
  ['an empty sub', { sub: '' }, 'sub'],
  ['a sub of another type', { sub: 1 }, 'sub'],
  ['a username of another type', { sub: 'a', username: 1 }, 'username'],
  ['half a second', { sub: 'a', expires_in: 0.5 }, 'expires_in'],
  ['a century', { sub: 'a', expires_in: 3_155_760_000 }, 'expires_in'],
])('bad input is 400 and names the field: %s', async (_name, body, field) => {
  const { status, answer } = await post(body);
  expect(status).toBe(400);
  expect(answer).toMatchObject({ code: 'bad_request', details: [{ field, message: expect.any(String) }] });
});

test('only the public key is published', async () => {
  const { keys } = (await get('/.well-known/jwks.json')) as JSONWebKeySet;
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
});

test('GET /dev/users lists the demo users', async () => {
  expect(await get('/dev/users')).toEqual([
    { sub: 'alice', username: 'Alice' },
    { sub: 'bob', username: 'Bob' },
  ]);
});

test('GET /dev/stats returns the counts, POST /dev/stats/reset sets them to zero', async () => {
  await running.functions.invoke('system-message', '{}');
  expect(await get('/dev/stats')).toMatchObject({
    lambda: { invocations: 1, errors: 1, by_function: { 'system-message': { invocations: 1, errors: 1 } } },
  });
  const response = await fetch(`${running.url}/dev/stats/reset`, { method: 'POST' });
  const zero = {
    dynamodb: { calls: 0, read_units: 0, write_units: 0, by_operation: {} },
    lambda: { invocations: 0, errors: 0, by_function: {} },
  };
  expect(response.status).toBe(200);
  expect(await get('/dev/stats')).toMatchObject({ ...zero, pushes: { sent: 0, gone: 0 } });
});

test('other addresses of the development API are 404', async () => {
  for (const path of ['/dev/nothing', '/.well-known/nothing'])
    expect((await fetch(`${running.url}${path}`)).status).toBe(404);
  expect((await fetch(`${running.url}/dev/token`)).status).toBe(404);
});

test('a key file that many create at once is the same for all, and only its owner may read it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chat-key-'));
  const path = join(folder, 'inner', 'key.pem');
  const keys = await Promise.all(Array.from({ length: 8 }, () => readOrCreateKey(path)));
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toContain('BEGIN PRIVATE KEY');
  expect(await readdir(join(folder, 'inner'))).toEqual(['key.pem']);
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect(await readOrCreateKey(path)).toBe(keys[0]);
});
