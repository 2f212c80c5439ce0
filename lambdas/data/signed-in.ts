import * as z from 'zod';
import { endOf } from '../chat/model/connection.ts';
import type { Recipient, TokenOwner } from '../chat/model/types.ts';
import { schemaVersion } from './items/version.ts';
import { keys } from './keys.ts';
import type { TableClient } from './table-client.ts';

const signedInItem = z.object({ user_id: z.string(), username: z.string(), exp: z.number() });

function toOwner(item: unknown): TokenOwner {
  const { user_id: userId, username, exp: expiresAtSeconds } = signedInItem.parse(item);
  return { userId, username, expiresAtSeconds };
}

/** Who is behind a connection whose handshake does not say it: one row for each such connection. */
export interface SignedIn {
  /** Null if nobody has signed in yet; strongly consistent. */
  find(connectionId: string): Promise<TokenOwner | null>;
  /** False, and nothing is changed, if somebody has signed in already. */
  add(connection: Recipient): Promise<boolean>;
  /** Returns who was signed in; null if nobody was. */
  remove(connectionId: string): Promise<TokenOwner | null>;
}

export function createSignedIn(table: TableClient): SignedIn {
  return {
    async add({ connectionId, userId, username, expiresAtSeconds, connectedAtMs }) {
      const written = await table.put({
        Item: {
          ...keys.signedIn(connectionId),
          v: schemaVersion,
          user_id: userId,
          username,
          exp: expiresAtSeconds,
          ttl: endOf(connectedAtMs, Number.POSITIVE_INFINITY),
        },
        ConditionExpression: 'attribute_not_exists(PK)',
      });
      return written.held || written.isRepeat;
    },

    async find(connectionId) {
      const item = await table.get({ Key: keys.signedIn(connectionId), ConsistentRead: true });
      return item === undefined ? null : toOwner(item);
    },

    async remove(connectionId) {
      const deleted = await table.delete({ Key: keys.signedIn(connectionId), ReturnValues: 'ALL_OLD' });
      return deleted.held && deleted.attributes !== undefined ? toOwner(deleted.attributes) : null;
    },
  };
}
