import { expect } from 'vitest';
import { restBase } from '../../../protocol/limits.ts';
import { endpoints, type EndpointName } from '../../../protocol/rest.ts';
import { findRoute } from '../../../lambdas/gateway/http-event.ts';

function endpointOf(method: string, path: string): (typeof endpoints)[EndpointName] | null {
  const event = { requestContext: { http: { method } }, rawPath: `${restBase}${path.split('?')[0]}` };
  const route = findRoute(event as Parameters<typeof findRoute>[0]);
  return route === null ? null : endpoints[route.name];
}

/** Fails if the body of an answer does not have exactly the form that the endpoint promises for its status. */
export function expectPromisedForm(method: string, path: string, { status, body }: { status: number; body: unknown }) {
  const responses = endpointOf(method, path)?.responses as Record<number, { parse(value: unknown): unknown } | null>;
  const promised = responses?.[status];
  if (promised) expect(promised.parse(body)).toEqual(body);
}
