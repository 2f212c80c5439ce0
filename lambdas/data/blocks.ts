import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Block, Store } from '../chat/ports/store.ts';
import { toThread } from './items/thread.ts';
import { schemaVersion } from './items/version.ts';
import { keys, partition, span, withoutPrefix } from './keys.ts';
import type { Conditional, Page, TableClient } from './table-client.ts';

const pageRows = 1_000;

const blockItem = z.object({
  PK: z.string(),
  SK: z.string(),
  at: z.number(),
  version: z.string(),
  lifting: z.literal(true).optional(),
  finished: z.literal(true).optional(),
});

function toBlock(item: unknown): Block {
  const row = blockItem.parse(item);
  return {
    userId: withoutPrefix(row.PK, 'user'),
    otherId: withoutPrefix(row.SK, 'block'),
    blockedAtMs: row.at,
    isInForce: row.lifting === undefined,
    isFinished: row.finished ?? false,
    version: row.version,
  };
}

const attributes = { '#at': 'at', '#version': 'version' };

function putUpdate(userId: string, otherId: string, nowMs: number) {
  return {
    Key: keys.block(userId, otherId),
    UpdateExpression: 'SET #at = if_not_exists(#at, :now), #version = :version, v = :v REMOVE lifting, finished',
    ExpressionAttributeNames: attributes,
    ExpressionAttributeValues: { ':now': nowMs, ':version': randomUUID(), ':v': schemaVersion },
    ReturnValues: 'ALL_NEW' as const,
  };
}

function liftUpdate(userId: string, otherId: string) {
  return {
    Key: keys.block(userId, otherId),
    UpdateExpression: 'SET lifting = :true, #version = :version REMOVE finished',
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':true': true, ':version': randomUUID() },
    ReturnValues: 'ALL_NEW' as const,
  };
}

/** Of a block in force the row stays, of a lifted one nothing does. */
function finish(table: TableClient, { userId, otherId, version, isInForce }: Block): Promise<Conditional> {
  const unchanged = {
    Key: keys.block(userId, otherId),
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': version },
  };
  if (!isInForce) return table.delete(unchanged);
  const values = { ...unchanged.ExpressionAttributeValues, ':true': true };
  return table.update({ ...unchanged, UpdateExpression: 'SET finished = :true', ExpressionAttributeValues: values });
}

function blocksQuery(userId: string) {
  const { low, high } = span('block');
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': partition.user(userId), ':low': low, ':high': high },
    Limit: pageRows,
  };
}

function threadsQuery(userId: string, otherId: string, after: string | undefined) {
  const { low, high } = span('thread');
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
    // Rows of an earlier version do not name the other participant.
    FilterExpression: 'peer = :peer OR attribute_not_exists(peer)',
    ExpressionAttributeValues: { ':pk': partition.user(userId), ':low': low, ':high': high, ':peer': otherId },
    Limit: pageRows,
    ConsistentRead: true,
    ...(after === undefined ? {} : { ExclusiveStartKey: { ...keys.inbox(userId, after) } }),
  };
}

function flagUpdate(threadId: string, userId: string, isBlocked: boolean) {
  return {
    Key: keys.thread(threadId),
    UpdateExpression: `${isBlocked ? 'ADD' : 'DELETE'} blocked_by :user`,
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeValues: { ':user': new Set([userId]) },
    ReturnValues: 'ALL_NEW' as const,
  };
}

type BlockStore = Pick<
  Store,
  | 'findBlock'
  | 'findBlockers'
  | 'listBlocks'
  | 'putBlock'
  | 'liftBlock'
  | 'finishBlock'
  | 'listThreadsWith'
  | 'setBlockedBy'
>;

/** Whom users have blocked, and what the threads of the two say of it. */
export function blockStore(table: TableClient): BlockStore {
  /** Of threads whose inbox rows do not say with whom they are, those with the other. */
  const threadsWith = async (threadIds: string[], otherId: string): Promise<string[]> => {
    const threads = (await table.batchGet(threadIds.map(keys.thread), { consistent: true })).map(toThread);
    return threads.filter(({ client, freelancer }) => [client.id, freelancer.id].includes(otherId)).map(({ id }) => id);
  };

  return {
    async findBlock(userId, otherId) {
      const item = await table.get({ Key: keys.block(userId, otherId), ConsistentRead: true });
      return item === undefined ? null : toBlock(item);
    },

    async findBlockers(userId, otherId) {
      const wanted = [keys.block(userId, otherId), keys.block(otherId, userId)];
      const blocks = (await table.batchGet(wanted, { consistent: true })).map(toBlock);
      return blocks.filter(({ isInForce }) => isInForce).map((block) => block.userId);
    },

    async listBlocks(userId) {
      const blocks: Block[] = [];
      let start: Page['next'];
      do {
        const page = await table.query({ ...blocksQuery(userId), ExclusiveStartKey: start });
        blocks.push(...page.items.map(toBlock));
        start = page.next;
      } while (start !== undefined);
      return blocks;
    },

    async putBlock(userId, otherId, nowMs) {
      const { attributes: row } = (await table.update(putUpdate(userId, otherId, nowMs))) as { attributes: unknown };
      return toBlock(row);
    },

    async liftBlock(userId, otherId) {
      const written = await table.update(liftUpdate(userId, otherId));
      return written.held ? toBlock(written.attributes) : null;
    },

    async finishBlock(block) {
      return (await finish(table, block)).held;
    },

    async listThreadsWith(userId, otherId, after) {
      const page = await table.query(threadsQuery(userId, otherId, after));
      const idsOf = (items: Page['items']) => items.map(({ SK }) => withoutPrefix(String(SK), 'thread'));
      const isKnown = ({ peer }: Page['items'][number]) => peer !== undefined;
      const unsure = idsOf(page.items.filter((item) => !isKnown(item)));
      const threadIds = [...idsOf(page.items.filter(isKnown)), ...(await threadsWith(unsure, otherId))];
      return page.next === undefined
        ? { threadIds }
        : { threadIds, next: withoutPrefix(String(page.next.SK), 'thread') };
    },

    async setBlockedBy(threadId, userId, isBlocked) {
      const written = await table.update(flagUpdate(threadId, userId, isBlocked));
      return written.held ? toThread(written.attributes) : null;
    },
  };
}
