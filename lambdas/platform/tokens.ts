import { JwtVerifier } from 'aws-jwt-verify';
import { JwtParseError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { ChatError } from '../../protocol/errors.ts';
import type { TokenOwner } from '../chat/model/types.ts';
import { callerOf } from './claims.ts';
import { createKeyFetcher, discoveryUri } from './issuer-keys.ts';
import {
  assertAccessToken,
  assertAudience,
  assertNoExtensions,
  clockToleranceSeconds,
  requireExpiry,
} from './token-checks.ts';

export interface IssuerSettings {
  issuer: string;
  /** Accepted values of `aud`, or of `client_id` in Cognito's access tokens. */
  audiences: string[];
  /** Null: the issuer's discovery document names it. */
  jwksUri: string | null;
  usernameClaim: string;
}

/** @throws ChatError `unauthorized` for everything that is wrong with the token; its cause says what */
export type VerifyToken = (token: string) => Promise<TokenOwner>;

/** The cause may be logged, so it must not quote the token, as parse errors do. */
function notValid(cause: unknown): ChatError {
  const loggable = cause instanceof JwtParseError ? new Error('cannot be parsed') : cause;
  return new ChatError('unauthorized', 'token: is not valid', { cause: loggable });
}

/**
 * Verifies access tokens of the issuer, for sockets and for REST alike (WS-1): signature (RS, ES, EdDSA), issuer,
 * audience, kind and times. Make one a process: it fetches the keys once, and again only for an unknown key id.
 */
export function createVerifier(settings: IssuerSettings): VerifyToken {
  const { issuer, jwksUri } = settings;
  const verifier = JwtVerifier.create(
    {
      issuer,
      audience: null,
      // Only names the keys in the cache: the fetcher knows their address.
      jwksUri: jwksUri ?? discoveryUri(issuer),
      graceSeconds: clockToleranceSeconds,
      customJwtCheck: ({ header, payload }) => {
        assertNoExtensions({ ...header });
        assertAccessToken({ ...header }, payload);
        assertAudience(payload, settings.audiences);
        // The library's tolerance would hold for the expiry too.
        requireExpiry(payload, Date.now() / 1_000);
      },
    },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: createKeyFetcher(issuer, jwksUri) } }) },
  );
  return async (token) => {
    const claims = await verifier.verify(token).catch((cause: unknown) => {
      throw notValid(cause);
    });
    return { ...callerOf(claims, settings.usernameClaim), expiresAtSeconds: claims.exp as number };
  };
}
