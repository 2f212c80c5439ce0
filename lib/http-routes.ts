import { restBase } from '../protocol/limits.ts';

/** Wider than REST's base, so that other paths under `/api` get the chat's own `not_found` instead of the gateway's. */
export const everything = '/api/{proxy+}';
/**
 * `OPTIONS` is not among them: it has no token, so its calls of the function would have no bound. API Gateway answers
 * preflights itself. ("Configure CORS for HTTP APIs".)
 */
export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export const description = `${restBase}/openapi.json`;
/** For the path with a trailing slash: API Gateway refuses a route that ends in one, and matches this greedy route. */
export const descriptionSlash = `${description}/{proxy+}`;

/** The keys of the routes that need no token. */
export const openRouteKeys = [`GET ${description}`, `GET ${descriptionSlash}`];
/** The keys of all routes of the HTTP API. */
export const httpRouteKeys = [...methods.map((method) => `${method} ${everything}`), ...openRouteKeys];
