import { eachLimited } from '../async/each-limited.ts';
import type { Recipient } from '../chat/model/types.ts';
import type { Store } from '../chat/ports/store.ts';
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

function connectionPut(connection: Recipient) {
  return { Item: { ...keys.connection(connection.connectionId), ...fromRecipient(connection) } };
}

/** Rooms of one connection that are renewed at once. */
const roomsInFlight = 20;

/** Of a connection that is there, and has not ended. */
const isOpen = 'attribute_exists(PK) AND attribute_not_exists(ended)';

/** Only rows that are there are renewed: a connection that has just ended stays ended. */
function renewal(key: Key, connection: Recipient) {
  return {
    Key: key,
    UpdateExpression: 'SET #ttl = :ttl, username = :username',
    ConditionExpression: isOpen,
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':ttl': connection.expiresAtSeconds, ':username': connection.username },
  };
}

/** Adds a thread to, or takes it from, the set of those that a connection has joined; never makes a new row. */
function joinedUpdate(connectionId: string, threadId: string, verb: 'ADD' | 'DELETE') {
  return {
    Key: keys.connection(connectionId),
    UpdateExpression: `${verb} threads :thread`,
    ConditionExpression: isOpen,
    ExpressionAttributeValues: { ':thread': new Set([threadId]) },
    ReturnValues: 'ALL_NEW' as const,
  };
}

/** The row is kept until its TTL: a call whose answer was lost still finds the rooms that are to be left. */
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

type ConnectionStore = Pick<
  Store,
  | 'openConnection'
  | 'getConnection'
  | 'renewConnection'
  | 'endConnection'
  | 'listConnections'
  | 'enterRoom'
  | 'leaveRoom'
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
      if (row.ended) return null;
      return {
        connectionId,
        userId: row.user_id,
        username: row.username,
        codec: row.codec,
        expiresAtSeconds: row.ttl,
        connectedAtMs: row.connected_at,
      };
    },

    async renewConnection(connection) {
      const { connectionId, userId } = connection;
      const [renewed] = await Promise.all([
        table.update({ ...renewal(keys.connection(connectionId), connection), ReturnValues: 'ALL_NEW' }),
        table.update(renewal(keys.userConnection(userId, connectionId), connection)),
      ]);
      // Whoever joins a room from now on sees the new end in the connection's row.
      await eachLimited(
        joinedThreads(renewed.held ? renewed.attributes : undefined),
        roomsInFlight,
        async (threadId) => {
          await table.update(renewal(keys.room(threadId, connectionId), connection));
        },
      );
    },

    async endConnection(connectionId, userId) {
      const [ended] = await Promise.all([
        table.update(endUpdate(connectionId)),
        table.delete({ Key: keys.userConnection(userId, connectionId) }),
      ]);
      if (ended.held) return joinedThreads(ended.attributes);
      return ended.isRepeat ? joinedThreads(ended.item) : [];
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
      const attributes = { ...fromRecipient(member), joined_at: member.joinedAtMs };
      const [entered, known] = await Promise.all([
        table.put({ Item: { ...keys.room(threadId, member.connectionId), ...attributes }, ReturnValues: 'ALL_OLD' }),
        table.update(joinedUpdate(member.connectionId, threadId, 'ADD')),
      ]);
      const row = known.held ? connectionItem.parse(known.attributes) : null;
      return {
        wasMember: entered.held && entered.attributes !== undefined && !entered.isRepeat,
        connection: row && { username: row.username, expiresAtSeconds: row.ttl },
      };
    },

    async leaveRoom(threadId, connectionId, { connectionStays }) {
      const [deleted] = await Promise.all([
        table.delete({ Key: keys.room(threadId, connectionId), ReturnValues: 'ALL_OLD' }),
        connectionStays ? table.update(joinedUpdate(connectionId, threadId, 'DELETE')) : null,
      ]);
      return deleted.held && (deleted.attributes !== undefined || deleted.isRepeat);
    },
  };
}

function joinedThreads(row: object | undefined): string[] {
  return row === undefined ? [] : [...(connectionItem.parse(row).threads ?? [])];
}

function toRecipient(userId: string, item: unknown): Recipient {
  const row = userConnectionItem.parse(item);
  const connectionId = row.SK.slice(sort.connection('').length);
  return {
    connectionId,
    userId,
    username: row.username,
    codec: row.codec,
    expiresAtSeconds: row.ttl,
    connectedAtMs: row.connected_at,
  };
}
