import { createHash } from 'node:crypto';
import type { BrowserContext, Page, Route } from '@playwright/test';
import type { User } from '../../../protocol/objects.ts';
import type { Api } from './api.ts';

const base64url = (value: string | Buffer) => Buffer.from(value).toString('base64url');

/** The issuer returns access tokens only for it, as Auth0 does. */
const audience = 'https://chat.example.com';

/**
 * An OIDC issuer below `<page>/issuer` that the test runs, and the settings of a deployed stage. Its access tokens are
 * accepted by the server. As a real issuer does, it accepts each code once and checks its code verifier, and its
 * refresh tokens rotate: each is accepted once, and the second use of one ends the session.
 */
export class FakeIssuer {
  /** The grant types of the requests to the token endpoint. */
  readonly grants: string[] = [];
  loggedOut = false;
  /** The issuer has ended the session: nothing is renewed, but a new sign-in starts a new session. */
  ended = false;
  /** The issuer refuses the next sign-in. */
  refuses = false;
  /** False for an issuer that returns no refresh tokens. */
  givesRefreshTokens = true;
  /** The number of redirects to the sign-in page. */
  visits = 0;
  #challenges = new Map<string, string>();
  /** The number of refresh tokens so far; only the last one is accepted. */
  #refreshTokens = 0;

  constructor(
    private readonly api: Api,
    private readonly origin: string,
    private readonly user: User,
    private readonly lifetimeSeconds: number,
  ) {}

  async installOn(page: Page | BrowserContext): Promise<void> {
    const issuer = `${this.origin}/issuer`;
    const config = {
      apiUrl: '/api/chat',
      webSocketUrl: '/ws',
      issuer,
      clientId: 'page',
      scope: 'openid profile',
      authorizeParameters: { audience },
      usernameClaim: 'username',
      dev: false,
    };
    await page.route('**/config.json', (route) => route.fulfill({ json: config }));
    await page.route('**/issuer/**', (route) => this.#answer(route, issuer));
  }

  #answer(route: Route, issuer: string): Promise<void> {
    const url = new URL(route.request().url());
    switch (url.pathname) {
      case '/issuer/.well-known/openid-configuration':
        return route.fulfill({ json: this.#discovery(issuer) });
      case '/issuer/authorize':
        return this.#authorize(route, url.searchParams);
      case '/issuer/token':
        return this.#token(route, issuer);
      case '/issuer/logout':
        this.loggedOut = true;
        return redirect(route, url.searchParams.get('post_logout_redirect_uri') ?? '');
      default:
        return route.fulfill({ status: 404 });
    }
  }

  #discovery(issuer: string) {
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      end_session_endpoint: `${issuer}/logout`,
      jwks_uri: `${issuer}/jwks`,
    };
  }

  #authorize(route: Route, asked: URLSearchParams): Promise<void> {
    const isComplete = asked.get('code_challenge_method') === 'S256' && asked.get('audience') === audience;
    if (asked.get('response_type') !== 'code' || !isComplete) return route.fulfill({ status: 400 });
    this.visits += 1;
    const state = asked.get('state') ?? '';
    const back = new URL(asked.get('redirect_uri') ?? '');
    if (this.refuses) {
      this.refuses = false;
      back.search = new URLSearchParams({ error: 'access_denied', state }).toString();
      return redirect(route, back.href);
    }
    const code = `code-${this.visits}`;
    this.#challenges.set(code, asked.get('code_challenge') ?? '');
    back.search = new URLSearchParams({ code, state }).toString();
    return redirect(route, back.href);
  }

  async #token(route: Route, issuer: string): Promise<void> {
    const form = new URLSearchParams(route.request().postData() ?? '');
    this.grants.push(form.get('grant_type') ?? '');
    if (!this.#isAllowed(form)) return route.fulfill({ status: 400, json: { error: 'invalid_grant' } });
    const nowSeconds = Math.floor(Date.now() / 1_000);
    const claims = {
      iss: issuer,
      aud: 'page',
      sub: this.user.id,
      preferred_username: this.user.username,
      iat: nowSeconds,
      exp: nowSeconds + 3_600,
    };
    await route.fulfill({
      json: {
        access_token: await this.api.token(this.user, this.lifetimeSeconds),
        id_token: `${base64url('{"alg":"RS256"}')}.${base64url(JSON.stringify(claims))}.${base64url('unchecked')}`,
        ...(this.givesRefreshTokens && { refresh_token: this.#newRefreshToken() }),
        token_type: 'Bearer',
        expires_in: this.lifetimeSeconds,
        scope: 'openid profile',
      },
    });
  }

  #newRefreshToken(): string {
    this.#refreshTokens += 1;
    return `refresh-${this.#refreshTokens}`;
  }

  #isRefreshed(token: string | null): boolean {
    if (token !== `refresh-${this.#refreshTokens}`) this.ended = true;
    return !this.ended;
  }

  #isAllowed(form: URLSearchParams): boolean {
    if (form.get('grant_type') === 'refresh_token') return this.#isRefreshed(form.get('refresh_token'));
    const code = form.get('code') ?? '';
    const challenge = this.#challenges.get(code);
    this.#challenges.delete(code);
    return (
      challenge ===
      base64url(
        createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest(),
      )
    );
  }
}

/** A page that redirects with a script, because a test cannot answer a navigation with a redirect. */
function redirect(route: Route, to: string): Promise<void> {
  return route.fulfill({ contentType: 'text/html', body: `<script>location.replace(${JSON.stringify(to)})</script>` });
}
