import { endOf } from '../chat/model/connection.ts';
import type { PresentConnection, Recipient } from '../chat/model/types.ts';
import { connectionAttribute, fromConnection, roomsAttribute } from './items/presence.ts';
import { schemaVersion } from './items/version.ts';
import { keys } from './keys.ts';

/**
 * The updates of a presence item. Updates of one item are serial, so what one returns decides who was first,
 * and who last.
 */

interface ConnectionKey {
  userId: string;
  connectionId: string;
}

/**
 * Adds a connection, unless the user is banned. The item outlives its connections, whatever tokens they are renewed
 * with: it is kept for the longest life of the latest.
 */
export function openUpdate(connection: Recipient) {
  const { userId, connectionId, connectedAtMs } = connection;
  return {
    Key: keys.presence(userId),
    UpdateExpression: 'SET #connection = :connection, #ttl = :ttl, v = :v',
    ConditionExpression: 'attribute_not_exists(banned_until) OR banned_until <= :opened',
    ExpressionAttributeNames: { '#connection': connectionAttribute(connectionId), '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':connection': fromConnection(connection),
      ':opened': connectedAtMs,
      ':ttl': endOf(connectedAtMs, Number.POSITIVE_INFINITY),
      ':v': schemaVersion,
    },
    ReturnValues: 'ALL_NEW' as const,
  };
}

/**
 * Bans the user. No open connection was opened later than now, so the item is kept as long as for one that is opened
 * now.
 */
export function banUpdate(userId: string, { nowMs, untilMs }: { nowMs: number; untilMs: number }) {
  return {
    Key: keys.presence(userId),
    UpdateExpression: 'SET banned_until = :until, #ttl = :ttl, v = :v',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':until': untilMs,
      ':ttl': endOf(nowMs, Number.POSITIVE_INFINITY),
      ':v': schemaVersion,
    },
    ReturnValues: 'ALL_NEW' as const,
  };
}

/** Only an open connection is renewed: one that has just ended stays ended. */
export function renewUpdate(connection: Recipient) {
  return {
    Key: keys.presence(connection.userId),
    UpdateExpression: 'SET #connection = :connection',
    ConditionExpression: 'attribute_exists(#connection)',
    ExpressionAttributeNames: { '#connection': connectionAttribute(connection.connectionId) },
    ExpressionAttributeValues: { ':connection': fromConnection(connection) },
    ReturnValues: 'ALL_NEW' as const,
  };
}

/** Adds a thread to those that a connection has joined, if it is open. */
export function joinUpdate({ userId, connectionId }: ConnectionKey, threadId: string) {
  return {
    Key: keys.presence(userId),
    UpdateExpression: 'ADD #rooms :thread',
    ConditionExpression: 'attribute_exists(#connection)',
    ExpressionAttributeNames: {
      '#connection': connectionAttribute(connectionId),
      '#rooms': roomsAttribute(connectionId),
    },
    ExpressionAttributeValues: { ':thread': new Set([threadId]) },
    ReturnValues: 'ALL_NEW' as const,
  };
}

export function leaveUpdate({ userId, connectionId }: ConnectionKey, threadId: string) {
  return {
    Key: keys.presence(userId),
    UpdateExpression: 'DELETE #rooms :thread',
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeNames: { '#rooms': roomsAttribute(connectionId) },
    ExpressionAttributeValues: { ':thread': new Set([threadId]) },
    ReturnValues: 'ALL_NEW' as const,
  };
}

/**
 * Ends a connection. The threads that it has joined stay, but for the one that is given: if this call dies, or its
 * answer is lost, the next one still finds the rooms to leave.
 */
export function endUpdate({ userId, connectionId }: ConnectionKey, leftThreadId: string | undefined) {
  const leaving = leftThreadId === undefined ? null : leaveUpdate({ userId, connectionId }, leftThreadId);
  return {
    Key: keys.presence(userId),
    UpdateExpression: `REMOVE #connection${leaving === null ? '' : ` ${leaving.UpdateExpression}`}`,
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeNames: {
      '#connection': connectionAttribute(connectionId),
      ...leaving?.ExpressionAttributeNames,
    },
    ...(leaving === null ? {} : { ExpressionAttributeValues: leaving.ExpressionAttributeValues }),
    ReturnValues: 'ALL_OLD' as const,
  };
}

export function forgetRoomsUpdate({ userId, connectionId }: ConnectionKey) {
  return {
    Key: keys.presence(userId),
    UpdateExpression: 'REMOVE #rooms',
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeNames: { '#rooms': roomsAttribute(connectionId) },
  };
}

/** Drops expired connections, unless one of them has been renewed since it was read. */
export function dropUpdate(userId: string, expired: PresentConnection[]) {
  const names = expired.flatMap(({ connectionId }, index) => [
    [`#c${index}`, connectionAttribute(connectionId)] as const,
    [`#r${index}`, roomsAttribute(connectionId)] as const,
  ]);
  const asRead = expired.map((_, index) => `(attribute_not_exists(#c${index}) OR #c${index}.#exp = :exp${index})`);
  return {
    Key: keys.presence(userId),
    UpdateExpression: `REMOVE ${names.map(([name]) => name).join(', ')}`,
    ConditionExpression: asRead.join(' AND '),
    ExpressionAttributeNames: { '#exp': 'exp', ...Object.fromEntries(names) },
    ExpressionAttributeValues: Object.fromEntries(
      expired.map(({ expiresAtSeconds }, index) => [`:exp${index}`, expiresAtSeconds]),
    ),
  };
}
