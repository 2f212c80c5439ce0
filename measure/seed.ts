import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { nextMessage } from '../lambdas/chat/model/next-message.ts';
import { newThread, type Triple } from '../lambdas/chat/model/new-thread.ts';
import type { LogMessage, Mark, Recipient, Thread } from '../lambdas/chat/model/types.ts';
import { endOf } from '../lambdas/chat/model/connection.ts';
import { headOf } from '../lambdas/chat/model/head.ts';
import { othersOf } from '../lambdas/chat/model/unread.ts';
import { stepOf } from '../lambdas/chat/model/time-step.ts';
import { rolesWithUnread } from '../lambdas/chat/model/unread.ts';
import { fromHead, fromMark, fromNewThread } from '../lambdas/data/items/thread.ts';
import { fromMessage } from '../lambdas/data/items/message.ts';
import { connectionAttribute, fromConnection, roomsAttribute } from '../lambdas/data/items/presence.ts';
import { fromRoomMember } from '../lambdas/data/items/room.ts';
import { schemaVersion } from '../lambdas/data/items/version.ts';
import { keys } from '../lambdas/data/keys.ts';
import { roles, type Role } from '../protocol/objects.ts';
import type { World } from './world.ts';

/** Rows as a long history would have left them, written in bulk: what the verbs do themselves would take minutes. */

type Row = Record<string, unknown>;

const batchRows = 25;
const batchesInFlight = 4;

type Table = Pick<World, 'documents' | 'tableName'>;

async function writeBatch({ documents, tableName }: Table, rows: Row[]): Promise<void> {
  const puts = rows.map((Item) => ({ PutRequest: { Item } }));
  const { UnprocessedItems = {} } = await documents.send(
    new BatchWriteCommand({ RequestItems: { [tableName]: puts } }),
  );
  if (Object.keys(UnprocessedItems).length > 0) throw new Error('the engine left rows of a batch unwritten');
}

export async function writeRows(table: Table, rows: Row[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(rows.length / batchRows) }, (_, index) =>
    rows.slice(index * batchRows, (index + 1) * batchRows),
  );
  const queue = batches.values();
  const worker = async () => {
    for (const batch of queue) await writeBatch(table, batch);
  };
  await Promise.all(Array.from({ length: batchesInFlight }, worker));
}

export interface SeededThread {
  thread: Thread;
  rows: Row[];
}

export interface ThreadSeed {
  triple: Triple;
  /** The number of messages. `authors` take turns, by default the client and the freelancer. */
  length: number;
  authors?: readonly Role[];
  content?: string;
  /** As JSON. */
  metadata?: string | null;
  firstAtMs: number;
  /** The time between two messages. */
  everyMs?: number;
  /** How far each has read; by default to the end. */
  readUpTo?: Partial<Record<Role, number>>;
}

function logOf({
  length,
  firstAtMs,
  everyMs = 1_000,
  content = 'x'.repeat(200),
  metadata = null,
  authors = roles,
}: ThreadSeed): LogMessage[] {
  const log: LogMessage[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const fields = { id: randomUUID(), type: 'text' as const, content, clientMessageId: randomUUID(), metadata };
    const author = authors[(seq - 1) % authors.length] as Role;
    log.push(nextMessage(log.at(-1), { ...fields, author, countsAsUnread: true }, firstAtMs + seq * everyMs, null));
  }
  return log;
}

function markUpTo(log: LogMessage[], role: Role, seq: number): Mark | null {
  const message = log[seq - 1];
  return message === undefined ? null : { seq, others: othersOf(message.counts, role), atMs: message.sentAtMs };
}

function threadRow(thread: Thread): Row {
  const marks = roles.flatMap((role) => {
    const mark = thread.marks[role];
    return mark === null ? [] : [[`read_${role}`, fromMark(mark)] as const];
  });
  const head =
    thread.head === null
      ? {}
      : { last_seq: thread.head.seq, last_rev: thread.head.revision, last: fromHead(thread.head) };
  const unread = thread.unreadFor.length === 0 ? {} : { unread_for: new Set(thread.unreadFor) };
  return { ...keys.thread(thread.id), ...fromNewThread(thread), ...head, ...unread, ...Object.fromEntries(marks) };
}

/** A thread with its log, its row, its place in both inboxes and the unread rows of those who have not read all. */
export function seedThread(seed: ThreadSeed): SeededThread {
  const fresh = newThread(seed.triple, seed.firstAtMs);
  const log = logOf(seed);
  const newest = log.at(-1);
  const marks = Object.fromEntries(
    roles.map((role) => [role, markUpTo(log, role, seed.readUpTo?.[role] ?? seed.length)]),
  );
  const activeStep = stepOf(newest?.sentAtMs ?? seed.firstAtMs);
  const known: Thread = {
    ...fresh,
    nameSources: { client: 'token', freelancer: 'token', job: 'marketplace' },
    head: newest === undefined ? null : headOf(newest),
    marks: marks as Thread['marks'],
    told: { upTo: seed.length, beyond: [] },
    activeStep,
  };
  const thread = { ...known, unreadFor: rolesWithUnread(known) };
  const messages = log.map((message) => ({ ...keys.message(thread.id, message.seq), ...fromMessage(message) }));
  const inboxes = roles.map((role) => ({
    ...keys.inbox(thread[role].id, thread.id),
    active_step: activeStep,
    v: schemaVersion,
  }));
  const unread = thread.unreadFor.map((role) => ({
    ...keys.unread(thread[role].id, thread.id),
    seq: log.length,
    version: randomUUID(),
    v: schemaVersion,
  }));
  return { thread, rows: [...messages, threadRow(thread), ...inboxes, ...unread] };
}

/** A connection as `$connect` and then joining the threads leave it. */
export interface SeededConnection {
  connection: Recipient;
  threadIds: string[];
}

/** The presence items of the connections' users, and the rows of the rooms that they have joined. */
export function connectionRows(seeded: SeededConnection[]): Row[] {
  const userIds = [...new Set(seeded.map(({ connection }) => connection.userId))];
  const presences = userIds.map((userId) => ({
    ...keys.presence(userId),
    v: schemaVersion,
    ...Object.assign({}, ...seeded.filter(({ connection }) => connection.userId === userId).map(attributesOf)),
  }));
  const rooms = seeded.flatMap(({ connection, threadIds }) =>
    threadIds.map((threadId) => ({
      ...keys.room(threadId, connection.connectionId),
      ...fromRoomMember({ ...connection, threadId }),
    })),
  );
  return [...presences, ...rooms];
}

function attributesOf({ connection, threadIds }: SeededConnection): Row {
  const { connectionId, connectedAtMs } = connection;
  return {
    ttl: endOf(connectedAtMs, Number.POSITIVE_INFINITY),
    [connectionAttribute(connectionId)]: fromConnection(connection),
    ...(threadIds.length === 0 ? {} : { [roomsAttribute(connectionId)]: new Set(threadIds) }),
  };
}
