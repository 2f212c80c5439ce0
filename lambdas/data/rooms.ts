import type { Store } from '../chat/ports/store.ts';
import { isOpen } from './connections.ts';
import { connectionItem, fromRecipient } from './items/connection.ts';
import { keys } from './keys.ts';
import type { TableClient } from './table-client.ts';

/** Adds a thread to the set of those that a connection has joined, or removes it; never creates the connection's row. */
function joinedUpdate(connectionId: string, threadId: string, verb: 'ADD' | 'DELETE') {
  return {
    Key: keys.connection(connectionId),
    UpdateExpression: `${verb} threads :thread`,
    ConditionExpression: isOpen,
    ExpressionAttributeValues: { ':thread': new Set([threadId]) },
    ReturnValues: 'ALL_NEW' as const,
  };
}

type RoomStore = Pick<Store, 'enterRoom' | 'leaveRoom'>;

/** Which connections have joined a thread: a row in the thread's partition, and the set in the connection's own row. */
export function roomStore(table: TableClient): RoomStore {
  return {
    async enterRoom(member) {
      const { threadId, connectionId, joinedAtMs } = member;
      const attributes = { ...fromRecipient(member), joined_at: joinedAtMs };
      const [entered, known] = await Promise.all([
        table.put({ Item: { ...keys.room(threadId, connectionId), ...attributes }, ReturnValues: 'ALL_OLD' }),
        table.update(joinedUpdate(connectionId, threadId, 'ADD')),
      ]);
      const row = known.held ? connectionItem.parse(known.attributes) : null;
      return {
        // If an earlier attempt's answer was lost, the row that was replaced may be this call's own.
        wasMember: entered.held && entered.attributes !== undefined && !entered.isRepeat,
        connection: row && { username: row.username, expiresAtSeconds: row.ttl },
      };
    },

    async leaveRoom(threadId, connectionId, { connectionStays }) {
      const [deleted] = await Promise.all([
        table.delete({ Key: keys.room(threadId, connectionId), ReturnValues: 'ALL_OLD' }),
        connectionStays ? table.update(joinedUpdate(connectionId, threadId, 'DELETE')) : null,
      ]);
      // If an earlier attempt's answer was lost, it may have deleted the row.
      return deleted.held && (deleted.attributes !== undefined || deleted.isRepeat);
    },
  };
}
