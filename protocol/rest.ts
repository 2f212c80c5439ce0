import { attachmentEndpoints } from './attachment-endpoints.ts';
import { chatEndpoints } from './chat-endpoints.ts';
import type { Endpoint, RestFunction } from './endpoint.ts';
import { errorTable, type ErrorCode } from './errors.ts';
import { notificationEndpoints } from './notification-endpoints.ts';
import { searchEndpoints } from './search.ts';

/** Every endpoint. The router matches by this table, the handlers parse with it, and OpenAPI is generated from it. */
export const endpoints = {
  ...chatEndpoints,
  ...searchEndpoints,
  ...attachmentEndpoints,
  ...notificationEndpoints,
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
export const endpointNames = Object.keys(endpoints) as EndpointName[];

/** The endpoints that a function answers. */
export type EndpointOf<F extends RestFunction> = {
  [E in EndpointName]: (typeof endpoints)[E] extends { answeredBy: infer A extends RestFunction }
    ? A extends F
      ? E
      : never
    : 'http' extends F
      ? E
      : never;
}[EndpointName];

/** The function that answers an endpoint. */
export function functionOf(name: EndpointName): RestFunction {
  const endpoint: Endpoint = endpoints[name];
  return endpoint.answeredBy ?? 'http';
}

/** The HTTP status of an error code. */
export function statusOf(code: ErrorCode): number {
  return errorTable[code].status;
}
