import { beforeAll, describe, expect, inject, test } from 'vitest';
import { endpoints } from '../../protocol/rest.ts';
import { forgedTokens } from '../support/forged-tokens.ts';
import { handshake, type HandshakeOptions } from '../support/handshake.ts';
import { appAt } from '../support/local-app.ts';
import { Person } from '../support/people.ts';

/** Tokens, and what the gateway itself does to sockets: only the running app has these. */

const app = appAt(inject('sharedApps')[0]!.url);
let forged: Record<string, string>;
const tokens: Record<'alice' | 'bob' | 'carol', string> = { alice: '', bob: '', carol: '' };

beforeAll(async () => {
  for (const sub of ['alice', 'bob', 'carol'] as const) tokens[sub] = await app.token(sub);
  forged = await forgedTokens('alice');
});

const protocols = (token: string) => ['chat.v1', `jwt.${token}`];
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const refused = { opened: false, status: expect.toSatisfy((status: number) => [401, 403].includes(status)) };

/** Opens a socket and asks the server who it takes the user for; the sub-protocol is the one that it selected. */
async function open(query: string, options: HandshakeOptions) {
  const outcome = await handshake(`${app.wsUrl}${query}`, options);
  if (!outcome.opened) return { status: outcome.status };
  const { data } = await outcome.socket.request('hello');
  await outcome.socket.close();
  return { user: data.user.id, protocol: outcome.protocol };
}

describe('a JWT proves the user at the handshake', () => {
  test('WS-1: as sub-protocol in any order, and the server selects chat.v1', async () => {
    for (const offered of [protocols(tokens.alice), protocols(tokens.alice).reverse()]) {
      expect(await open('', { protocols: offered })).toEqual({ user: 'alice', protocol: 'chat.v1' });
    }
  });

  test('WS-1: in the Authorization header', async () => {
    expect(await open('', { headers: bearer(tokens.alice) })).toEqual({ user: 'alice', protocol: '' });
  });

  test('WS-1: in the query', async () => {
    expect(await open(`?token=${tokens.alice}`, {})).toEqual({ user: 'alice', protocol: '' });
  });

  test('WS-1: the sub-protocol takes precedence over the header, the header over the query', async () => {
    const { alice, bob, carol } = tokens;
    const query = `?token=${carol}`;
    const all = await open(query, { protocols: protocols(alice), headers: bearer(bob) });
    expect(all).toEqual({ user: 'alice', protocol: 'chat.v1' });
    expect(await open(query, { headers: bearer(bob) })).toMatchObject({ user: 'bob' });
    expect(await open(query, { protocols: ['chat.v1'], headers: bearer(bob) })).toMatchObject({ user: 'bob' });
  });

  test('WS-1: without a token no socket opens', async () => {
    expect(await handshake(app.wsUrl)).toEqual(refused);
    expect(await handshake(app.wsUrl, { protocols: ['chat.v1'] })).toEqual(refused);
    expect(await handshake(app.wsUrl, { headers: { Authorization: `Basic ${tokens.alice}` } })).toEqual(refused);
    expect(await handshake(`${app.wsUrl}?token=`)).toEqual(refused);
  });

  test('WS-1: with a bad token no socket opens, wherever the token is; REST answers 401', async () => {
    for (const [wrong, token] of Object.entries(forged)) {
      expect(await handshake(app.wsUrl, { protocols: protocols(token) }), wrong).toEqual(refused);
      expect(await handshake(app.wsUrl, { headers: bearer(token) }), wrong).toEqual(refused);
      expect(await handshake(`${app.wsUrl}?token=${token}`), wrong).toEqual(refused);
      expect((await app.rest(token, 'GET', '/threads/')).status, wrong).toBe(401);
    }
  });

  test('WS-1: the socket is at /ws only', async () => {
    const elsewhere = `${app.wsUrl.replace(/ws$/, '')}other`;
    expect(await handshake(elsewhere, { protocols: protocols(tokens.alice) })).toEqual({ opened: false, status: 403 });
  });
});

test('WS-6: hello with a bad token is unauthorized, and the first token stays', async () => {
  const alice = await Person.create(app, 'Alice');
  const device = await alice.connect();
  for (const [wrong, token] of Object.entries(await forgedTokens(alice.id))) {
    expect((await device.request('hello', { token })).data.code, wrong).toBe('unauthorized');
  }
  expect((await device.request('ping')).event).toBe('pong');
});

test('WS-4: the gateway closes the socket on a binary frame and on one over 32 KB', async () => {
  const alice = await Person.create(app, 'Alice');
  const binary = await alice.connect();
  binary.raw.send(Buffer.from(JSON.stringify({ action: 'ping' })));
  expect((await binary.untilClosed()).code).toBe(1003);
  const large = await alice.connect();
  large.send({ action: 'ping', padding: 'x'.repeat(32 * 1024) });
  expect((await large.untilClosed()).code).toBe(1009);
});

test('REST-1, REST-2: without a token is 401 unauthorized', async () => {
  const { status, body } = await app.call('GET', '/api/chat/threads/');
  expect([status, body]).toMatchObject([401, { status: 401, code: 'unauthorized' }]);
});

test('REST-16: GET /openapi.json: needs no token and describes every endpoint', async () => {
  const { status, body } = await app.call('GET', '/api/chat/openapi.json');
  expect([status, body.openapi]).toEqual([200, expect.stringMatching(/^3\.1\./)]);
  expect(await app.call('GET', '/api/chat/openapi.json/')).toMatchObject({ status: 200, body });
  expect((await app.call('GET', '/api/chat/openapi.json/more')).status).toBe(404);
  const paths = Object.keys(body.paths).map((path) => path.replace('/api/chat', ''));
  expect(new Set(paths)).toEqual(new Set(Object.values(endpoints).map(({ path }) => path)));
});
