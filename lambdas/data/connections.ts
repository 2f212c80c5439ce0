import type { Recipient } from '../chat/model.ts';
import type { Connection, Store } from '../chat/ports.ts';
import { connectionItem, fromRecipient, userConnectionItem } from './items.ts';
import { keys, partition, prefixes, sort, span, type Key } from './keys.ts';
import type { Page, TableClient } from './table-client.ts';

/** A user has at most 20 connections by default; rows of ended ones may still lie beside them. */
const connectionPageRows = 100;

/** The row under its user repeats no user id: its partition key says it. */
function userConnectionPut(connection: Recipient) {
  const { user_id: _, ...attributes } = fromRecipient(connection);
  return { Item: { ...keys.userConnection(connection.userId, connection.connectionId), ...attributes } };
}

function connectionPut(connection: Connection) {
  return { Item: { ...keys.connection(connection.connectionId), ...fromRecipient(connection), username: connection.username } };
}

/** Only rows that are there are renewed: a connection that has just ended stays ended. */
function renewal(key: Key, connection: Connection, withName: boolean) {
  return {
    Key: key,
    UpdateExpression: `SET #ttl = :ttl${withName ? ', username = :username' : ''}`,
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':ttl': connection.expiresAtSeconds, ...(withName ? { ':username': connection.username } : {}) },
  };
}

/** Adds a thread to, or takes it from, the set of those that a connection has joined; never makes a new row. */
function joinedUpdate(connectionId: string, threadId: string, verb: 'ADD' | 'DELETE') {
  return {
    Key: keys.connection(connectionId),
    UpdateExpression: `${verb} threads :thread`,
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeValues: { ':thread': new Set([threadId]) },
    ReturnValues: 'ALL_NEW' as const,
  };
}

type ConnectionStore = Pick<
  Store,
  'openConnection' | 'getConnection' | 'renewConnection' | 'closeConnection' | 'listConnections' | 'enterRoom' | 'leaveRoom'
>;

/** Who is connected, and which threads each connection has joined. */
export function connectionStore(table: TableClient): ConnectionStore {
  return {
    async openConnection(connection) {
      await Promise.all([table.put(connectionPut(connection)), table.put(userConnectionPut(connection))]);
    },

    async getConnection(connectionId) {
      const item = await table.get({ Key: keys.connection(connectionId), ConsistentRead: true });
      if (item === undefined) return null;
      const row = connectionItem.parse(item);
      return {
        connectionId,
        userId: row.user_id,
        username: row.username,
        codec: row.codec,
        expiresAtSeconds: row.ttl,
        connectedAtMs: row.connected_at,
        threadIds: [...(row.threads ?? [])],
      };
    },

    async renewConnection(connection) {
      const { connectionId, userId } = connection;
      const [renewed] = await Promise.all([
        table.update({ ...renewal(keys.connection(connectionId), connection, true), ReturnValues: 'ALL_NEW' }),
        table.update(renewal(keys.userConnection(userId, connectionId), connection, false)),
      ]);
      // Whoever joins a room from now on sees the new end in the connection's row.
      const threadIds = renewed.held ? [...(connectionItem.parse(renewed.attributes).threads ?? [])] : [];
      await Promise.all(threadIds.map((threadId) => table.update(renewal(keys.room(threadId, connectionId), connection, true))));
    },

    async closeConnection(connectionId, userId) {
      const [deleted] = await Promise.all([
        table.delete({ Key: keys.connection(connectionId), ReturnValues: 'ALL_OLD' }),
        table.delete({ Key: keys.userConnection(userId, connectionId) }),
      ]);
      if (!deleted.held || deleted.attributes === undefined) return [];
      return [...(connectionItem.parse(deleted.attributes).threads ?? [])];
    },

    async listConnections(userId) {
      const { low, high } = span(prefixes.connection);
      const recipients: Recipient[] = [];
      let start: Page['next'];
      do {
        const page = await table.query({
          KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
          ExpressionAttributeValues: { ':pk': partition.user(userId), ':low': low, ':high': high },
          Limit: connectionPageRows,
          ExclusiveStartKey: start,
        });
        recipients.push(...page.items.map((item) => toRecipient(userId, item)));
        start = page.next;
      } while (start !== undefined);
      return recipients;
    },

    async enterRoom(member) {
      const { threadId } = member;
      const attributes = { ...fromRecipient(member), username: member.username, joined_at: member.joinedAtMs };
      const [entered, known] = await Promise.all([
        table.put({ Item: { ...keys.room(threadId, member.connectionId), ...attributes }, ReturnValues: 'ALL_OLD' }),
        table.update(joinedUpdate(member.connectionId, threadId, 'ADD')),
      ]);
      const row = known.held ? connectionItem.parse(known.attributes) : null;
      return {
        wasMember: entered.held && entered.attributes !== undefined,
        connection: row && { username: row.username, expiresAtSeconds: row.ttl },
      };
    },

    async leaveRoom(threadId, connectionId, { connectionStays }) {
      const [deleted] = await Promise.all([
        table.delete({ Key: keys.room(threadId, connectionId), ReturnValues: 'ALL_OLD' }),
        connectionStays ? table.update(joinedUpdate(connectionId, threadId, 'DELETE')) : null,
      ]);
      return deleted.held && deleted.attributes !== undefined;
    },
  };
}

function toRecipient(userId: string, item: unknown): Recipient {
  const row = userConnectionItem.parse(item);
  const connectionId = row.SK.slice(sort.connection('').length);
  return { connectionId, userId, codec: row.codec, expiresAtSeconds: row.ttl, connectedAtMs: row.connected_at };
}
