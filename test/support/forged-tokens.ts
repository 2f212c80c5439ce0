import { createPublicKey, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { audience, issuerUrl } from '../../local/issuer/development-issuer.ts';
import { readOrCreateKey } from '../../local/issuer/key-file.ts';

const nowSeconds = () => Math.floor(Date.now() / 1000);

function otherKey(): KeyObject {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return createPrivateKey(privateKey);
}

/** Tokens that nobody may be let in with, by what is wrong with each. All else in them is right. */
export async function forgedTokens(sub: string): Promise<Record<string, string>> {
  const pem = await readOrCreateKey();
  const key = createPrivateKey(pem);
  const publicPem = createPublicKey(key).export({ format: 'pem', type: 'spki' });
  const kid = await calculateJwkThumbprint(createPublicKey(key).export({ format: 'jwk' }));
  const claims: JWTPayload = { sub, iss: issuerUrl, aud: audience, iat: nowSeconds(), exp: nowSeconds() + 600 };
  const sign = (changes: JWTPayload, alg = 'RS256', by: KeyObject | Uint8Array = key, header: object = {}) =>
    new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg, kid, typ: 'JWT', ...header }).sign(by);
  const good = await sign({});
  const [header, , signature] = good.split('.');
  const otherClaims = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' })).toString('base64url');
  const other = otherKey();
  return {
    'no JWT at all': 'not-a-token',
    'alg none': new UnsecuredJWT(claims).encode(),
    'alg HS256 with the public key as secret': await sign({}, 'HS256', Buffer.from(publicPem)),
    'another key': await sign({}, 'RS256', other),
    'a changed payload': [header, otherClaims, signature].join('.'),
    'another issuer': await sign({ iss: 'https://issuer.example.com' }),
    'another audience': await sign({ aud: 'another-app' }),
    'a past expiry': await sign({ exp: nowSeconds() - 1 }),
    'a key id that the issuer does not know': await sign({}, 'RS256', key, { kid: 'unknown' }),
    'a key id of a path': await sign({}, 'RS256', key, { kid: '../../dev/null' }),
    'its own key in its header': await sign({}, 'RS256', other, {
      jwk: createPublicKey(other as never).export({ format: 'jwk' }),
    }),
    'the address of other keys in its header': await sign({}, 'RS256', other, { jku: 'http://127.0.0.1:1/keys' }),
    'the pool of somebody else': await sign(
      { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' },
      'RS256',
      other,
    ),
    'an expiry that is no number': await sign({ exp: 'never' as never }),
    'a user that is no id': await sign({ sub: 'x'.repeat(129) }),
    'no user': await sign({ sub: undefined }),
    'a start in the future': await sign({ nbf: nowSeconds() + 120 }),
    'an issue in the future': await sign({ iat: nowSeconds() + 120 }),
    'the token_use of an ID token': await sign({ token_use: 'id' }),
    'the typ claim of an ID token': await sign({ typ: 'ID' }),
    'the typ claim of a logout token': await sign({ typ: 'Logout' }),
    'the typ header of a logout token': await sign({}, 'RS256', key, { typ: 'logout+jwt' }),
    'a critical extension that nobody knows': await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', kid, crit: ['https://example.com/limits'], 'https://example.com/limits': 1 })
      .sign(key, { crit: { 'https://example.com/limits': true } }),
  };
}
