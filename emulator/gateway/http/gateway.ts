import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Functions } from '../../runtime/functions.ts';
import type { HttpApiModel } from '../model.ts';
import type { Faults } from '../../runtime/settings.ts';
import { gatewayId } from '../../primitives/ids.ts';
import { callIntegration } from '../integration.ts';
import { readBody } from '../../primitives/request-body.ts';
import { requestTarget } from '../../primitives/request-target.ts';
import { respond, type ResponseHeaders } from '../../primitives/respond.ts';
import { skewMs } from '../../runtime/skew.ts';
import type { Throttle } from '../../primitives/throttle.ts';
import { isPreflight, preflightHeaders, withCors } from './cors.ts';
import { httpEvent, type EventInput } from './event.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { authorizeJwt } from './jwt-authorizer.ts';
import { interpret, type HttpAnswer } from './response.ts';
import { Router } from './router.ts';

/** Quota "payload size" of HTTP APIs. */
const requestBytesMax = 10 * 1024 * 1024;

export interface HttpGatewayDependencies {
  api: HttpApiModel;
  accountId: string;
  /** `arn:aws:execute-api:REGION:ACCOUNT` */
  arnPrefix: string;
  functions: Functions;
  issuerKeys: IssuerKeys;
  requests: Throttle;
  faults: Faults;
}

/** An HTTP API: routes, JWT authorizers, CORS, Lambda integrations of payload format 2.0. */
export class HttpGateway {
  readonly #router: Router;
  readonly #folders: Set<string>;

  constructor(private readonly dependencies: HttpGatewayDependencies) {
    const { routes } = dependencies.api;
    this.#router = new Router(routes);
    this.#folders = new Set(routes.map(({ routeKey }) => routeKey.split('/')[1] ?? ''));
  }

  /** Whether the path begins like one of the API's routes. On AWS the API has a host of its own. */
  serves(request: IncomingMessage): boolean {
    return this.#folders.has(requestTarget(request).path.split('/')[1] ?? '');
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = gatewayId();
    const { status, headers, body } = await this.#answer(request, requestId);
    respond(response, status, { ...headers, 'apigw-requestid': requestId }, body);
  }

  async #answer(request: IncomingMessage, requestId: string): Promise<HttpAnswer> {
    const { api, issuerKeys, requests } = this.dependencies;
    const body = await readBody(request, requestBytesMax);
    if (body === null) return ownAnswer(413, 'Request Entity Too Large');
    if (!requests.take()) return ownAnswer(429, 'Too Many Requests');
    const { path, query } = requestTarget(request);
    const match = this.#router.match(request.method ?? 'GET', path);
    const authorizer = match?.route.authorizer ?? null;
    // An authorizer on the route that catches OPTIONS stops preflights too: such an API needs an open OPTIONS route.
    if (authorizer === null && api.cors !== null && isPreflight(request)) {
      return { status: 204, headers: preflightHeaders(api.cors, request), body: '' };
    }
    if (match === null) return ownAnswer(404, 'Not Found');
    const verdict = authorizer === null ? null : await authorizeJwt(authorizer, issuerKeys, request);
    if (verdict?.allowed === false) return unauthorized(verdict.description);
    return this.#integrate({ request, path, query, body, match, jwt: verdict?.jwt ?? null, requestId });
  }

  /** A throw and an improper answer are 500, an answer that does not come in time is 503. */
  async #integrate(input: Omit<EventInput, 'api' | 'accountId' | 'clockSkewMs'>): Promise<HttpAnswer> {
    const { api, accountId, functions, faults } = this.dependencies;
    const event = httpEvent({ api, accountId, clockSkewMs: skewMs(faults), ...input });
    const { integration, routeKey } = input.match.route;
    const outcome = await callIntegration(functions, { ...integration, sourceArn: this.#routeArn(routeKey) }, event);
    if (outcome.kind === 'too-large') return ownAnswer(413, 'Request Entity Too Large');
    if (outcome.kind === 'timed-out') return ownAnswer(503, 'Service Unavailable', {});
    const answer = outcome.kind === 'returned' ? interpret(outcome.value) : null;
    if (answer === null) return ownAnswer(500, 'Internal Server Error');
    return { ...answer, headers: withCors(api.cors, input.request, answer.headers) };
  }

  /** `…:API/STAGE/METHOD/path/{variable}`, as permissions name a route. */
  #routeArn(routeKey: string): string {
    const { api, arnPrefix } = this.dependencies;
    return `${arnPrefix}:${api.apiId}/${api.stage}/${routeKey.replace(' ', '')}`;
  }
}

/** The errors that API Gateway makes itself have this form and no other. */
function ownAnswer(
  status: number,
  message: string,
  headers: ResponseHeaders = { 'content-type': 'application/json' },
): HttpAnswer {
  return { status, headers, body: JSON.stringify({ message }) };
}

/** As AWS documents it in "Troubleshooting issues with HTTP API JWT authorizers": no content type, the reason in a header. */
function unauthorized(description: string | null): HttpAnswer {
  const reason = description === null ? '' : ` scope="" error="invalid_token" error_description="${description}"`;
  return ownAnswer(401, 'Unauthorized', { 'www-authenticate': `Bearer${reason}` });
}
