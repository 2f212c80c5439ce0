import type { Role } from '../../protocol/objects.ts';
import { limits } from '../../protocol/limits.ts';
import { pinnedStep } from '../chat/model/time-step.ts';
import type { OwnSide, Thread } from '../chat/model/types.ts';
import { placeUpdate } from './inbox.ts';
import { fromOwnValue, ownAttribute, ownSideKeys } from './items/own-side.ts';
import { schemaVersion } from './items/version.ts';
import { keys } from './keys.ts';

/** The writes for a participant's own side of a thread. */

/** Fails if another device has changed the own side since the thread was read. */
export function ownSideUpdate(thread: Thread, role: Role, own: OwnSide) {
  const before = thread.own[role];
  const changed = ownSideKeys.filter((key) => before[key] !== own[key]);
  const set = changed.filter((key) => fromOwnValue(own[key]) !== undefined);
  const removed = changed.filter((key) => !set.includes(key));
  const names = ownSideKeys.map((key) => [`#${key}`, ownAttribute(key, role)] as const);
  const known = ownSideKeys.filter((key) => fromOwnValue(before[key]) !== undefined);
  const asRead = ownSideKeys.map((key) =>
    known.includes(key) ? `#${key} = :was_${key}` : `attribute_not_exists(#${key})`,
  );
  return {
    Key: keys.thread(thread.id),
    UpdateExpression: [
      ...(set.length === 0 ? [] : [`SET ${set.map((key) => `#${key} = :${key}`).join(', ')}`]),
      ...(removed.length === 0 ? [] : [`REMOVE ${removed.map((key) => `#${key}`).join(', ')}`]),
    ].join(' '),
    ConditionExpression: ['attribute_exists(PK)', ...asRead].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: Object.fromEntries([
      ...set.map((key) => [`:${key}`, fromOwnValue(own[key])] as const),
      ...known.map((key) => [`:was_${key}`, fromOwnValue(before[key])] as const),
    ]),
  };
}

/**
 * Pins a thread: its inbox row moves before all others, and the list of the user's pins has it, which bounds their
 * number.
 */
export function pinUpdates(thread: Thread, role: Role, own: OwnSide) {
  const userId = thread[role].id;
  return [
    ownSideUpdate(thread, role, own),
    {
      Key: keys.pins(userId),
      UpdateExpression: 'ADD ids :id SET v = :v',
      ConditionExpression: 'attribute_not_exists(ids) OR size(ids) < :max OR contains(ids, :one)',
      ExpressionAttributeValues: {
        ':id': new Set([thread.id]),
        ':one': thread.id,
        ':max': limits.pinnedThreads,
        ':v': schemaVersion,
      },
    },
    placeUpdate(thread, role, pinnedStep),
  ];
}

/**
 * Unpins a thread: its inbox row goes back to the thread's time step. A message that is under way may move the thread
 * to a later step, which the pinned row would not have followed. So the step must be the one that was read, and `opens`
 * makes such a call write the row again.
 */
export function unpinUpdates(thread: Thread, role: Role, own: OwnSide) {
  const update = ownSideUpdate(thread, role, own);
  return [
    {
      ...update,
      UpdateExpression: `${update.UpdateExpression} ADD opens :one`,
      ConditionExpression: `${update.ConditionExpression} AND step = :step`,
      ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ':one': 1, ':step': thread.activeStep },
    },
    {
      Key: keys.pins(thread[role].id),
      UpdateExpression: 'DELETE ids :id',
      ExpressionAttributeValues: { ':id': new Set([thread.id]) },
    },
    placeUpdate(thread, role, thread.activeStep),
  ];
}
