import type { Action } from '../protocol/frames.ts';
import { everything, searchKey, type methods } from './http-routes.ts';

type RouteKey =
  '$connect' | '$default' | Action | `${(typeof methods)[number]} ${typeof everything}` | typeof searchKey;

/** No packet of Socket.IO names a route, so all of its clients' packets come by `$default`. */
const ofSocketIo = 0.4;

/** For what users do seldom. */
const seldom = 0.1;
/** For an endpoint's path with a trailing slash, which no client of the chat asks for. */
const withSlash = 0.01;

/**
 * The routes that get more, or less. `$connect` stays below the 500 new connections a second of an
 * account. ("WebSocket quotas".)
 */
const shares: Partial<Record<RouteKey, number>> = {
  $connect: 0.2,
  $default: 0.05,
  hello: 0.2,
  join_thread: 0.3,
  send_message: 0.5,
  typing_start: 0.2,
  typing_stop: 0.2,
  mark_as_read: 0.2,
  // A page reads about 1,000 units, of the 40,000 a second of a table. ("Quotas in Amazon DynamoDB".)
  [searchKey]: 0.02,
  [`GET ${everything}`]: 0.5,
  [`POST ${everything}`]: 0.2,
};

/**
 * How much of an API's rate and burst a route may take by default, so that no kind of call uses up what the others
 * need. All shares together are more than the whole: a rush of one kind is rarely a rush of all.
 * @returns null for `$disconnect`, which API Gateway itself calls, once for each connection that was let in
 */
export function shareOf(routeKey: string, { socketIo }: { socketIo: boolean }): number | null {
  if (routeKey === '$disconnect') return null;
  if (routeKey === '$default' && socketIo) return ofSocketIo;
  const isSlashRoute = routeKey.endsWith('/{proxy+}') && !routeKey.endsWith(` ${everything}`);
  return shares[routeKey as RouteKey] ?? (isSlashRoute ? withSlash : seldom);
}
