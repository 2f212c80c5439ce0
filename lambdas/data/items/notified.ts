import * as z from 'zod';
import {
  nothingNotified,
  type Notified,
  type NotifiedThread,
  type Subscription,
} from '../../chat/model/notification.ts';

/** The subscriptions are top-level attributes, so that one can be added without a row that exists. */
const subscriptionPrefix = 's:';
export const subscriptionAttribute = (id: string): string => `${subscriptionPrefix}${id}`;

const subscriptionValue = z.object({ endpoint: z.string(), p256dh: z.string(), auth: z.string(), at: z.number() });
const quiet = z.object({ from: z.string(), to: z.string(), time_zone: z.string() });
const notifiedItem = z.object({
  quiet: quiet.optional(),
  summary_due: z.number().default(0),
  summarised: z.number().default(0),
  claim_until: z.number().default(0),
  changes: z.number().default(0),
});
const notifiedThreadItem = z.object({
  pushed_seq: z.number().default(nothingNotified.pushedSeq),
  pushed_others: z.number().default(nothingNotified.pushedOthers),
  pushed_at: z.number().default(nothingNotified.pushedAtMs),
  claim_until: z.number().default(nothingNotified.claimedUntilMs),
  reminder_due: z.number().default(nothingNotified.reminderDueAtMs),
  reminded_at: z.number().nullable().default(nothingNotified.remindedAtMark),
});

/** What is stored of a user. `changes` counts the changes of the subscriptions. */
export function toNotified(userId: string, item: Record<string, unknown> = {}): Notified & { changes: number } {
  const row = notifiedItem.parse(item);
  return {
    userId,
    quiet_hours: row.quiet ?? null,
    subscriptions: Object.entries(item).flatMap(([name, value]) =>
      name.startsWith(subscriptionPrefix) ? [toSubscription(name.slice(subscriptionPrefix.length), value)] : [],
    ),
    summaryDueAtMs: row.summary_due,
    summarisedAtMs: row.summarised,
    claimedUntilMs: row.claim_until,
    changes: row.changes,
  };
}

function toSubscription(id: string, value: unknown): Subscription {
  const { endpoint, p256dh, auth, at } = subscriptionValue.parse(value);
  return { id, endpoint, p256dh, auth, addedAtMs: at };
}

export function toSubscriptionValue({ endpoint, p256dh, auth, addedAtMs }: Subscription) {
  return { endpoint, p256dh, auth, at: addedAtMs };
}

export function toNotifiedThread(item: unknown = {}): NotifiedThread {
  const row = notifiedThreadItem.parse(item);
  return {
    pushedSeq: row.pushed_seq,
    pushedOthers: row.pushed_others,
    pushedAtMs: row.pushed_at,
    claimedUntilMs: row.claim_until,
    reminderDueAtMs: row.reminder_due,
    remindedAtMark: row.reminded_at,
  };
}
