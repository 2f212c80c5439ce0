import { generateKeyPairSync, createPrivateKey } from 'node:crypto';
import { UnsecuredJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVerifier, type VerifyToken } from '../../lambdas/platform/tokens.ts';
import { issuerUrl, newRsaKey, nowSeconds, startIssuer, type Algorithm, type Issuer } from '../support/issuer.ts';

let issuer: Issuer;
let verify: VerifyToken;
beforeEach(async () => {
  issuer = await startIssuer();
  verify = verifierOf(issuer);
});
afterEach(() => issuer.close());

const unauthorized = { code: 'unauthorized' };

/** A verifier with the address of the keys. */
function verifierOf({ jwksUri }: Issuer): VerifyToken {
  return createVerifier({
    issuer: issuerUrl,
    audiences: ['chat', 'app'],
    jwksUri,
    usernameClaim: 'username',
  });
}

/** A verifier that reads the address of the keys from the issuer's discovery document. */
function discoveringVerifier(issuerName: string): VerifyToken {
  return createVerifier({
    issuer: issuerName,
    audiences: ['chat'],
    jwksUri: null,
    usernameClaim: 'username',
  });
}

describe('WS-1: a token', () => {
  it('names its user, the username and its expiry', async () => {
    const exp = nowSeconds() + 600;
    expect(await verify(await issuer.sign({ exp }))).toEqual({
      userId: 'alice',
      username: 'Alice',
      expiresAtSeconds: exp,
    });
  });

  it.each<[string, JWTPayload]>([
    ['one of several audiences', { aud: ['other', 'app'] }],
    ["client_id in place of aud, as Cognito's access tokens", { aud: undefined, client_id: 'chat' }],
    ['an issue 50 s in the future', { iat: nowSeconds() + 50 }],
    ['a start 50 s in the future', { nbf: nowSeconds() + 50 }],
    ['no issue time', { iat: undefined }],
    ['the token_use of an access token (Cognito)', { token_use: 'access' }],
    ['the typ claim of an access token (Keycloak)', { typ: 'Bearer' }],
  ])('is accepted with %s', async (_, changes) => {
    expect(await verify(await issuer.sign(changes))).toMatchObject({ userId: 'alice' });
  });

  it.each<[string, JWTPayload]>([
    ['another issuer', { iss: 'https://other.example' }],
    ['an issuer that only begins alike', { iss: `${issuerUrl}/` }],
    ['no issuer', { iss: undefined }],
    ['another audience', { aud: 'other' }],
    ['another audience, whatever its client_id', { aud: 'other', client_id: 'chat' }],
    ['no audience', { aud: undefined }],
    ['another client_id', { aud: undefined, client_id: 'other' }],
    ['an expiry in the past, however little', { exp: nowSeconds() - 1 }],
    ['no expiry', { exp: undefined }],
    ['a start 70 s in the future', { nbf: nowSeconds() + 70 }],
    ['an issue 70 s in the future', { iat: nowSeconds() + 70 }],
    ['an issue time that is no number', { iat: 'now' as never }],
    ['the token_use of an ID token (Cognito)', { token_use: 'id' }],
    ['a token_use that is no text', { token_use: ['access'] }],
    ['the typ claim of an ID token (Keycloak)', { typ: 'ID' }],
    ['the typ claim of a logout token', { typ: 'Logout' }],
    ['the typ claim of a refresh token', { typ: 'Refresh' }],
    ['the events of a logout token', { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } }],
    ['no sub', { sub: undefined }],
    ['an empty sub', { sub: '' }],
    ['an endless sub', { sub: 'x'.repeat(129) }],
    ['a control character in its sub', { sub: 'a\u0000b' }],
  ])('is refused with %s', async (_, changes) => {
    await expect(verify(await issuer.sign(changes))).rejects.toMatchObject(unauthorized);
  });

  it.each<[string, Partial<JWTHeaderParameters>]>([
    ['at+jwt', { typ: 'at+jwt' }],
    ['application/at+jwt', { typ: 'application/at+jwt' }],
    ['JWT', { typ: 'JWT' }],
  ])('is accepted with the typ %s in its header', async (_, header) => {
    expect(await verify(await issuer.sign({}, header))).toMatchObject({ userId: 'alice' });
  });

  it.each<[string, Partial<JWTHeaderParameters>]>([
    ['the typ of a logout token', { typ: 'logout+jwt' }],
    ['the typ of a logout token as a media type, in capitals', { typ: 'application/Logout+JWT' }],
    ['the typ of a security event', { typ: 'secevent+jwt' }],
    ['a critical extension', { crit: ['urn:limits'], 'urn:limits': 1 }],
  ])('is refused with %s in its header', async (_, header) => {
    await expect(verify(await issuer.sign({}, header))).rejects.toMatchObject(unauthorized);
  });

  it.each(['', 'x', 'a.b', 'a.b.c', '..', 'e30.e30.', `${'a'.repeat(50_000)}.b.c`])(
    'is refused if it is none (case %#)',
    async (token) => {
      await expect(verify(token)).rejects.toMatchObject(unauthorized);
    },
  );

  it('is accepted however long it is', async () => {
    expect(await verify(await issuer.sign({ roles: 'x'.repeat(6_000) }))).toMatchObject({ userId: 'alice' });
  });

  it('is refused if its text was changed; the error does not quote it', async () => {
    const [header, , signature] = (await issuer.sign()).split('.');
    const claims = { sub: 'mallory', iss: issuerUrl, aud: 'chat', exp: nowSeconds() + 600 };
    const forged = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    const error = await verify(forged).catch((refusal: Error) => refusal);
    expect(error).toMatchObject(unauthorized);
    expect((error as Error).message).not.toContain(forged.slice(0, 20));
  });
});

describe('WS-1: the signature of a token', () => {
  it.each<Algorithm>(['RS256', 'ES256', 'EdDSA'])('may be made by %s', async (algorithm) => {
    const other = await startIssuer({ algorithm });
    expect(await verifierOf(other)(await other.sign())).toMatchObject({ userId: 'alice' });
    await other.close();
  });

  it('cannot be left out (alg none)', async () => {
    const token = new UnsecuredJWT({ sub: 'alice', iss: issuerUrl, aud: 'chat', exp: nowSeconds() + 600 }).encode();
    await expect(verify(token)).rejects.toMatchObject(unauthorized);
  });

  it('cannot be made with the public key as a secret (HS256)', async () => {
    const token = await issuer.sign({}, { alg: 'HS256' }, Buffer.from(issuer.publicPem));
    await expect(verify(token)).rejects.toMatchObject(unauthorized);
  });

  it('cannot be made with another key', async () => {
    await expect(verify(await issuer.sign({}, {}, newRsaKey().privateKey))).rejects.toMatchObject(unauthorized);
  });

  it('cannot be made with a key of another kind under the same id', async () => {
    const { privateKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    await expect(verify(await issuer.sign({}, { alg: 'ES256' }, createPrivateKey(privateKey)))).rejects.toMatchObject(
      unauthorized,
    );
  });
});

describe('the keys of the issuer', () => {
  it('are fetched once, also if many tokens come at once', async () => {
    const token = await issuer.sign();
    await Promise.all(Array.from({ length: 20 }, () => verify(token)));
    await verify(await issuer.sign({ sub: 'bob' }));
    expect(issuer.fetches()).toBe(1);
  });

  it('are not fetched again for each token with an unknown key id', async () => {
    await verify(await issuer.sign());
    const strange = await issuer.sign({}, { kid: 'unknown' });
    for (let count = 0; count < 5; count += 1) await expect(verify(strange)).rejects.toMatchObject(unauthorized);
    expect(issuer.fetches()).toBeLessThanOrEqual(2);
    expect(await verify(await issuer.sign())).toMatchObject({ userId: 'alice' });
  });

  it('refuse everybody while they cannot be fetched, and that is logged as an error', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    issuer.answerWith(500);
    await expect(verify(await issuer.sign())).rejects.toMatchObject(unauthorized);
    const [line] = write.mock.calls.map(([text]) => String(text));
    write.mockRestore();
    expect(JSON.parse(line ?? '')).toMatchObject({
      level: 'ERROR',
      message: 'the keys of the issuer cannot be fetched',
      uri: issuer.jwksUri,
    });
  });
});

describe('the discovery document of the issuer', () => {
  const path = '/.well-known/openid-configuration';

  it('names the address of the keys; both are fetched once', async () => {
    const discovered = discoveringVerifier(issuer.url);
    await Promise.all(
      Array.from({ length: 5 }, async () => discovered(await issuer.sign({ iss: issuer.url, aud: 'chat' }))),
    );
    expect(await discovered(await issuer.sign({ iss: issuer.url }))).toMatchObject({ userId: 'alice' });
    expect(issuer.requests()).toEqual([path, '/keys']);
  });

  it("is looked for below the issuer's path, with one slash between them", async () => {
    const name = `${issuer.url}/realms/market/`;
    issuer.publish({ issuer: name, jwks_uri: issuer.jwksUri });
    expect(await discoveringVerifier(name)(await issuer.sign({ iss: name }))).toMatchObject({ userId: 'alice' });
    expect(issuer.requests()[0]).toBe(`/realms/market${path}`);
  });

  it.each([
    ['is that of another issuer', { issuer: 'https://other.example', jwks_uri: 'https://other.example/keys' }],
    ['names no address', {}],
  ])('is the reason to refuse every token if it %s, and that is logged as an error', async (_, changes) => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    issuer.publish({ issuer: issuer.url, ...changes });
    await expect(discoveringVerifier(issuer.url)(await issuer.sign({ iss: issuer.url }))).rejects.toMatchObject(
      unauthorized,
    );
    const [line] = write.mock.calls.map(([text]) => String(text));
    write.mockRestore();
    expect(JSON.parse(line ?? '')).toMatchObject({ level: 'ERROR', uri: `${issuer.url}${path}` });
    expect(issuer.fetches()).toBe(0);
  });

  it('is fetched again after a failure', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const discovered = discoveringVerifier(issuer.url);
    const token = await issuer.sign({ iss: issuer.url });
    issuer.answerWith(503);
    await expect(discovered(token)).rejects.toMatchObject(unauthorized);
    issuer.answerWith(200);
    expect(await discovered(token)).toMatchObject({ userId: 'alice' });
    write.mockRestore();
  });
});
