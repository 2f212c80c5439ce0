import { ErrorResponse, type User as OidcUser, type UserManager } from 'oidc-client-ts';
import { ChatError } from '@marketplace-chat/client';

/** A token that ends sooner than this is renewed before it is used. */
const minLifeSeconds = 5;

/** With these the issuer says that trying again is of no use (RFC 6749 5.2, OpenID Connect Core 3.1.2.6). */
const final = [
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'login_required',
  'interaction_required',
  'consent_required',
];

/** The access tokens of a session with an issuer: the stored one, then those that its refresh token brings. */
export class AccessTokens {
  private handedOut: string | null = null;

  constructor(private readonly manager: Pick<UserManager, 'getUser' | 'signinSilent' | 'removeUser'>) {}

  /**
   * A token that is valid now; whoever asks again gets another one, where there can be another one.
   *
   * @throws ChatError `unauthorized` where the user has to sign in again; whatever else it throws is worth another try
   */
  async get(): Promise<string> {
    const known = await this.manager.getUser();
    const user = known !== null && this.isUsable(known) ? known : await this.renew(known);
    this.handedOut = user.access_token;
    return user.access_token;
  }

  /** Without a refresh token a token is used to its end. */
  private isUsable({
    access_token: token,
    refresh_token: refreshToken,
    expires_in: seconds = Infinity,
  }: OidcUser): boolean {
    return refreshToken === undefined ? seconds > 0 : seconds > minLifeSeconds && token !== this.handedOut;
  }

  private async renew(known: OidcUser | null): Promise<OidcUser> {
    // Without a refresh token oidc-client-ts would open an <iframe>, which the Content-Security-Policy forbids.
    if (known?.refresh_token === undefined) return this.end('The token has ended, and there is no refresh token');
    const user = await this.manager.signinSilent().catch((error: unknown) => this.failed(error));
    return user ?? this.end('The issuer gave no token');
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
