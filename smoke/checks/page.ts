import { createHash, randomBytes } from 'node:crypto';
import type { PageConfig } from '../../web/page/config/page-config.ts';
import type { Check } from './check.ts';
import { expectThat, NotApplicable } from '../report/outcome.ts';
import type { Site } from '../site/site.ts';
import { request } from '../wire/rest.ts';

/** The address of the page. */
export function pageOf({ pageUrl }: Site): string | NotApplicable {
  return pageUrl ?? new NotApplicable('the stage has no page (page=off)');
}

/** A check of the page, which a stage may lack. */
function pageCheck(name: string, run: (pageUrl: string, site: Site) => Promise<void | NotApplicable>): Check {
  return {
    name,
    async run({ site }) {
      const page = pageOf(site);
      return page instanceof NotApplicable ? page : run(page, site);
    },
  };
}

const files = pageCheck('the page and its script load, at any path', async (pageUrl) => {
  const page = await request('GET', `${pageUrl}/`);
  expectThat(page.status === 200, `GET / answered ${page.status}`);
  const [, script] = /<script[^>]* src="([^"]+)"/.exec(String(page.body)) ?? [];
  expectThat(script !== undefined, 'GET / answered no page that names a script');
  const loaded = await request('GET', new URL(script, `${pageUrl}/`).href);
  const type = loaded.headers.get('content-type');
  expectThat(
    loaded.status === 200 && type?.includes('javascript') === true,
    `${script} answered ${loaded.status} ${type}`,
  );
  const deep = await request('GET', `${pageUrl}/threads/some-thread`);
  expectThat(deep.status === 200 && deep.body === page.body, `GET /threads/some-thread answered ${deep.status}`);
  const missing = await request('GET', `${pageUrl}/assets/missing.js`);
  expectThat(missing.status >= 400, `a script that is not there answered ${missing.status}`);
});

async function configOf(pageUrl: string): Promise<PageConfig> {
  const { status, body } = await request<PageConfig>('GET', `${pageUrl}/config.json`);
  expectThat(status === 200, `GET /config.json answered ${status}`);
  return body;
}

const config = pageCheck('the page is configured for these addresses', async (pageUrl, site) => {
  const { apiUrl, webSocketUrl } = await configOf(pageUrl);
  const rest = new URL(apiUrl, `${pageUrl}/`).href;
  const socket = new URL(webSocketUrl, `${pageUrl.replace(/^http/, 'ws')}/`).href;
  expectThat(rest === site.apiUrl, `apiUrl is ${rest} instead of ${site.apiUrl}`);
  expectThat(socket === site.webSocketUrl, `webSocketUrl is ${socket} instead of ${site.webSocketUrl}`);
});

/** Whether a policy lets the page connect to a URL. Of CSP's forms it knows those that the chat's policies use. */
export function letsConnect(policy: string, url: string, pageUrl: string): boolean {
  const directive = policy.split(';').find((one) => one.trim().startsWith('connect-src ')) ?? '';
  const { protocol, host, origin } = new URL(url);
  return directive
    .trim()
    .split(/\s+/)
    .some((source) => {
      if (source === "'self'") return origin === new URL(pageUrl).origin;
      const [scheme, pattern] = source.includes('://') ? source.split('://') : ['https', source];
      if (`${scheme}:` !== protocol || pattern === undefined) return false;
      return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
    });
}

const policy = pageCheck(
  'the Content-Security-Policy lets the page reach REST and the WebSocket, and no script but its own',
  async (pageUrl, site) => {
    const { headers } = await request('GET', `${pageUrl}/`);
    const sent = headers.get('content-security-policy') ?? '';
    expectThat(/script-src 'self'\s*(;|$)/.test(sent), `the policy is "${sent}"`);
    for (const url of [site.apiUrl, site.webSocketUrl])
      expectThat(letsConnect(sent, url, pageUrl), `the policy does not let the page connect to ${url}: "${sent}"`);
  },
);

/** As a browser does that is sent there by the page: code flow with PKCE (RFC 6749, 4.1; RFC 7636). */
async function authorizeUrl({ issuer, clientId, scope }: PageConfig, pageUrl: string): Promise<string> {
  const discovery = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { status, body } = await request<{ authorization_endpoint: string }>('GET', discovery);
  expectThat(status === 200, `${discovery} answered ${status}`);
  const url = new URL(body.authorization_endpoint);
  const challenge = createHash('sha256').update(randomBytes(32).toString('base64url')).digest('base64url');
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: `${pageUrl}/`,
    scope,
    state: randomBytes(16).toString('base64url'),
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

const login = pageCheck('the login page opens for the page, which may sign in there', async (pageUrl) => {
  const settings = await configOf(pageUrl);
  if (settings.dev) return new NotApplicable('on one machine people sign in by choosing a demo user');
  const { status, url } = await request('GET', await authorizeUrl(settings, pageUrl));
  const { origin, pathname, searchParams } = new URL(url);
  // A refusal is a page of its own, or sends the browser back to the page with an error.
  const isRefused = status >= 400 || pathname === '/error' || searchParams.has('error');
  expectThat(!isRefused && origin !== new URL(pageUrl).origin, `sign-in ended with ${status} at ${url}`);
});

export const pageChecks = [files, config, policy, login];
