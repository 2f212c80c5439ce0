import { restFunctions, type RestFunction } from '../protocol/endpoint.ts';
import { restBase } from '../protocol/limits.ts';
import { endpoints } from '../protocol/rest.ts';

/** Wider than REST's base, so that other paths under `/api` get the chat's own `not_found` instead of the gateway's. */
export const everything = '/api/{proxy+}';
/**
 * `OPTIONS` is not among them: it has no token, so its calls of the function would have no bound. API Gateway answers
 * preflights itself. ("Configure CORS for HTTP APIs".)
 */
export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export const description = `${restBase}/openapi.json`;
/** For the path with a trailing slash: API Gateway refuses a route that ends in one, and matches this greedy route. */
const descriptionSlash = `${description}/{proxy+}`;

/** The keys of the routes that need no token. */
export const openRouteKeys = [`GET ${description}`, `GET ${descriptionSlash}`];
/** The greedy route of every method: whatever has no route of its own. */
const everythingKeys = methods.map((method) => `${method} ${everything}`);

/**
 * The keys of the routes to a function. API Gateway takes the most specific route, so the endpoints of the other
 * functions need routes of their own, each a second one for its path with the trailing slash (see `descriptionSlash`).
 */
export function routeKeysOf(
  name: RestFunction,
  table: Record<string, { path: string; method: string; answeredBy?: string }> = endpoints,
): string[] {
  if (name === 'http') return [...everythingKeys, ...openRouteKeys];
  return Object.values(table).flatMap(({ path, method, answeredBy }) => {
    const bare = `${method} ${restBase}${path.replace(/\/$/, '')}`;
    return answeredBy === name ? [bare, `${bare}/{proxy+}`] : [];
  });
}

/** The route of searches, without the trailing slash. */
export const searchKey = `GET ${restBase}/search` as const;

/** The keys of all routes of the HTTP API. */
export const httpRouteKeys = restFunctions.flatMap((name) => routeKeysOf(name));
