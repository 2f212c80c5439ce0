import * as z from 'zod';
import type { Functions } from '../../runtime/functions.ts';
import { callIntegration } from '../integration.ts';
import type { LambdaAuthorizerModel } from '../model.ts';
import type { HttpEvent } from './event.ts';

const simpleResponse = z.object({
  isAuthorized: z.boolean(),
  context: z.record(z.string(), z.unknown()).nullish(),
});

/** `context` is passed to the integration as the function returned it; null if it returned none. */
export type LambdaVerdict =
  { allowed: true; context: Record<string, unknown> | null } | { allowed: false; status: 401 | 403 | 500 };

interface Cached {
  verdict: LambdaVerdict;
  untilMs: number;
}

/**
 * The Lambda authorizers of an HTTP API, with payload format 2.0 and simple responses (Developer Guide,
 * "Control access to HTTP APIs with AWS Lambda authorizers"). A result, allowing or not, is cached by the
 * values of the identity sources.
 */
export class LambdaAuthorizers {
  readonly #cache = new Map<string, Cached>();

  /** `arnPrefix`: `arn:aws:execute-api:REGION:ACCOUNT:API` */
  constructor(
    private readonly functions: Functions,
    private readonly arnPrefix: string,
  ) {}

  /** `event` is the one that the integration would receive; `routeArn` names stage, method and path. */
  async authorize(model: LambdaAuthorizerModel, event: HttpEvent, routeArn: string): Promise<LambdaVerdict> {
    const identitySource = model.identitySources.map((source) => identityOf(source, event));
    // Without its identity sources a request is refused and the function not called.
    if (identitySource.some((value) => value === '')) return { allowed: false, status: 401 };
    const key = JSON.stringify([model.authorizerId, identitySource]);
    const cached = this.#cache.get(key);
    if (cached !== undefined && cached.untilMs > Date.now()) return cached.verdict;
    const verdict = await this.#call(model, authorizerEvent(event, identitySource, routeArn));
    // A failure says nothing about the identity, so that it is not kept.
    const isAnswer = verdict.allowed || verdict.status === 403;
    if (isAnswer && model.resultTtlMs > 0 && identitySource.length > 0)
      this.#cache.set(key, { verdict, untilMs: Date.now() + model.resultTtlMs });
    return verdict;
  }

  async #call({ functionArn, authorizerId, timeoutMs }: LambdaAuthorizerModel, event: unknown): Promise<LambdaVerdict> {
    const sourceArn = `${this.arnPrefix}/authorizers/${authorizerId}`;
    const outcome = await callIntegration(this.functions, { functionArn, timeoutMs, sourceArn }, event);
    if (outcome.kind === 'failed' && outcome.errorMessage === 'Unauthorized') return { allowed: false, status: 401 };
    const result = simpleResponse.safeParse(outcome.kind === 'returned' ? outcome.value : undefined);
    if (!result.success) return { allowed: false, status: 500 };
    const { isAuthorized, context } = result.data;
    return isAuthorized ? { allowed: true, context: context ?? null } : { allowed: false, status: 403 };
  }
}

/** The value of `$request.header.NAME`, `$request.querystring.NAME` or `$context.routeKey`; empty if it is missing. */
function identityOf(source: string, { headers, queryStringParameters = {}, routeKey }: HttpEvent): string {
  if (source === '$context.routeKey') return routeKey;
  const [, place, name = ''] = identitySourcePattern.exec(source) ?? [];
  return (place === 'header' ? headers[name.toLowerCase()] : queryStringParameters[name]) ?? '';
}

export const identitySourcePattern = /^\$request\.(header|querystring)\.(.+)$/;

function authorizerEvent(event: HttpEvent, identitySource: string[], routeArn: string): unknown {
  const { version, body: _, isBase64Encoded: __, ...request } = event;
  return { version, type: 'REQUEST', routeArn, identitySource, ...request };
}
