import type { Check } from './check.ts';
import { expectThat, NotApplicable } from '../report/outcome.ts';
import { request } from '../wire/rest.ts';
import { pageOf } from './page.ts';

const needsToken: Check = {
  name: 'REST without a token answers 401',
  async run({ site }) {
    const { status } = await request('GET', `${site.apiUrl}/threads/`);
    expectThat(status === 401, `it answered ${status}`);
  },
};

const slashes: Check = {
  name: 'REST answers with and without the trailing slash',
  async run({ site, client, threadId }) {
    for (const path of ['/threads', `/threads/${threadId}`, `/threads/${threadId}/messages`, '/unread-count']) {
      await client.rest.expect(200, 'GET', path);
      await client.rest.expect(200, 'GET', `${path}/`);
    }
    for (const path of ['/openapi.json', '/openapi.json/']) {
      const { status } = await request('GET', site.apiUrl + path);
      expectThat(status === 200, `GET ${path} without a token answered ${status}`);
    }
  },
};

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The headers of the answer to a preflight, as a browser on a page of that origin asks. */
async function preflight(apiUrl: string, origin: string, method: string): Promise<Headers> {
  const headers = {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': 'authorization,content-type',
  };
  return (await request('OPTIONS', `${apiUrl}/threads/`, { headers })).headers;
}

const cors: Check = {
  name: 'CORS: the page may call REST with each method, another origin may not',
  async run({ site }) {
    const page = pageOf(site);
    if (page instanceof NotApplicable) return page;
    const origin = new URL(page).origin;
    if (origin === new URL(site.apiUrl).origin) return new NotApplicable('the page and REST have one origin');
    for (const method of methods) {
      const headers = await preflight(site.apiUrl, origin, method);
      const allowed = `${headers.get('access-control-allow-origin')} ${headers.get('access-control-allow-methods')}`;
      expectThat(
        allowed.startsWith(origin) && allowed.includes(method),
        `${method} from ${origin}: ${allowed} is allowed`,
      );
    }
    const allowed = (await preflight(site.apiUrl, 'https://example.org', 'GET')).get('access-control-allow-origin');
    expectThat(allowed === null, `the answer to https://example.org allows ${allowed}`);
  },
};

export const restChecks = [needsToken, slashes, cors];
