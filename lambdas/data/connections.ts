import { eachLimited } from '../async/each-limited.ts';
import type { Recipient } from '../chat/model/types.ts';
import type { Store } from '../chat/ports/store.ts';
import { connectionItem, fromRecipient, toConnection, toUserConnection } from './items/connection.ts';
import { keys, partition, span, type Key } from './keys.ts';
import type { Page, TableClient } from './table-client.ts';

/** A user has at most 20 connections by default; rows of connections that have ended may still be beside them. */
const connectionPageRows = 100;

/** How many rooms of one connection are renewed at once. */
const roomsInFlight = 20;

/** The condition that a row exists and its connection has not ended. */
export const isOpen = 'attribute_exists(PK) AND attribute_not_exists(ended)';

function connectionPut(connection: Recipient) {
  return { Item: { ...keys.connection(connection.connectionId), ...fromRecipient(connection) } };
}

/** The row in the user's partition has no user id: its partition key says it. */
function userConnectionPut(connection: Recipient) {
  const { user_id: _, ...attributes } = fromRecipient(connection);
  return { Item: { ...keys.userConnection(connection.userId, connection.connectionId), ...attributes } };
}

/** Renews existing rows only: a connection that has just ended stays ended. */
function renewal(key: Key, connection: Recipient) {
  return {
    Key: key,
    UpdateExpression: 'SET #ttl = :ttl, username = :username',
    ConditionExpression: isOpen,
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':ttl': connection.expiresAtSeconds, ':username': connection.username },
  };
}

/** The row stays until its TTL, so that a call that repeats after a lost answer still finds the rooms to leave. */
function endUpdate(connectionId: string) {
  return {
    Key: keys.connection(connectionId),
    UpdateExpression: 'SET ended = :true',
    ConditionExpression: isOpen,
    ExpressionAttributeValues: { ':true': true },
    ReturnValues: 'ALL_NEW' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function connectionsQuery(userId: string) {
  const { low, high } = span('connection');
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': partition.user(userId), ':low': low, ':high': high },
    Limit: connectionPageRows,
  };
}

function joinedThreads(row: object | undefined): string[] {
  return row === undefined ? [] : [...(connectionItem.parse(row).threads ?? [])];
}

type ConnectionStore = Pick<
  Store,
  'openConnection' | 'getConnection' | 'renewConnection' | 'endConnection' | 'listConnections'
>;

/** Who is connected: a row by connection, and one by user. */
export function connectionStore(table: TableClient): ConnectionStore {
  return {
    async openConnection(connection) {
      await Promise.all([table.put(connectionPut(connection)), table.put(userConnectionPut(connection))]);
    },

    async getConnection(connectionId) {
      const item = await table.get({ Key: keys.connection(connectionId), ConsistentRead: true });
      return item === undefined ? null : toConnection(item, connectionId);
    },

    async renewConnection(connection) {
      const { connectionId, userId } = connection;
      const [renewed] = await Promise.all([
        table.update({ ...renewal(keys.connection(connectionId), connection), ReturnValues: 'ALL_NEW' }),
        table.update(renewal(keys.userConnection(userId, connectionId), connection)),
      ]);
      // A call that joins a room from now on sees the new end in the connection's row.
      const threadIds = joinedThreads(renewed.held ? renewed.attributes : undefined);
      await eachLimited(threadIds, roomsInFlight, async (threadId) => {
        await table.update(renewal(keys.room(threadId, connectionId), connection));
      });
    },

    async endConnection(connectionId, userId) {
      const [ended] = await Promise.all([
        table.update(endUpdate(connectionId)),
        table.delete({ Key: keys.userConnection(userId, connectionId) }),
      ]);
      if (ended.held) return joinedThreads(ended.attributes);
      // If an earlier attempt's answer was lost, it may have ended the connection.
      return ended.isRepeat ? joinedThreads(ended.item) : [];
    },

    async listConnections(userId) {
      const recipients: Recipient[] = [];
      let start: Page['next'];
      do {
        const page = await table.query({ ...connectionsQuery(userId), ExclusiveStartKey: start });
        recipients.push(...page.items.map((item) => toUserConnection(item, userId)));
        start = page.next;
      } while (start !== undefined);
      return recipients;
    },
  };
}
