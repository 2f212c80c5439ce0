import type { Presence } from '../chat/model/types.ts';
import type { Store } from '../chat/ports/store.ts';
import { toPresence } from './items/presence.ts';
import { findThreadIn } from './items/thread.ts';
import { keys, sort } from './keys.ts';
import { banUpdate, dropUpdate, endUpdate, forgetRoomsUpdate, openUpdate, renewUpdate } from './presence-updates.ts';
import type { Conditional, TableClient } from './table-client.ts';

/**
 * The number of expired connections that one update drops, so that its expressions stay short. The next connect
 * drops the rest.
 */
const droppedMax = 20;

type PresenceStore = Pick<
  Store,
  | 'openConnection'
  | 'banUser'
  | 'findConnection'
  | 'listPresences'
  | 'readThreadAndPresence'
  | 'renewConnection'
  | 'endConnection'
  | 'forgetRooms'
  | 'dropConnections'
>;

/** The presence after an update; null if its condition failed. */
export function updatedPresence(written: Conditional): Presence | null {
  return written.held ? toPresence(written.attributes) : null;
}

/** Who is connected, and which threads each connection has joined: one item for each user. */
export function presenceStore(table: TableClient): PresenceStore {
  return {
    async openConnection(connection) {
      return updatedPresence(await table.update(openUpdate(connection)));
    },

    async banUser(userId, ban) {
      const { attributes } = (await table.update(banUpdate(userId, ban))) as { attributes: unknown };
      return toPresence(attributes);
    },

    async findConnection(userId, connectionId) {
      const item = await table.get({ Key: keys.presence(userId), ConsistentRead: true });
      const connections = item === undefined ? [] : toPresence(item).connections;
      return connections.find((one) => one.connectionId === connectionId) ?? null;
    },

    async listPresences(userIds) {
      return (await table.batchGet(userIds.map(keys.presence), { consistent: true })).map(toPresence);
    },

    async readThreadAndPresence(threadId, userId) {
      const items = await table.batchGet([keys.thread(threadId), keys.presence(userId)], { consistent: true });
      const thread = items.find((item) => item.SK === sort.meta);
      const presence = items.find((item) => item.SK === sort.presence);
      return { thread: findThreadIn(thread), presence: presence ? toPresence(presence) : null };
    },

    async renewConnection(connection) {
      return updatedPresence(await table.update(renewUpdate(connection)));
    },

    async endConnection(ended) {
      return updatedPresence(await table.update(endUpdate(ended, ended.threadId)));
    },

    async forgetRooms(userId, connectionId) {
      await table.update(forgetRoomsUpdate({ userId, connectionId }));
    },

    async dropConnections(userId, expired) {
      await table.update(dropUpdate(userId, expired.slice(0, droppedMax)));
    },
  };
}
