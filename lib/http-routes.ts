import { restBase } from '../protocol/limits.ts';

/** Wider than REST's base, so that other paths under `/api` get the chat's own `not_found` instead of the gateway's. */
export const everything = '/api/{proxy+}';
export const description = `${restBase}/openapi.json`;
/** For the path with a trailing slash: API Gateway refuses a route that ends in one, and matches this greedy route. */
export const descriptionSlash = `${description}/{proxy+}`;

/** The keys of the HTTP API's routes. */
export const httpRouteKeys = {
  everything: `ANY ${everything}`,
  description: `GET ${description}`,
  descriptionSlash: `GET ${descriptionSlash}`,
} as const;
