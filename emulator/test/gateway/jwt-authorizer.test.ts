/**
 * Sources: Developer Guide of API Gateway, "Control access to HTTP APIs with JWT authorizers" (the claims and their
 * order of preference, only RSA, keys cached for two hours) and "Troubleshooting issues with HTTP API JWT
 * authorizers" (the www-authenticate header). How claims are written as strings: captures from AWS in floci-io/floci
 * pull request 2011.
 */
import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto';
import { compactVerify, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { discoverKeys } from '../../gateway/http/issuer-keys.ts';
import { startGateway, type Fixture } from '../support/gateway.ts';
import { recorder } from '../support/handlers.ts';

const issuer = 'https://issuer.example';

/** Generated as PEM: on Node.js 20 the export of a new key as a JWK can hang. */
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
const keysOf = (pems: { privateKey: string; publicKey: string }) => ({
  privateKey: createPrivateKey(pems.privateKey),
  publicKey: createPublicKey(pems.publicKey),
});
const newRsaKey = () =>
  keysOf(generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding, publicKeyEncoding }));

const pair = newRsaKey();
const jwk = { kid: 'one', kty: 'RSA', alg: 'RS256', use: 'sig', ...pair.publicKey.export({ format: 'jwk' }) };

/** A key and how the issuer publishes it. */
const published = (kid: string, { privateKey, publicKey }: ReturnType<typeof keysOf>) => ({
  privateKey,
  jwk: { kid, ...publicKey.export({ format: 'jwk' }) } as JWK,
});

const secret = Buffer.from('a secret that is long enough for each HMAC, of 64 bytes at least');
const curve = published(
  'curve',
  keysOf(generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding, publicKeyEncoding })),
);
const edwards = published('edwards', keysOf(generateKeyPairSync('ed25519', { privateKeyEncoding, publicKeyEncoding })));
const anyRsa = published('any-rsa', newRsaKey());
const shared = {
  privateKey: createSecretKey(secret),
  jwk: { kid: 'shared', kty: 'oct', k: secret.toString('base64url') } as JWK,
};
const { handler, next, events } = recorder();
const fetched: string[] = [];
let running: Fixture;

beforeAll(async () => {
  const documents: Record<string, unknown> = {
    [`${issuer}/.well-known/openid-configuration`]: { jwks_uri: `${issuer}/keys` },
    [`${issuer}/keys`]: { keys: [jwk, ...[curve, edwards, anyRsa, shared].map((key) => key.jwk)] },
  };
  running = await startGateway({
    http: [
      {
        routeKey: 'GET /api',
        handler,
        authorizer: { issuer, audience: ['shop', 'app'], identitySources: ['$request.header.Authorization'] },
      },
      { routeKey: 'GET /api/open', handler },
    ],
    issuerKeys: discoverKeys(async (url) => {
      fetched.push(url);
      return documents[url];
    }),
  });
});
afterAll(() => running.close());

const nowSeconds = () => Math.floor(Date.now() / 1000);
const good = (): JWTPayload => ({ sub: 'alice', iss: issuer, aud: 'shop', iat: nowSeconds(), exp: nowSeconds() + 60 });

function sign(
  claims: JWTPayload,
  header: { alg: string; kid?: string } = { alg: 'RS256', kid: 'one' },
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader(header).sign(pair.privateKey);
}

function call(authorization?: string): Promise<Response> {
  return fetch(`${running.url}/api`, authorization === undefined ? {} : { headers: { authorization } });
}

test('the token may follow Bearer, in upper or lower case, or stand without it', async () => {
  const token = await sign(good());
  for (const authorization of [`Bearer ${token}`, `bearer ${token}`, token]) {
    expect((await call(authorization)).status).toBe(200);
    await next();
  }
});

test('GW-55: every claim is in requestContext.authorizer.jwt.claims, as a string', async () => {
  const claims = {
    ...good(),
    exp: 4_000_000_000,
    iat: 1_700_000_000,
    roles: ['a', 'b'],
    nested: { x: [1] },
    admin: true,
    nothing: null,
  };
  await call(`Bearer ${await sign(claims as JWTPayload)}`);
  expect((await next()).requestContext.authorizer).toEqual({
    jwt: {
      claims: {
        sub: 'alice',
        iss: issuer,
        aud: 'shop',
        exp: '4000000000',
        iat: '1700000000',
        roles: '[a b]',
        nested: '{"x":[1]}',
        admin: 'true',
      },
      scopes: null,
    },
  });
});

test('without a token the response is 401 with a bare www-authenticate', async () => {
  for (const authorization of [undefined, '', 'Bearer ']) {
    const response = await call(authorization);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
  }
});

const { iat: _iat, ...withoutIat } = good();
const { exp: _exp, ...withoutExp } = good();
const { aud: _aud, ...withoutAud } = good();
const refused: [string, () => JWTPayload, RegExp][] = [
  ['another issuer', () => ({ ...good(), iss: `${issuer}/` }), /issuer/],
  ['another audience', () => ({ ...good(), aud: 'other' }), /^the token does not have a valid audience$/],
  ['aud goes before client_id', () => ({ ...good(), aud: 'other', client_id: 'shop' }), /audience/],
  ['no audience at all', () => withoutAud, /audience/],
  ['exp in the past, without leeway', () => ({ ...good(), exp: nowSeconds() - 1 }), /expired/],
  ['no exp', () => withoutExp, /expired/],
  ['nbf in the future', () => ({ ...good(), nbf: nowSeconds() + 30 }), /not valid yet/],
  ['iat in the future', () => ({ ...good(), iat: nowSeconds() + 30 }), /future/],
];

test.each(refused)('GW-54: refused: %s', async (_name, claims, description) => {
  const response = await call(`Bearer ${await sign(claims())}`);
  expect(response.status).toBe(401);
  const [, shown] =
    /^Bearer scope="" error="invalid_token" error_description="(.*)"$/.exec(
      response.headers.get('www-authenticate') ?? '',
    ) ?? [];
  expect(shown).toMatch(description);
});

test('one of several audiences, client_id without aud, and a missing iat are accepted', async () => {
  for (const claims of [{ ...good(), aud: ['x', 'app'] }, { ...withoutAud, client_id: 'app' }, withoutIat]) {
    expect((await call(`Bearer ${await sign(claims)}`)).status).toBe(200);
    await next();
  }
});

test.each([
  ['ES256', curve],
  ['EdDSA', edwards],
  ['HS256', shared],
  ['HS512', shared],
  ['PS256', anyRsa],
  ['PS512', anyRsa],
] as const)(
  'a token of %s is refused, although the issuer publishes its key',
  async (alg, { privateKey, jwk: key }) => {
    const token = await new SignJWT(good()).setProtectedHeader({ alg, kid: key.kid! }).sign(privateKey);
    // The token is valid for whoever accepts that algorithm.
    await expect(compactVerify(token, await importJWK(key, alg))).resolves.toBeDefined();
    const response = await call(`Bearer ${token}`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain(`error_description="signing method ${alg} is invalid"`);
    expect(events).toHaveLength(0);
  },
);

test.each(['RS256', 'RS384', 'RS512'])('a token of %s is accepted', async (alg) => {
  const token = await new SignJWT(good()).setProtectedHeader({ alg, kid: 'any-rsa' }).sign(anyRsa.privateKey);
  expect((await call(`Bearer ${token}`)).status).toBe(200);
  await next();
});

test('GW-53: only RSA keys of the issuer are accepted', async () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const other = newRsaKey().privateKey;
  const tokens = [
    await new SignJWT(good()).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(secret),
    await new SignJWT(good()).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(ec),
    await new SignJWT(good()).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(other),
    await sign(good(), { alg: 'RS256', kid: 'two' }),
    await sign(good(), { alg: 'RS256' }),
    'no.token.at-all',
    'garbage',
  ];
  for (const token of tokens) expect((await call(`Bearer ${token}`)).status).toBe(401);
  expect(events).toHaveLength(0);
});

test('the keys are found by OIDC discovery, once', async () => {
  await call(`Bearer ${await sign(good())}`);
  await call(`Bearer ${await sign(good())}`);
  await Promise.all([next(), next()]);
  expect(fetched).toEqual([`${issuer}/.well-known/openid-configuration`, `${issuer}/keys`]);
});

test('the keys are kept for two hours', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const asked: string[] = [];
  const keys = discoverKeys(async (url) => {
    asked.push(url);
    return url.endsWith('/keys') ? { keys: [jwk] } : { jwks_uri: `${issuer}/keys` };
  });
  const startMs = Date.now();
  const hourMs = 60 * 60 * 1_000;
  await keys(issuer);
  vi.setSystemTime(startMs + 2 * hourMs - 1);
  await keys(issuer);
  expect(asked).toHaveLength(2);
  vi.setSystemTime(startMs + 2 * hourMs);
  await keys(issuer);
  expect(asked).toHaveLength(4);
});

test('keys that could not be fetched are fetched again', async () => {
  let up = false;
  const keys = discoverKeys(async (url) => {
    if (!up) throw new Error('down');
    return url.endsWith('/keys') ? { keys: [jwk] } : { jwks_uri: `${issuer}/keys` };
  });
  await expect(keys(issuer)).rejects.toThrow('down');
  up = true;
  expect(await keys(issuer)).toHaveLength(1);
});

test('a route without an authorizer is open, and its event has none', async () => {
  expect((await fetch(`${running.url}/api/open`)).status).toBe(200);
  expect((await next()).requestContext.authorizer).toBeUndefined();
});
