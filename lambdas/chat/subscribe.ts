import { createHash } from 'node:crypto';
import { badRequest } from '../../protocol/parse.ts';
import type { Preferences, PushSubscription } from '../../protocol/notifications.ts';
import { isTimeZone } from './model/quiet-hours.ts';
import type { UserContext } from './ports/context.ts';
import type { NotificationStore } from './ports/notifications.ts';

/** What the verbs of notifications work with. */
export interface NotificationParts {
  notified: NotificationStore;
  /** Why pushes are not sent to an endpoint; null if they are. */
  refusalOfEndpoint: (endpoint: string) => Promise<string | null>;
  /** Whether a text is a public key of P-256, in base64url. */
  isPublicKey: (text: string) => boolean;
}

type Ctx = Pick<UserContext, 'caller' | 'nowMs'> & NotificationParts;

/** An endpoint may be longer than a key of the table. */
const idOf = (endpoint: string): string => createHash('sha256').update(endpoint).digest('base64url');

/**
 * Pushes go to this browser from now on (NT-1). One that another user had is the caller's now.
 * @throws ChatError `bad_request` for an endpoint that pushes are not sent to, or keys that no browser has
 */
export async function subscribe(ctx: Ctx, { endpoint, keys }: PushSubscription): Promise<void> {
  if (!ctx.isPublicKey(keys.p256dh))
    throw badRequest([{ field: 'keys.p256dh', message: 'must be a public key of P-256' }]);
  const refusal = await ctx.refusalOfEndpoint(endpoint);
  if (refusal !== null) throw badRequest([{ field: 'endpoint', message: refusal }]);
  const subscription = { id: idOf(endpoint), endpoint, ...keys, addedAtMs: ctx.nowMs };
  await ctx.notified.subscribe(ctx.caller.userId, subscription);
}

/** Pushes go to this browser no more; repeating it changes nothing. */
export async function unsubscribe(ctx: Ctx, endpoint: string): Promise<void> {
  await ctx.notified.unsubscribe(ctx.caller.userId, idOf(endpoint));
}

export async function readPreferences(ctx: Ctx): Promise<Preferences> {
  const { quiet_hours } = await ctx.notified.findNotified(ctx.caller.userId);
  return { quiet_hours };
}

/** @throws ChatError `bad_request` for a time zone that is not known */
export async function writePreferences(ctx: Ctx, { quiet_hours }: Preferences): Promise<Preferences> {
  if (quiet_hours !== null && !isTimeZone(quiet_hours.time_zone))
    throw badRequest([{ field: 'quiet_hours.time_zone', message: 'must be a name of the IANA time zone database' }]);
  await ctx.notified.writePreferences(ctx.caller.userId, { quiet_hours });
  return { quiet_hours };
}
