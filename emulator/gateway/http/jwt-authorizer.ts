import type { IncomingMessage } from 'node:http';
import { compactVerify, decodeProtectedHeader, importJWK, type JWTPayload } from 'jose';
import type { JwtAuthorizerModel } from '../model.ts';
import { requestTarget } from '../../primitives/request-target.ts';
import type { JwtContext } from './event.ts';
import type { IssuerKeys } from './issuer-keys.ts';

/** `description` goes into the `www-authenticate` header; null if there was no token. */
export type JwtVerdict = { allowed: true; jwt: JwtContext } | { allowed: false; description: string | null };

class TokenRefused extends Error {}

/** "Currently, only RSA-based algorithms are supported." */
const algorithms = ['RS256', 'RS384', 'RS512'];

/**
 * The built-in JWT authorizer (Developer Guide, "Control access to HTTP APIs with JWT authorizers"): signature by the
 * key that `kid` names, `iss`, `aud` or else `client_id`, `exp`, `nbf`, `iat`, without any leeway.
 */
export async function authorizeJwt(
  authorizer: JwtAuthorizerModel,
  keys: IssuerKeys,
  request: IncomingMessage,
): Promise<JwtVerdict> {
  const token = tokenOf(authorizer, request);
  if (token === null) return { allowed: false, description: null };
  try {
    const claims = await verifiedClaims(token, await keys(authorizer.issuer));
    checkClaims(claims, authorizer, Date.now() / 1000);
    // Scopes are passed on only if the route requires some, which no route of the app model does.
    return { allowed: true, jwt: { claims: claimStrings(claims), scopes: null } };
  } catch (error) {
    return {
      allowed: false,
      description: error instanceof TokenRefused ? error.message : 'the token could not be verified',
    };
  }
}

/** The identity source's header or query parameter: the token, with or without `Bearer` before it. */
function tokenOf({ identitySources }: JwtAuthorizerModel, request: IncomingMessage): string | null {
  const query = new URLSearchParams(requestTarget(request).query);
  for (const source of identitySources) {
    const [, place, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(source) ?? [];
    const value = place === 'querystring' ? query.get(name) : request.headers[name.toLowerCase()];
    const text = (Array.isArray(value) ? value[0] : value)?.replace(/^bearer(\s+|$)/i, '').trim();
    if (text !== undefined && text !== '') return text;
  }
  return null;
}

async function verifiedClaims(token: string, keys: Awaited<ReturnType<IssuerKeys>>): Promise<JWTPayload> {
  const { alg, kid } = headerOf(token);
  if (!algorithms.includes(alg ?? '')) throw new TokenRefused(`signing method ${alg ?? 'none'} is invalid`);
  const key = keys.find((candidate) => candidate.kid === kid);
  if (kid === undefined || key === undefined) throw new TokenRefused('the token is signed by an unknown key');
  try {
    const { payload } = await compactVerify(token, await importJWK(key, alg), { algorithms });
    return JSON.parse(new TextDecoder().decode(payload)) as JWTPayload;
  } catch {
    throw new TokenRefused('the signature of the token is invalid');
  }
}

function headerOf(token: string): { alg?: string; kid?: string } {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw new TokenRefused('unable to decode the token');
  }
}

function checkClaims(claims: JWTPayload, { issuer, audience }: JwtAuthorizerModel, nowSeconds: number): void {
  const given = claims.aud ?? claims['client_id'];
  const audiences = Array.isArray(given) ? given : [given];
  if (claims.iss !== issuer) throw new TokenRefused('the token has an invalid issuer');
  if (!audiences.some((one) => audience.includes(String(one))))
    throw new TokenRefused('the token does not have a valid audience');
  if (!(Number(claims.exp) > nowSeconds)) throw new TokenRefused('the token has expired');
  if (Number(claims.nbf ?? 0) > nowSeconds) throw new TokenRefused('the token is not valid yet');
  if (Number(claims.iat ?? 0) > nowSeconds) throw new TokenRefused('the token was issued in the future');
}

/** Every claim as text: lists as `[a b]`, objects as JSON. Null is left out. */
function claimStrings(claims: JWTPayload): Record<string, string> {
  const entries = Object.entries(claims).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, claimString(value)]));
}

function claimString(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimString).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
