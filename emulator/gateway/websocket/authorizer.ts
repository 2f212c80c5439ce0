import * as z from 'zod';
import type { Functions } from '../../runtime/functions.ts';
import type { WebSocketRouteModel } from '../model.ts';
import { callIntegration, type IntegrationOutcome } from '../integration.ts';
import type { HandshakeRequest } from './events.ts';
import { allowsInvoke, policyDocument } from './policy.ts';

/** The timeout of a Lambda authorizer is that of any integration of a WebSocket API. */
const authorizerTimeoutMs = 29_000;
/** Quota "authorizer result size" of API Gateway. */
const authorizerResultBytes = 8 * 1024;

const authorizerResult = z.object({
  principalId: z.string(),
  policyDocument,
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullish(),
});

/** The authorizer's verdict: the context that goes into every event of the connection, or the status of the refusal. */
export type Verdict =
  { allowed: true; context: Record<string, string>; latencyMs: number } | { allowed: false; status: 401 | 403 | 500 };

type AuthorizerModel = NonNullable<WebSocketRouteModel['authorizer']>;

/** Calls the Lambda authorizer. If an identity source is missing, `event` is not built and the function not called. */
export async function authorize(
  functions: Functions,
  authorizer: AuthorizerModel,
  handshake: HandshakeRequest,
  methodArn: string,
  event: () => unknown,
): Promise<Verdict> {
  if (!authorizer.identitySources.every((source) => hasIdentity(source, handshake)))
    return { allowed: false, status: 401 };
  const startedMs = Date.now();
  const sourceArn = methodArn.replace(/\/.*$/, '/authorizers/*');
  const call = { functionArn: authorizer.functionArn, timeoutMs: authorizerTimeoutMs, sourceArn };
  const outcome = await callIntegration(functions, call, event());
  return verdict(outcome, methodArn, Date.now() - startedMs);
}

/** `route.request.header.NAME` or `route.request.querystring.NAME`; header names are case-insensitive. */
function hasIdentity(source: string, { headers, query }: HandshakeRequest): boolean {
  const [, place, name = ''] = /^\$?\{?route\.request\.(header|querystring)\.(.+?)\}?$/.exec(source) ?? [];
  if (place === 'querystring') return (query.get(name) ?? '') !== '';
  return headers.some(([sent, value]) => sent.toLowerCase() === name.toLowerCase() && value !== '');
}

/**
 * `Unauthorized` thrown is 401, any other failure 500; a result of another shape (context values must be scalars) or
 * over 8 KB is an "authorizer configuration error", 500; a policy that does not allow the call is 403.
 */
function verdict(outcome: IntegrationOutcome, methodArn: string, latencyMs: number): Verdict {
  if (outcome.kind === 'failed' && outcome.errorMessage === 'Unauthorized') return { allowed: false, status: 401 };
  if (outcome.kind !== 'returned') return { allowed: false, status: 500 };
  const result = authorizerResult.safeParse(outcome.value);
  if (!result.success || Buffer.byteLength(JSON.stringify(outcome.value)) > authorizerResultBytes) {
    return { allowed: false, status: 500 };
  }
  const { principalId, policyDocument: policy, context } = result.data;
  if (!allowsInvoke(policy, methodArn)) return { allowed: false, status: 403 };
  return { allowed: true, context: { ...stringified(context ?? {}), principalId }, latencyMs };
}

/** Numbers and booleans of the context arrive as strings at the integration; null values do not arrive. */
function stringified(context: Record<string, string | number | boolean | null>): Record<string, string> {
  const entries = Object.entries(context).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
