import type { Role } from '../../protocol/objects.ts';
import type { Head, Mark, Snapshot, Thread } from '../chat/model/types.ts';
import type { HeadChange, ReadOptions, Store } from '../chat/ports/store.ts';
import { fromHead, fromMark, fromNewThread, toMessage, toRoomMember, toThread } from './items.ts';
import { keys, partition, prefixes, sort, span } from './keys.ts';
import type { Page, TableClient } from './table-client.ts';

/** Rows that a query takes beside the messages: the thread, and the connections of a usual room. */
const usualRoomRows = 5;
const roomPageRows = 100;

/** A part of a thread's partition, newest first: who is in the room, the thread, its newest messages. */
interface Range {
  low: string;
  high: string;
  consistent: boolean;
}

function threadQuery(threadId: string, { low, high, consistent }: Range, limit: number) {
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
    const sortKey = String(item.SK);
    if (sortKey.startsWith(prefixes.message)) snapshot.messages.push(toMessage(item));
    else if (sortKey === sort.meta) snapshot.thread = toThread(item);
    else snapshot.members.push(toRoomMember(item));
  }
}

/** Adds what is in the range to the snapshot, from `start` on, page by page as long as a limit is left. */
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
    const page = await table.query({ ...threadQuery(threadId, range, limitOf()), ExclusiveStartKey: next });
    addRows(snapshot, page);
    next = page.next;
  } while (next !== undefined && limitOf() > 0);
}

const nothingRead = (): Snapshot => ({ thread: null, messages: [], members: [] });
const { low: oldestMessage, high: newestMessage } = span(prefixes.message);
const { low: firstMember, high: lastMember } = span(prefixes.room);

async function readRoom(table: TableClient, threadId: string, low: string, consistent: boolean): Promise<Snapshot> {
  const snapshot = nothingRead();
  await readRange(table, threadId, { low, high: lastMember, consistent }, snapshot, () => roomPageRows);
  return snapshot;
}

/** One query gives all of it; where the room is larger than usual two more, side by side: the rest of the room, and the messages. */
async function readThread(
  table: TableClient,
  threadId: string,
  { messages, consistent }: ReadOptions,
): Promise<Snapshot> {
  const snapshot = nothingRead();
  const all = { low: oldestMessage, high: lastMember, consistent };
  const first = await table.query(threadQuery(threadId, all, messages + usualRoomRows));
  addRows(snapshot, first);
  const missing = () => messages - snapshot.messages.length;
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

const unreadValue = (who: Role[]) => (who.length === 0 ? {} : { ':unread': new Set(who) });

/** What is added to a thread's row whose unread rows were put for these, and which is opened again or not. */
function adding(who: Role[], opens: boolean) {
  const clauses = [...(who.length === 0 ? [] : ['unread_for :unread']), ...(opens ? ['opens :one'] : [])];
  return {
    clause: clauses.length === 0 ? '' : ` ADD ${clauses.join(', ')}`,
    values: { ...unreadValue(who), ...(opens ? { ':one': 1 } : {}) },
  };
}

/**
 * The head moves forward only: a message overtaken by a newer one, or a revision by a later one, writes nothing.
 * A failed condition gives the row that is newer.
 */
function headUpdate(threadId: string, head: Head, { step, revive, addUnreadFor, knownUnreadFor }: HeadChange) {
  const isNewer = 'last_seq < :seq';
  const isRevised = '(last_seq = :seq AND last_rev < :rev)';
  const stillUnread = knownUnreadFor.map((role) => ` AND contains(unread_for, :${role})`).join('');
  const reviving = revive ? ', is_active = :true REMOVE hidden_for' : '';
  const added = adding(addUnreadFor, revive);
  return {
    Key: keys.thread(threadId),
    UpdateExpression: `SET last_seq = :seq, last_rev = :rev, #last = :last, step = :step${reviving}${added.clause}`,
    ConditionExpression: `attribute_exists(PK) AND (${isNewer} OR ${isRevised})${stillUnread}`,
    ExpressionAttributeNames: { '#last': 'last' },
    ExpressionAttributeValues: {
      ':seq': head.seq,
      ':rev': head.revision,
      ':last': fromHead(head),
      ':step': step,
      ...(revive ? { ':true': true } : {}),
      ...Object.fromEntries(knownUnreadFor.map((role) => [`:${role}`, role])),
      ...added.values,
    },
    ReturnValues: 'ALL_NEW' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

/** A participant's mark moves forward only. */
function markUpdate(threadId: string, role: Role, mark: Mark) {
  return {
    Key: keys.thread(threadId),
    UpdateExpression: 'SET #mark = :mark',
    ConditionExpression: 'attribute_exists(PK) AND (attribute_not_exists(#mark) OR #mark.#seq < :seq)',
    ExpressionAttributeNames: { '#mark': `read_${role}`, '#seq': 'seq' },
    ExpressionAttributeValues: { ':mark': fromMark(mark), ':seq': mark.seq },
    ReturnValues: 'ALL_OLD' as const,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

function renameUpdate(threadId: string, names: Parameters<Store['rename']>[1]) {
  const changes = [
    names.client === undefined ? null : { clause: 'client.username = :client', value: { ':client': names.client } },
    names.freelancer === undefined
      ? null
      : { clause: 'freelancer.username = :freelancer', value: { ':freelancer': names.freelancer } },
    names.jobTitle === undefined ? null : { clause: 'job.title = :title', value: { ':title': names.jobTitle } },
  ].filter((change) => change !== null);
  return {
    Key: keys.thread(threadId),
    UpdateExpression: `SET ${changes.map((change) => change.clause).join(', ')}`,
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeValues: Object.assign({}, ...changes.map((change) => change.value)) as Record<string, string>,
  };
}

/** A row that was read a moment ago may be behind: what has come since must not be taken for read. */
function unreadClearing({ id, head, hiddenFor }: Thread, role: Role) {
  const isHidden = hiddenFor.includes(role);
  return {
    Key: keys.thread(id),
    UpdateExpression: 'DELETE unread_for :unread',
    ConditionExpression: isHidden ? 'contains(hidden_for, :role)' : 'last_seq = :seq',
    ExpressionAttributeValues: {
      ...unreadValue([role]),
      ...(isHidden ? { ':role': role } : { ':seq': head?.seq ?? 0 }),
    },
  };
}

/** A triple has one thread: whoever comes second finds the first one's. */
export function newThreadPut(thread: Thread) {
  return {
    Item: { ...keys.thread(thread.id), ...fromNewThread(thread) },
    ConditionExpression: 'attribute_not_exists(PK)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
}

type ThreadStore = Pick<
  Store,
  | 'readThread'
  | 'readRoom'
  | 'listMembers'
  | 'readThreads'
  | 'createThread'
  | 'writeHead'
  | 'clearUnread'
  | 'close'
  | 'open'
  | 'hideThread'
  | 'rename'
  | 'writeMark'
>;

/** Threads: reading their partition, and the updates of their own row. */
export function threadStore(table: TableClient): ThreadStore {
  const update = async (threadId: string, expression: string, values: Record<string, unknown>): Promise<Thread> => {
    const written = await table.update({
      Key: keys.thread(threadId),
      UpdateExpression: expression,
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_NEW',
    });
    if (!written.held) throw new Error('a thread that was read a moment ago is not there');
    return toThread(written.attributes);
  };

  return {
    readThread(threadId, options) {
      return readThread(table, threadId, options);
    },

    readRoom(threadId, consistent) {
      return readRoom(table, threadId, sort.meta, consistent);
    },

    async listMembers(threadId) {
      return (await readRoom(table, threadId, firstMember, true)).members;
    },

    async readThreads(threadIds) {
      const rows = await table.batchGet(threadIds.map(keys.thread));
      return rows.map(toThread);
    },

    async createThread(thread) {
      const written = await table.put(newThreadPut(thread));
      if (written.held) return true;
      return (
        written.isRepeat && written.item !== undefined && toThread(written.item).createdAtMs === thread.createdAtMs
      );
    },

    async writeHead(threadId, head, change) {
      const written = await table.update(headUpdate(threadId, head, change));
      return toThread(written.held ? written.attributes : written.item);
    },

    async clearUnread(thread, role) {
      return (await table.update(unreadClearing(thread, role))).held;
    },

    close(threadId) {
      return update(threadId, 'SET is_active = :inactive', { ':inactive': false });
    },

    open(threadId, addUnreadFor) {
      const { clause, values } = adding(addUnreadFor, true);
      return update(threadId, `SET is_active = :active REMOVE hidden_for${clause}`, { ':active': true, ...values });
    },

    hideThread(threadId, role) {
      return update(threadId, 'SET is_active = :inactive ADD hidden_for :role', {
        ':inactive': false,
        ':role': new Set([role]),
      });
    },

    async rename(threadId, names) {
      await table.update(renameUpdate(threadId, names));
    },

    async writeMark(threadId, role, mark, known) {
      const written = await table.update(markUpdate(threadId, role, mark));
      if (written.held) return toThread(written.attributes);
      if (!written.isRepeat || written.item === undefined) return null;
      const thread = toThread(written.item);
      const isOwn = thread.marks[role]?.seq === mark.seq && thread.marks[role].atMs === mark.atMs;
      return isOwn ? { ...thread, marks: { ...thread.marks, [role]: known } } : null;
    },
  };
}
