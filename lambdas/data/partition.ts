import type { Snapshot } from '../chat/model/types.ts';
import type { Consistency, ReadOptions } from '../chat/ports/store.ts';
import { toMessage } from './items/message.ts';
import { toRoomMember } from './items/room.ts';
import { aliasOf, findThreadIn } from './items/thread.ts';
import { hasPrefix, partition, sort, span } from './keys.ts';
import { bytesOf, type PageRows } from './page-rows.ts';
import type { Page, TableClient } from './table-client.ts';

/** Rows that a query reads besides the messages: the thread, and the connections of a usual room. */
const usualRoomRows = 5;
const roomPageRows = 100;

/** A part of a thread's partition, read newest first: who is in the room, the thread, its newest messages. */
interface Range extends Consistency {
  low: string;
  high: string;
}

function partitionQuery(threadId: string, { low, high, consistent }: Range, limit: number) {
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': partition.thread(threadId), ':low': low, ':high': high },
    ScanIndexForward: false,
    Limit: limit,
    ConsistentRead: consistent,
  };
}

function addRows(snapshot: Snapshot, page: Page): void {
  for (const item of page.items) {
    if (hasPrefix(item.SK, 'message')) snapshot.messages.push(toMessage(item));
    else if (item.SK === sort.meta) Object.assign(snapshot, { thread: findThreadIn(item), alias: aliasOf(item) });
    else snapshot.members.push(...[toRoomMember(item)].filter((member) => member !== null));
  }
}

/**
 * Adds the rows of the range to the snapshot, from `start` on, page by page until `limitOf` returns 0 or
 * nothing is left.
 */
async function readRange(
  table: TableClient,
  threadId: string,
  range: Range,
  snapshot: Snapshot,
  limitOf: () => number,
  start?: Page['next'],
): Promise<void> {
  let next = start;
  do {
    const page = await table.query({ ...partitionQuery(threadId, range, limitOf()), ExclusiveStartKey: next });
    addRows(snapshot, page);
    next = page.next;
  } while (next !== undefined && limitOf() > 0);
}

const nothingRead = (): Snapshot => ({ thread: null, messages: [], members: [] });
const { low: oldestMessage, high: newestMessage } = span('message');
const { high: lastMember } = span('room');

/** The thread and who has joined it, without messages. */
export async function readRoom(table: TableClient, threadId: string, { consistent }: Consistency): Promise<Snapshot> {
  const snapshot = nothingRead();
  const range = { low: sort.meta, high: lastMember, consistent };
  await readRange(table, threadId, range, snapshot, () => roomPageRows);
  return snapshot;
}

/**
 * One query reads it all. If the room is larger than usual, two more run side by side: the rest of the room,
 * and the messages.
 */
export async function readThread(
  table: TableClient,
  pageRows: PageRows,
  threadId: string,
  options: ReadOptions,
): Promise<Snapshot> {
  const snapshot = await readPage(table, pageRows, threadId, options);
  if (options.maxBytes !== undefined) pageRows.learn(threadId, snapshot.messages);
  return snapshot;
}

async function readPage(
  table: TableClient,
  pageRows: PageRows,
  threadId: string,
  { messages, consistent, maxBytes = Infinity }: ReadOptions,
): Promise<Snapshot> {
  const snapshot = nothingRead();
  const all = { low: oldestMessage, high: lastMember, consistent };
  const bytes = () => snapshot.messages.reduce((sum, message) => sum + bytesOf(message), 0);
  const missing = () =>
    bytes() >= maxBytes ? 0 : pageRows.fitting(threadId, messages - snapshot.messages.length, maxBytes);
  const first = await table.query(partitionQuery(threadId, all, missing() + usualRoomRows));
  addRows(snapshot, first);
  if (first.next === undefined || missing() <= 0) return snapshot;
  if (snapshot.thread !== null) {
    await readRange(table, threadId, all, snapshot, missing, first.next);
    return snapshot;
  }
  await Promise.all([
    readRange(table, threadId, { ...all, low: sort.meta }, snapshot, () => roomPageRows, first.next),
    readRange(table, threadId, { ...all, high: newestMessage }, snapshot, missing),
  ]);
  return snapshot;
}
