import { ErrorResponse, type User as OidcUser, type UserManager } from 'oidc-client-ts';
import { ChatError } from '@marketplace-chat/client';

/** A token that expires sooner than this is renewed before it is used. */
const minLifeSeconds = 5;

/** The errors of an issuer after which a retry cannot succeed (RFC 6749 5.2, OpenID Connect Core 3.1.2.6). */
const final = [
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'login_required',
  'interaction_required',
  'consent_required',
];

/** The access tokens of a session: the stored one, then those that its refresh token fetches. */
export class AccessTokens {
  private handedOut: string | null = null;

  constructor(private readonly manager: Pick<UserManager, 'getUser' | 'signinSilent' | 'removeUser'>) {}

  /**
   * Returns a valid token, and on the next call another one if there is a refresh token.
   *
   * @throws ChatError `unauthorized` if the user has to sign in again; after any other error a retry may succeed
   */
  async get(): Promise<string> {
    const known = await this.manager.getUser();
    const user = known !== null && this.isUsable(known) ? known : await this.renew(known);
    this.handedOut = user.access_token;
    return user.access_token;
  }

  /** Without a refresh token, a token is used until it expires. */
  private isUsable({
    access_token: token,
    refresh_token: refreshToken,
    expires_in: seconds = Infinity,
  }: OidcUser): boolean {
    return refreshToken === undefined ? seconds > 0 : seconds > minLifeSeconds && token !== this.handedOut;
  }

  private async renew(known: OidcUser | null): Promise<OidcUser> {
    // Without a refresh token oidc-client-ts would open an <iframe>, which the Content-Security-Policy forbids.
    if (known?.refresh_token === undefined) return this.end('The token has expired, and there is no refresh token');
    const user = await this.manager.signinSilent().catch((error: unknown) => this.failed(error));
    return user ?? this.end('The issuer returned no token');
  }

  private failed(error: unknown): Promise<never> {
    if (error instanceof ErrorResponse && final.includes(error.error ?? ''))
      return this.end('The issuer has ended the session', error);
    throw error;
  }

  private async end(message: string, cause?: unknown): Promise<never> {
    await this.manager.removeUser();
    throw new ChatError('unauthorized', message, { cause });
  }
}
