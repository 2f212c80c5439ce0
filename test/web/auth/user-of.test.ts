import { describe, expect, it } from 'vitest';
import { userOf } from '../../../web/page/auth/user-of.ts';

const profile = { sub: 'for-the-page', iss: '', aud: '', exp: 0, iat: 0, preferred_username: 'By the ID token' };
const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const user = (access_token: string, claim = 'nick') => userOf({ access_token, profile }, claim);

describe('the signed-in user', () => {
  it('has id and name of the access token, by the claim that the server uses', () => {
    expect(user(jwt({ sub: 'alice', nick: 'Zoë 😀', username: 'other' }))).toEqual({ id: 'alice', username: 'Zoë 😀' });
  });

  it.each([[{}], [{ nick: '' }], [{ nick: 5 }], [{ username: 'Alice' }]])(
    'is called by the id if the access token says %j, as by the server',
    (claims) => {
      expect(user(jwt({ sub: 'alice', ...claims }))).toEqual({ id: 'alice', username: 'alice' });
    },
  );

  it.each(['opaque', 'a.b.c', jwt([]).replace('W10', 'bnVsbA'), ''])(
    'is that of the ID token if the access token is no JWT (%j)',
    (token) => {
      expect(user(token, 'preferred_username')).toEqual({ id: 'for-the-page', username: 'By the ID token' });
    },
  );
});
