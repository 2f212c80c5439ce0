/**
 * The checks of a token that go beyond its signature and its issuer. Each throws an `Error` that says what is wrong.
 */

type Claims = Record<string, unknown>;

/** How far in the future `iat` and `nbf` may be, because clocks differ (WS-1). */
export const clockToleranceSeconds = 60;

/** What the `typ` claim of Keycloak's other tokens says; an access token's says `Bearer`. */
const otherKinds = ['id', 'logout', 'refresh', 'offline', 'serialized-id'];

/**
 * Requires an access token.
 *
 * Kinds are told apart by `token_use` (Cognito), by the claim `typ` (Keycloak), and by the header's `typ` if it names
 * one: `at+jwt` is an access token (RFC 9068), any other `…+jwt` is not (RFC 8725, section 3.11). A token with `events`
 * is a security event, such as a logout token (RFC 8417).
 */
export function assertAccessToken(header: Claims, claims: Claims): void {
  if (claims.token_use !== undefined && claims.token_use !== 'access') throw new Error('token_use is not access');
  const kind = typeof claims.typ === 'string' ? claims.typ.toLowerCase() : undefined;
  if (kind !== undefined && otherKinds.includes(kind)) throw new Error('typ is that of another kind of token');
  const type = typeof header.typ === 'string' ? header.typ.toLowerCase() : '';
  if (type.endsWith('+jwt') && !type.endsWith('at+jwt')) throw new Error('header typ is that of another kind of token');
  if (claims.events !== undefined) throw new Error('is a security event');
}

/** Requires that the header names no extension that has to be understood: none is. (RFC 7515, section 4.1.11.) */
export function assertNoExtensions(header: Claims): void {
  if (header.crit !== undefined) throw new Error('crit is not understood');
}

/** Requires an accepted `aud`. Cognito's access tokens have none: their `client_id` takes its place. */
export function assertAudience(claims: Claims, accepted: readonly string[]): void {
  const audience = claims.aud ?? claims.client_id;
  const given = Array.isArray(audience) ? audience : [audience];
  if (!given.some((one) => typeof one === 'string' && accepted.includes(one))) throw new Error('audience not allowed');
}

/**
 * Requires an `exp` that has not come, and an `iat` and `nbf` that have, if there are any. Returns `exp`, in seconds.
 */
export function requireExpiry({ exp, iat, nbf }: Claims, nowSeconds: number): number {
  if (typeof exp !== 'number') throw new Error('has no expiry');
  if (exp <= nowSeconds) throw new Error('expired');
  for (const [name, time] of Object.entries({ iat, nbf })) {
    if (time === undefined) continue;
    if (typeof time !== 'number' || time > nowSeconds + clockToleranceSeconds)
      throw new Error(`${name} is in the future`);
  }
  return exp;
}
