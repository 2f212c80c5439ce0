import { JwtVerifier } from 'aws-jwt-verify';
import { JwtParseError } from 'aws-jwt-verify/error';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { ChatError } from '../../protocol/errors.ts';
import type { TokenOwner } from '../chat/model/types.ts';
import { callerOf } from './claims.ts';
import { log } from './log.ts';

export interface IssuerSettings {
  issuer: string;
  audiences: string[];
  jwksUri: string;
  usernameClaim: string;
}

const jwksTimeoutMs = 3_000;
/** API Gateway's JWT authorizer accepts RSA keys only, and the sockets accept no token that REST would refuse. */
const algorithms = ['RS256', 'RS384', 'RS512'];

/** Plain http works as well: an issuer on one machine needs it. */
async function fetchFrom(uri: string): Promise<ArrayBuffer> {
  const response = await fetch(uri, { signal: AbortSignal.timeout(jwksTimeoutMs), redirect: 'error' });
  if (!response.ok) throw new Error(`the key set of the issuer answered ${response.status}`);
  return response.arrayBuffer();
}

/** Without keys every token is refused, as if it were bad. Only this log entry tells the operator that the users are not at fault. */
async function fetchKeys(uri: string): Promise<ArrayBuffer> {
  return fetchFrom(uri).catch((error: unknown) => {
    log.error('the keys of the issuer cannot be fetched', { uri, error });
    throw error;
  });
}

/** Access tokens of Cognito have no `aud`, only `client_id`; API Gateway's JWT authorizer accepts it in the same way. */
function checkAudience(claims: Record<string, unknown>, accepted: string[]): void {
  const audience = claims.aud ?? claims.client_id;
  const given = Array.isArray(audience) ? audience : [audience];
  if (!given.some((one) => typeof one === 'string' && accepted.includes(one))) throw new Error('audience not allowed');
}

const reasonChars = 200;

/** Why a token was refused, for the log. The parser's own message quotes the token, so it is replaced. */
export function refusalReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof JwtParseError) return 'cannot be parsed';
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, reasonChars);
}

export type VerifyToken = (token: string) => Promise<TokenOwner>;

/**
 * Verifies tokens of the issuer: signature, issuer, audience, times. Create it once in a process: it fetches the keys once,
 * and again only for an unknown key id. The returned function throws `unauthorized` for a bad token.
 */
export function createVerifier(settings: IssuerSettings): VerifyToken {
  const verifier = JwtVerifier.create(
    {
      issuer: settings.issuer,
      audience: null,
      jwksUri: settings.jwksUri,
      customJwtCheck: ({ header, payload }) => {
        if (!algorithms.includes(String(header.alg))) throw new Error('algorithm not allowed');
        checkAudience(payload, settings.audiences);
      },
    },
    { jwksCache: new SimpleJwksCache({ fetcher: { fetch: fetchKeys } }) },
  );
  return async (token) => {
    const claims = await verifier.verify(token).catch((cause: unknown) => {
      throw new ChatError('unauthorized', 'token: is not valid', { cause });
    });
    if (typeof claims.exp !== 'number') throw new ChatError('unauthorized', 'token: has no expiry');
    return { ...callerOf(claims, settings.usernameClaim), expiresAtSeconds: claims.exp };
  };
}
