import type { User as OidcUser } from 'oidc-client-ts';
import { usernameOrId } from '../../../protocol/names.ts';
import type { User } from '../../../protocol/objects.ts';

/**
 * The signed-in user as the server sees them: id and name come from the access token. The ID token may differ in both,
 * because an issuer may give each application another `sub`, and name other claims. It is used if the access token is
 * not a JWT.
 */
export function userOf(signedIn: Pick<OidcUser, 'access_token' | 'profile'>, usernameClaim: string): User {
  const claims = claimsOf(signedIn.access_token) ?? signedIn.profile;
  const id = typeof claims.sub === 'string' ? claims.sub : signedIn.profile.sub;
  const claim = claims[usernameClaim];
  return { id, username: usernameOrId(typeof claim === 'string' ? claim : undefined, id) };
}

/** The claims of a JWT, not verified: the server does that. Null if it is none. */
function claimsOf(token: string): Record<string, unknown> | null {
  try {
    const payload = (token.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const bytes = Uint8Array.from(atob(payload), (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
