import { JwtVerifier } from 'aws-jwt-verify';
import { JwtParseError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { ChatError } from '../../protocol/errors.ts';
import type { TokenOwner } from '../chat/open-connection.ts';
import { callerOf } from './claims.ts';
import { log } from './log.ts';

export interface IssuerSettings {
  CHAT_ISSUER: string;
  CHAT_AUDIENCE: string[];
  CHAT_JWKS_URI: string;
  CHAT_USERNAME_CLAIM: string;
}

const jwksTimeoutMs = 3_000;
/** API Gateway's JWT authorizer takes RSA keys alone; the sockets take no token that REST would refuse. */
const algorithms = ['RS256', 'RS384', 'RS512'];

/** Over http as well, which an issuer on one machine needs. */
async function fetchFrom(uri: string): Promise<ArrayBuffer> {
  const response = await fetch(uri, { signal: AbortSignal.timeout(jwksTimeoutMs), redirect: 'error' });
  if (!response.ok) throw new Error(`the key set of the issuer answered ${response.status}`);
  return response.arrayBuffer();
}

/** Without keys every token is refused, as if all were bad: only the log tells the operator that it is none of the users' fault. */
async function fetchKeys(uri: string): Promise<ArrayBuffer> {
  return fetchFrom(uri).catch((error: unknown) => {
    log.error('the keys of the issuer cannot be fetched', { uri, error });
    throw error;
  });
}

/** `aud` names this chat; access tokens of Cognito have none but `client_id` (as API Gateway's JWT authorizer takes it). */
function checkAudience(claims: Record<string, unknown>, accepted: string[]): void {
  const audience = claims.aud ?? claims.client_id;
  const given = Array.isArray(audience) ? audience : [audience];
  if (!given.some((one) => typeof one === 'string' && accepted.includes(one))) throw new Error('audience not allowed');
}

const reasonChars = 200;

/** Why a token was refused, in words for the log. A parser quotes what it cannot parse: of that nothing is told. */
export function refusalReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof JwtParseError) return 'cannot be parsed';
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, reasonChars);
}

export type VerifyToken = (token: string) => Promise<TokenOwner>;

/**
 * Verifies tokens of the issuer: signature, issuer, audience, times. Make it once a process: the keys are fetched once and
 * again only for a key id that is not known. Throws `unauthorized` for whatever is wrong with a token.
 */
export function createVerifier(settings: IssuerSettings): VerifyToken {
  const verifier = JwtVerifier.create(
    {
      issuer: settings.CHAT_ISSUER,
      audience: null,
      jwksUri: settings.CHAT_JWKS_URI,
      customJwtCheck: ({ header, payload }) => {
        if (!algorithms.includes(String(header.alg))) throw new Error('algorithm not allowed');
        checkAudience(payload, settings.CHAT_AUDIENCE);
      },
    },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }) },
  );
  return async (token) => {
    const claims = await verifier.verify(token).catch((cause: unknown) => {
      throw new ChatError('unauthorized', 'token: is not valid', { cause });
    });
    if (typeof claims.exp !== 'number') throw new ChatError('unauthorized', 'token: has no expiry');
    return { ...callerOf(claims, settings.CHAT_USERNAME_CLAIM), expiresAtSeconds: claims.exp };
  };
}
