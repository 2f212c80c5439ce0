import { restBase } from '../protocol/limits.ts';

/** Wider than REST's own base, so that what is beside it gets the chat's own `not_found` and not the gateway's. */
export const everything = '/api/{proxy+}';
export const description = `${restBase}/openapi.json`;
/** With a slash behind it: API Gateway refuses a route that ends in one, and takes such a request to the greedy route below. */
export const descriptionSlash = `${description}/{proxy+}`;

/** The keys of the HTTP API's routes. */
export const httpRouteKeys = {
  everything: `ANY ${everything}`,
  description: `GET ${description}`,
  descriptionSlash: `GET ${descriptionSlash}`,
  preflight: `OPTIONS ${everything}`,
} as const;
