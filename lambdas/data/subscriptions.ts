import * as z from 'zod';
import { limits } from '../../protocol/limits.ts';
import type { Subscription } from '../chat/model/notification.ts';
import type { NotificationStore } from '../chat/ports/notifications.ts';
import { subscriptionAttribute, toNotified, toSubscriptionValue } from './items/notified.ts';
import { schemaVersion } from './items/version.ts';
import { keys } from './keys.ts';
import type { TableClient } from './table-client.ts';

/** Maximum attempts before a subscription that others change at the same time fails. */
const attemptsMax = 8;

const ownerItem = z.object({ user: z.string() });

/** An endpoint is one user's: it moves from the one who had it before. */
function ownerPut(userId: string, { id }: Subscription, owner: string | null) {
  return {
    Item: { ...keys.pushEndpoint(id), v: schemaVersion, user: userId },
    ConditionExpression: owner === null ? 'attribute_not_exists(PK)' : '#user = :owner',
    ...(owner === null
      ? {}
      : { ExpressionAttributeNames: { '#user': 'user' }, ExpressionAttributeValues: { ':owner': owner } }),
  };
}

function addUpdate(userId: string, subscription: Subscription, dropped: Subscription[], changes: number) {
  const names = dropped.map(({ id }, index) => [`#d${index}`, subscriptionAttribute(id)] as const);
  const removal = names.length === 0 ? '' : ` REMOVE ${names.map(([name]) => name).join(', ')}`;
  return {
    Key: keys.notified(userId),
    UpdateExpression: `SET #own = :own, changes = :next, v = :v${removal}`,
    ConditionExpression: changes === 0 ? 'attribute_not_exists(changes)' : 'changes = :known',
    ExpressionAttributeNames: { '#own': subscriptionAttribute(subscription.id), ...Object.fromEntries(names) },
    ExpressionAttributeValues: {
      ':own': toSubscriptionValue(subscription),
      ':next': changes + 1,
      ':v': schemaVersion,
      ...(changes === 0 ? {} : { ':known': changes }),
    },
  };
}

function removeUpdate(userId: string, id: string) {
  return {
    Key: keys.notified(userId),
    UpdateExpression: 'SET changes = if_not_exists(changes, :zero) + :one REMOVE #gone',
    ConditionExpression: 'attribute_exists(#gone)',
    ExpressionAttributeNames: { '#gone': subscriptionAttribute(id) },
    ExpressionAttributeValues: { ':zero': 0, ':one': 1 },
  };
}

function ownerDelete(userId: string, id: string) {
  return {
    Key: keys.pushEndpoint(id),
    ConditionExpression: '#user = :user',
    ExpressionAttributeNames: { '#user': 'user' },
    ExpressionAttributeValues: { ':user': userId },
  };
}

const isSame = (one: Subscription | undefined, other: Subscription): boolean =>
  one !== undefined && one.p256dh === other.p256dh && one.auth === other.auth;

/** The oldest of a user's subscriptions, so that there is room for one more. */
function surplus(subscriptions: Subscription[]): Subscription[] {
  const oldestFirst = subscriptions.toSorted((a, b) => a.addedAtMs - b.addedAtMs);
  return oldestFirst.slice(0, Math.max(0, oldestFirst.length - limits.pushSubscriptions + 1));
}

/** The browsers of users that take pushes (NT-1). */
export function subscriptionStore(table: TableClient): Pick<NotificationStore, 'subscribe' | 'unsubscribe'> {
  const read = async (userId: string, id: string) => {
    const rows = await table.batchGet([keys.notified(userId), keys.pushEndpoint(id)], { consistent: true });
    const owner = rows.find(({ PK }) => PK === keys.pushEndpoint(id).PK);
    const user = rows.find(({ SK }) => SK === keys.notified(userId).SK);
    return { owner: owner === undefined ? null : ownerItem.parse(owner).user, user: toNotified(userId, user) };
  };

  /** Null if another call has changed one of the rows; else the subscriptions that had to go. */
  const tryToAdd = async (userId: string, subscription: Subscription): Promise<Subscription[] | null> => {
    const { owner, user } = await read(userId, subscription.id);
    const known = user.subscriptions.find(({ id }) => id === subscription.id);
    if (owner === userId && isSame(known, subscription)) return [];
    const dropped = known === undefined ? surplus(user.subscriptions) : [];
    const reasons = await table.putAll(
      [ownerPut(userId, subscription, owner)],
      [
        addUpdate(
          userId,
          { ...subscription, addedAtMs: known?.addedAtMs ?? subscription.addedAtMs },
          dropped,
          user.changes,
        ),
      ],
    );
    if (reasons !== null) return null;
    if (owner !== null && owner !== userId) await table.update(removeUpdate(owner, subscription.id));
    return dropped;
  };

  return {
    async subscribe(userId, subscription) {
      for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
        const dropped = await tryToAdd(userId, subscription);
        if (dropped === null) continue;
        await Promise.all(dropped.map(({ id }) => table.delete(ownerDelete(userId, id))));
        return;
      }
      throw new Error('the subscriptions of a user are changed all the time');
    },

    async unsubscribe(userId, id) {
      await table.update(removeUpdate(userId, id));
      await table.delete(ownerDelete(userId, id));
    },
  };
}
