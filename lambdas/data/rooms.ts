import type { Store } from '../chat/ports/store.ts';
import { fromRoomMember } from './items/room.ts';
import { schemaVersion } from './items/version.ts';
import { keys } from './keys.ts';
import { joinUpdate, leaveUpdate } from './presence-updates.ts';
import { updatedPresence } from './presence.ts';
import type { TableClient } from './table-client.ts';
import type { RoomMember } from '../chat/model/types.ts';

/** A put that is refused by this row comes within the time that API Gateway and Lambda give a call. */
const closedSeconds = 120;

function roomPut(member: RoomMember) {
  return {
    Item: { ...keys.room(member.threadId, member.connectionId), ...fromRoomMember(member) },
    ConditionExpression: 'attribute_not_exists(ended)',
  };
}

/** Only an existing row is renewed: the connection may have left the room. */
function renewal(member: RoomMember) {
  return {
    Key: keys.room(member.threadId, member.connectionId),
    UpdateExpression: 'SET #ttl = :ttl, username = :username',
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':ttl': member.expiresAtSeconds, ':username': member.username },
  };
}

function closing(threadId: string, connectionId: string, nowMs: number) {
  return {
    Key: keys.room(threadId, connectionId),
    UpdateExpression: 'SET ended = :true, #ttl = :ttl, v = :v',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':true': true,
      ':ttl': Math.ceil(nowMs / 1000) + closedSeconds,
      ':v': schemaVersion,
    },
  };
}

type RoomStore = Pick<Store, 'enterRoom' | 'putRoom' | 'renewRoom' | 'leaveRoom' | 'deleteRoom' | 'closeRoom'>;

/**
 * The rows of a thread's partition that say who has joined it, so that the first read of the thread finds them. The
 * presence items decide; a row may be missing for a moment, or be left over.
 */
export function roomStore(table: TableClient): RoomStore {
  const deleteRoom: RoomStore['deleteRoom'] = async (threadId, connectionId) => {
    const deleted = await table.delete({ Key: keys.room(threadId, connectionId), ReturnValues: 'ALL_OLD' });
    // If an earlier attempt's answer was lost, it may have deleted the row.
    return deleted.held && (deleted.attributes !== undefined || deleted.isRepeat);
  };

  return {
    deleteRoom,

    async enterRoom(member) {
      const [entered, joined] = await Promise.all([
        table.put(roomPut(member)),
        table.update(joinUpdate(member, member.threadId)),
      ]);
      return entered.held ? updatedPresence(joined) : null;
    },

    async putRoom(member) {
      return (await table.put(roomPut(member))).held;
    },

    async renewRoom(member) {
      await table.update(renewal(member));
    },

    async leaveRoom(member, threadId) {
      const [wasMember, left] = await Promise.all([
        deleteRoom(threadId, member.connectionId),
        table.update(leaveUpdate(member, threadId)),
      ]);
      return { wasMember, presence: updatedPresence(left) };
    },

    async closeRoom(threadId, connectionId, nowMs) {
      if (await deleteRoom(threadId, connectionId)) return true;
      await table.update(closing(threadId, connectionId, nowMs));
      return false;
    },
  };
}
