import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgedTokens } from '../support/forged-tokens.ts';
import { handshake, type HandshakeOptions } from '../support/handshake.ts';
import { startApp, type LocalApp } from '../support/local-app.ts';

let app: LocalApp;
let forged: Record<string, string>;
const tokens: Record<'alice' | 'bob' | 'carol', string> = { alice: '', bob: '', carol: '' };

beforeAll(async () => {
  app = await startApp();
  for (const sub of ['alice', 'bob', 'carol'] as const) tokens[sub] = await app.token(sub);
  forged = await forgedTokens('alice');
});
afterAll(() => app.stop());

/** Who the server takes the opener of a socket for, and the sub-protocol that it selected. */
async function open(query: string, options: HandshakeOptions) {
  const outcome = await handshake(`${app.wsUrl}${query}`, options);
  if (!outcome.opened) return { status: outcome.status };
  const { data } = await outcome.socket.request('hello');
  await outcome.socket.close();
  return { user: data.user.id, protocol: outcome.protocol };
}

const protocols = (token: string) => ['chat.v1', `jwt.${token}`];
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const refused = { opened: false, status: expect.toSatisfy((status: number) => [401, 403].includes(status)) };

describe('WS-1: a JWT proves the user at the handshake', () => {
  test('WS-1: as sub-protocol, and the server selects chat.v1', async () => {
    expect(await open('', { protocols: protocols(tokens.alice) })).toEqual({ user: 'alice', protocol: 'chat.v1' });
  });

  test('WS-1: whatever the order of the sub-protocols is', async () => {
    expect(await open('', { protocols: protocols(tokens.alice).reverse() })).toEqual({
      user: 'alice',
      protocol: 'chat.v1',
    });
  });

  test('WS-1: in the Authorization header', async () => {
    expect(await open('', { headers: bearer(tokens.alice) })).toEqual({ user: 'alice', protocol: '' });
  });

  test('WS-1: in the query', async () => {
    expect(await open(`?token=${tokens.alice}`, {})).toEqual({ user: 'alice', protocol: '' });
  });

  test('WS-1: the sub-protocol is preferred to the header, the header to the query', async () => {
    const { alice, bob, carol } = tokens;
    const all = await open(`?token=${carol}`, { protocols: protocols(alice), headers: bearer(bob) });
    expect(all).toEqual({ user: 'alice', protocol: 'chat.v1' });
    expect(await open(`?token=${carol}`, { headers: bearer(bob) })).toMatchObject({ user: 'bob' });
    expect(await open(`?token=${carol}`, { protocols: ['chat.v1'], headers: bearer(bob) })).toMatchObject({
      user: 'bob',
    });
  });

  test('WS-1: no token, no socket', async () => {
    expect(await handshake(app.wsUrl)).toEqual(refused);
    expect(await handshake(app.wsUrl, { protocols: ['chat.v1'] })).toEqual(refused);
    expect(await handshake(app.wsUrl, { headers: { Authorization: `Basic ${tokens.alice}` } })).toEqual(refused);
    expect(await handshake(`${app.wsUrl}?token=`)).toEqual(refused);
  });

  test('WS-1: a bad token, no socket, wherever it stands', async () => {
    for (const [wrong, token] of Object.entries(forged)) {
      expect(await handshake(app.wsUrl, { protocols: protocols(token) }), wrong).toEqual(refused);
      expect(await handshake(app.wsUrl, { headers: bearer(token) }), wrong).toEqual(refused);
      expect(await handshake(`${app.wsUrl}?token=${token}`), wrong).toEqual(refused);
    }
  });

  test('section 3: the same bad tokens are 401 at REST', async () => {
    for (const [wrong, token] of Object.entries(forged)) {
      expect((await app.rest(token, 'GET', '/threads/')).status, wrong).toBe(401);
    }
    expect((await app.call('GET', '/api/chat/threads/')).status).toBe(401);
  });

  test('section 2: the socket is at /ws alone', async () => {
    const elsewhere = `${app.wsUrl.replace(/ws$/, '')}other`;
    expect(await handshake(elsewhere, { protocols: protocols(tokens.alice) })).toEqual({ opened: false, status: 403 });
  });
});

describe('WS-3: hello', () => {
  test('WS-3: the first frame of the server is connection_confirmed, the reply to hello', async () => {
    const before = Date.now();
    const token = await app.token('dora', { username: 'Dora' });
    const outcome = await handshake(app.wsUrl, { protocols: protocols(token) });
    if (!outcome.opened) throw new Error('refused');
    const { socket } = outcome;
    await socket.request('hello');
    expect(socket.frames).toHaveLength(1);
    const { event, data } = socket.frames[0]!;
    expect(event).toBe('connection_confirmed');
    expect(data).toEqual({
      user: { id: 'dora', username: 'Dora' },
      connection_id: expect.stringMatching(/^.{1,128}$/),
      server_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(Date.parse(data.server_time)).toBeGreaterThanOrEqual(before);
  });

  test('section 1: without a username in the token the user goes by the sub', async () => {
    const outcome = await handshake(app.wsUrl, { protocols: protocols(tokens.carol) });
    if (!outcome.opened) throw new Error('refused');
    expect((await outcome.socket.request('hello')).data.user).toEqual({ id: 'carol', username: 'carol' });
  });

  test('section 1: a username has up to 64 characters, a longer one is cut', async () => {
    const token = await app.token('erin', { username: '🦊'.repeat(70) });
    const outcome = await handshake(app.wsUrl, { protocols: protocols(token) });
    if (!outcome.opened) throw new Error('refused');
    expect((await outcome.socket.request('hello')).data.user.username).toBe('🦊'.repeat(64));
  });
});
