import { ErrorResponse, User, type UserManager } from 'oidc-client-ts';
import { describe, expect, it } from 'vitest';
import { AccessTokens } from '../../../web/page/auth/access-tokens.ts';

interface Stored {
  token: string;
  lifeSeconds: number;
  refreshToken?: string;
}

const userOf = ({ token, lifeSeconds, refreshToken }: Stored) =>
  new User({
    access_token: token,
    token_type: 'Bearer',
    profile: { sub: 'alice', iss: '', aud: '', exp: 0, iat: 0 },
    expires_at: Math.floor(Date.now() / 1_000) + lifeSeconds,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  });

/**
 * The part of oidc-client-ts that the tokens use: a stored user, and an issuer that answers renewals as the test says.
 */
function tab(stored: Stored | null, renew: () => User = () => expect.unreachable('nothing to renew')) {
  let user = stored === null ? null : userOf(stored);
  const manager = {
    getUser: async () => user,
    removeUser: async () => void (user = null),
    signinSilent: async () => (user = renew()),
  } as unknown as UserManager;
  return { tokens: new AccessTokens(manager), isForgotten: () => user === null };
}

const refused = () => {
  throw new ErrorResponse({ error: 'invalid_grant' });
};
const living = { token: 'first', lifeSeconds: 600, refreshToken: 'r' };
const expired = { token: 'old', lifeSeconds: -1, refreshToken: 'r' };

describe('AccessTokens', () => {
  it('returns the stored token first, and a renewed one on the next call', async () => {
    const { tokens } = tab(living, () => userOf({ ...living, token: 'second' }));
    expect([await tokens.get(), await tokens.get()]).toEqual(['first', 'second']);
  });

  it('renews at once if the stored token is about to expire', async () => {
    const { tokens } = tab({ ...living, lifeSeconds: 3 }, () => userOf({ ...living, token: 'second' }));
    expect(await tokens.get()).toBe('second');
  });

  it('returns the stored token until it expires if it cannot be renewed', async () => {
    const { tokens } = tab({ token: 'only', lifeSeconds: 600 });
    expect([await tokens.get(), await tokens.get()]).toEqual(['only', 'only']);
  });

  it.each([
    ['the issuer refuses to renew', tab(expired, refused)],
    ['the token has expired and there is no refresh token', tab({ token: 'old', lifeSeconds: -1 })],
    ['no session is stored', tab(null)],
  ])('requires a new sign-in if %s', async (_, { tokens, isForgotten }) => {
    await expect(tokens.get()).rejects.toMatchObject({ name: 'ChatError', code: 'unauthorized' });
    expect(isForgotten()).toBe(true);
  });

  it.each([
    ['no network', new TypeError('Failed to fetch')],
    ['an issuer that fails', new ErrorResponse({ error: 'temporarily_unavailable' })],
  ])('keeps the session for a retry after %s', async (_, error) => {
    const { tokens, isForgotten } = tab(expired, () => {
      throw error;
    });
    await expect(tokens.get()).rejects.toBe(error);
    expect(isForgotten()).toBe(false);
  });
});
