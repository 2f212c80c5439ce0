import { generateKeyPairSync, createPrivateKey } from 'node:crypto';
import { UnsecuredJWT, type JWTPayload } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createVerifier, type VerifyToken } from '../../lambdas/platform/tokens.ts';
import { issuerUrl, newRsaKey, nowSeconds, startIssuer, type Issuer } from '../support/issuer.ts';

let issuer: Issuer;
let verify: VerifyToken;
beforeEach(async () => {
  issuer = await startIssuer();
  verify = createVerifier({
    issuer: issuerUrl,
    audiences: ['chat', 'app'],
    jwksUri: issuer.jwksUri,
    usernameClaim: 'username',
  });
});
afterEach(() => issuer.close());

const unauthorized = { code: 'unauthorized' };

describe('WS-1: a token', () => {
  it('names its user, their name and its end', async () => {
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
  ])('is taken with %s', async (_, changes) => {
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
    ['an expiry in the past', { exp: nowSeconds() - 1 }],
    ['no expiry', { exp: undefined }],
    ['a beginning in the future', { nbf: nowSeconds() + 300 }],
    ['no sub', { sub: undefined }],
    ['an empty sub', { sub: '' }],
    ['an endless sub', { sub: 'x'.repeat(129) }],
    ['a control character in its sub', { sub: 'a\u0000b' }],
  ])('is refused with %s', async (_, changes) => {
    await expect(verify(await issuer.sign(changes))).rejects.toMatchObject(unauthorized);
  });

  it.each(['', 'x', 'a.b', 'a.b.c', '..', 'e30.e30.', `${'a'.repeat(50_000)}.b.c`])(
    'is refused where it is none (case %#)',
    async (token) => {
      await expect(verify(token)).rejects.toMatchObject(unauthorized);
    },
  );

  it('is taken where it is huge but right', async () => {
    expect(await verify(await issuer.sign({ roles: 'x'.repeat(6_000) }))).toMatchObject({ userId: 'alice' });
  });

  it('is refused, without a word of it in the error, where its text was changed', async () => {
    const [header, , signature] = (await issuer.sign()).split('.');
    const claims = { sub: 'mallory', iss: issuerUrl, aud: 'chat', exp: nowSeconds() + 600 };
    const forged = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    const error = await verify(forged).catch((refusal: Error) => refusal);
    expect(error).toMatchObject(unauthorized);
    expect((error as Error).message).not.toContain(forged.slice(0, 20));
  });
});

describe('WS-1: the signature of a token', () => {
  it('cannot be left out (alg none)', async () => {
    const token = new UnsecuredJWT({ sub: 'alice', iss: issuerUrl, aud: 'chat', exp: nowSeconds() + 600 }).encode();
    await expect(verify(token)).rejects.toMatchObject(unauthorized);
  });

  it('cannot be made with the public key as a secret (HS256)', async () => {
    const token = await issuer.sign({}, { alg: 'HS256' }, Buffer.from(issuer.publicPem));
    await expect(verify(token)).rejects.toMatchObject(unauthorized);
  });

  it("cannot be made with a key of one's own", async () => {
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
  it('are fetched once, also where many tokens come at once', async () => {
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

  it('that cannot be fetched let nobody in, and the operator is told', async () => {
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
