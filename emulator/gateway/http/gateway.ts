import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Functions } from '../../runtime/functions.ts';
import type { HttpApiModel, LambdaAuthorizerModel } from '../model.ts';
import type { Faults } from '../../runtime/settings.ts';
import { gatewayId } from '../../primitives/ids.ts';
import { callIntegration } from '../integration.ts';
import { readBody } from '../../primitives/request-body.ts';
import { requestTarget } from '../../primitives/request-target.ts';
import { respond, type ResponseHeaders } from '../../primitives/respond.ts';
import { skewMs } from '../../runtime/skew.ts';
import type { Throttle } from '../../primitives/throttle.ts';
import { isPreflight, preflightHeaders, withCors } from './cors.ts';
import { httpEvent, type EventInput, type HttpEvent } from './event.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { authorizeJwt } from './jwt-authorizer.ts';
import { LambdaAuthorizers } from './lambda-authorizer.ts';
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

type Input = Omit<EventInput, 'api' | 'accountId' | 'clockSkewMs'>;

const refusals = { 401: 'Unauthorized', 403: 'Forbidden', 500: 'Internal Server Error' } as const;

/** An HTTP API: routes, authorizers, CORS, Lambda integrations of payload format 2.0. */
export class HttpGateway {
  readonly #router: Router;
  readonly #folders: Set<string>;
  readonly #authorizers: LambdaAuthorizers;

  constructor(private readonly dependencies: HttpGatewayDependencies) {
    const { routes } = dependencies.api;
    this.#router = new Router(routes);
    this.#authorizers = new LambdaAuthorizers(dependencies.functions, this.#apiArn);
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
    const input = { request, path, query, body, match, authorizer: null, requestId };
    if (authorizer === null) return this.#integrate(input);
    if ('functionArn' in authorizer) return this.#authorizeByFunction(authorizer, input);
    const verdict = await authorizeJwt(authorizer, issuerKeys, request);
    if (!verdict.allowed) return unauthorized(verdict.description);
    return this.#integrate({ ...input, authorizer: { jwt: verdict.jwt } });
  }

  async #authorizeByFunction(authorizer: LambdaAuthorizerModel, input: Input): Promise<HttpAnswer> {
    const event = this.#event(input);
    const { method, path } = event.requestContext.http;
    const verdict = await this.#authorizers.authorize(authorizer, event, `${this.#stageArn}/${method}${path}`);
    if (verdict.allowed) return this.#integrate({ ...input, authorizer: { lambda: verdict.context } });
    return ownAnswer(verdict.status, refusals[verdict.status]);
  }

  #event(input: Input): HttpEvent {
    const { api, accountId, faults } = this.dependencies;
    return httpEvent({ api, accountId, clockSkewMs: skewMs(faults), ...input });
  }

  /** A function that throws or returns an invalid response is 500; one that does not return in time is 503. */
  async #integrate(input: Input): Promise<HttpAnswer> {
    const { api, functions } = this.dependencies;
    const event = this.#event(input);
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
    return `${this.#stageArn}/${routeKey.replace(' ', '')}`;
  }

  get #apiArn(): string {
    return `${this.dependencies.arnPrefix}:${this.dependencies.api.apiId}`;
  }

  get #stageArn(): string {
    return `${this.#apiArn}/${this.dependencies.api.stage}`;
  }
}

/** All of API Gateway's own errors have this form. */
function ownAnswer(
  status: number,
  message: string,
  headers: ResponseHeaders = { 'content-type': 'application/json' },
): HttpAnswer {
  return { status, headers, body: JSON.stringify({ message }) };
}

/**
 * As AWS documents it in "Troubleshooting issues with HTTP API JWT authorizers": no content type, the reason
 * in a header.
 */
function unauthorized(description: string | null): HttpAnswer {
  const reason = description === null ? '' : ` scope="" error="invalid_token" error_description="${description}"`;
  return ownAnswer(401, 'Unauthorized', { 'www-authenticate': `Bearer${reason}` });
}
