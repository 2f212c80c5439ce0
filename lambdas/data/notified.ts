import type { Claim, NotificationStore, ThreadOfUser } from '../chat/ports/notifications.ts';
import type { NotifiedThread } from '../chat/model/notification.ts';
import { toNotified, toNotifiedThread } from './items/notified.ts';
import { schemaVersion } from './items/version.ts';
import { keys, type Key } from './keys.ts';
import { subscriptionStore } from './subscriptions.ts';
import type { TableClient } from './table-client.ts';

/** How long what was notified about a thread is remembered. */
const rememberedMs = 90 * 24 * 3_600_000;
const ttlFrom = (atMs: number): number => Math.ceil((atMs + rememberedMs) / 1000);

const isUnclaimed = '(attribute_not_exists(claim_until) OR claim_until <= :now)';

/** `unchanged`: the attribute that says whether somebody has pushed since. */
function claimUpdate(key: Key, { by, nowMs, untilMs }: Claim, unchanged: { name: string; value: number }) {
  return {
    Key: key,
    UpdateExpression: 'SET claim_by = :by, claim_until = :until, v = :v',
    ConditionExpression: `${isUnclaimed} AND (attribute_not_exists(#unchanged) OR #unchanged = :unchanged)`,
    ExpressionAttributeNames: { '#unchanged': unchanged.name },
    ExpressionAttributeValues: {
      ':by': by,
      ':until': untilMs,
      ':now': nowMs,
      ':v': schemaVersion,
      ':unchanged': unchanged.value,
    },
  };
}

function pushedUpdate({ userId, threadId }: ThreadOfUser, by: string, pushed: PushedValues) {
  return {
    Key: keys.notifiedThread(userId, threadId),
    UpdateExpression:
      'SET pushed_seq = :seq, pushed_others = :others, pushed_at = :at, #ttl = :ttl REMOVE claim_by, claim_until',
    ConditionExpression: 'claim_by = :by',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':by': by,
      ':seq': pushed.seq,
      ':others': pushed.others,
      ':at': pushed.atMs,
      ':ttl': ttlFrom(pushed.atMs),
    },
  };
}

type PushedValues = Parameters<NotificationStore['recordPush']>[2];

function remindedUpdate({ userId, threadId }: ThreadOfUser, mark: number, nowMs: number) {
  return {
    Key: keys.notifiedThread(userId, threadId),
    UpdateExpression: 'SET reminded_at = :mark, #ttl = :ttl, v = :v REMOVE reminder_due',
    ConditionExpression: 'attribute_not_exists(reminded_at) OR reminded_at < :mark',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':mark': mark, ':ttl': ttlFrom(nowMs), ':v': schemaVersion },
  };
}

/** What is stored about notifications (docs/table.md). */
export function notificationStore(table: TableClient): NotificationStore {
  const readAll = async (of: ThreadOfUser[], options: { consistent: boolean }) => {
    const wanted = of.flatMap(({ userId, threadId }) => [keys.notified(userId), keys.notifiedThread(userId, threadId)]);
    const distinct = [...new Map(wanted.map((key) => [textOf(key), key])).values()];
    const rows = await table.batchGet(distinct, options);
    const found = new Map(rows.map((row) => [textOf(row as unknown as Key), row]));
    return of.map(({ userId, threadId }) => ({
      user: toNotified(userId, found.get(textOf(keys.notified(userId)))),
      sofar: toNotifiedThread(found.get(textOf(keys.notifiedThread(userId, threadId)))),
    }));
  };

  return {
    ...subscriptionStore(table),

    async findNotified(userId) {
      return toNotified(userId, await table.get({ Key: keys.notified(userId), ConsistentRead: true }));
    },

    async readNotified(of) {
      return (await readAll([of], { consistent: true }))[0]!;
    },

    listNotified: (of) => readAll(of, { consistent: false }),

    async writePreferences(userId, { quiet_hours: quiet }) {
      const values = { ':v': schemaVersion, ...(quiet === null ? {} : { ':quiet': quiet }) };
      await table.update({
        Key: keys.notified(userId),
        UpdateExpression: quiet === null ? 'SET v = :v REMOVE quiet' : 'SET quiet = :quiet, v = :v',
        ExpressionAttributeValues: values,
      });
    },

    async claimPush({ userId, threadId }, claim, { pushedSeq }: NotifiedThread) {
      const key = keys.notifiedThread(userId, threadId);
      return (await table.update(claimUpdate(key, claim, { name: 'pushed_seq', value: pushedSeq }))).held;
    },

    async recordPush(of, by, pushed) {
      await table.update(pushedUpdate(of, by, pushed));
    },

    async claimSummary(claim, { userId, summarisedAtMs }) {
      const unchanged = { name: 'summarised', value: summarisedAtMs };
      return (await table.update(claimUpdate(keys.notified(userId), claim, unchanged))).held;
    },

    async recordSummary(userId, by, atMs) {
      await table.update({
        Key: keys.notified(userId),
        UpdateExpression: 'SET summarised = :at REMOVE claim_by, claim_until',
        ConditionExpression: 'claim_by = :by',
        ExpressionAttributeValues: { ':at': atMs, ':by': by },
      });
    },

    async recordReminderDue({ userId, threadId }, dueAtMs) {
      await table.update({
        Key: keys.notifiedThread(userId, threadId),
        UpdateExpression: 'SET reminder_due = :due, #ttl = :ttl, v = :v',
        ExpressionAttributeNames: { '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':due': dueAtMs, ':ttl': ttlFrom(dueAtMs), ':v': schemaVersion },
      });
    },

    async recordReminded(of, mark, nowMs) {
      return (await table.update(remindedUpdate(of, mark, nowMs))).held;
    },

    async recordSummaryDue(userId, dueAtMs) {
      await table.update({
        Key: keys.notified(userId),
        UpdateExpression: 'SET summary_due = :due, v = :v',
        ExpressionAttributeValues: { ':due': dueAtMs, ':v': schemaVersion },
      });
    },
  };
}

const textOf = ({ PK, SK }: Key): string => `${PK} ${SK}`;
