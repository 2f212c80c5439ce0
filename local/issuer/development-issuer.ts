import { calculateJwkThumbprint, SignJWT, type JWK } from 'jose';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** The issuer of tokens on one machine. No host has this name: the app answers its requests. */
export const issuerUrl = 'https://issuer.chat.local';
export const audience = 'chat';
const defaultLifetimeSeconds = 3_600;

export interface TokenRequest {
  sub: string;
  username?: string | undefined;
  /** Seconds from now; zero or less makes a token that has expired. */
  expiresInSeconds?: number | undefined;
}

/** Signs tokens as an OpenID Connect provider would, with one RSA key. Exists on one machine only. */
export class DevelopmentIssuer {
  private constructor(
    private readonly key: KeyObject,
    private readonly jwk: JWK & { kid: string },
  ) {}

  static async fromPem(pem: string): Promise<DevelopmentIssuer> {
    const key = createPrivateKey(pem);
    const jwk = createPublicKey(key).export({ format: 'jwk' }) as JWK;
    return new DevelopmentIssuer(key, { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'RS256', use: 'sig' });
  }

  sign({ sub, username, expiresInSeconds = defaultLifetimeSeconds }: TokenRequest): Promise<string> {
    const nowSeconds = Math.floor(Date.now() / 1000);
    return new SignJWT(username === undefined ? {} : { username })
      .setProtectedHeader({ alg: 'RS256', kid: this.jwk.kid, typ: 'JWT' })
      .setSubject(sub)
      .setIssuer(issuerUrl)
      .setAudience(audience)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + expiresInSeconds)
      .sign(this.key);
  }

  /** The document at a path of the issuer's host, or null. */
  document(path: string): unknown {
    if (path === '/.well-known/jwks.json') return { keys: [this.jwk] };
    return path === '/.well-known/openid-configuration' ? configuration : null;
  }
}

const configuration = {
  issuer: issuerUrl,
  jwks_uri: `${issuerUrl}/.well-known/jwks.json`,
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['id_token'],
  subject_types_supported: ['public'],
};
