import type { Role } from '../../protocol/objects.ts';
import type { Head, LogMessage, Mark, RoomMember, Snapshot, Thread } from '../chat/model.ts';
import type { HeadChange, ReadOptions, Store } from '../chat/ports.ts';
import { fromHead, fromMark, fromNewThread, toMessage, toRoomMember, toThread } from './items.ts';
import { keys, partition, prefixes, sort, span } from './keys.ts';
import type { Page, TableClient } from './table-client.ts';

/** Rows that a query takes beside the messages: the thread, and the connections of a usual room. */
const usualRoomRows = 5;
const roomPageRows = 50;
/** A larger room is read in pages that grow, so that the first push does not wait for many of them. */
const pageGrowth = 4;
const maxPageRows = 1_000;

/** Everything of a thread's partition from `low` on, newest first: who is in the room, the thread, its newest messages. */
function threadQuery(threadId: string, low: string, limit: number, consistent: boolean) {
  return {
    KeyConditionExpression: 'PK = :pk AND SK BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': partition.thread(threadId), ':low': low, ':high': span(prefixes.room).high },
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

async function readDescending(table: TableClient, threadId: string, low: string, messages: number, firstLimit: number, consistent: boolean) {
  const snapshot: Snapshot = { thread: null, messages: [] as LogMessage[], members: [] as RoomMember[] };
  let start: Page['next'];
  let limit = firstLimit;
  do {
    const page = await table.query({ ...threadQuery(threadId, low, limit, consistent), ExclusiveStartKey: start });
    addRows(snapshot, page);
    start = page.next;
    // Behind the thread's own row come messages alone.
    limit = snapshot.thread === null ? Math.min(limit * pageGrowth, maxPageRows) : messages - snapshot.messages.length;
  } while (start !== undefined && limit > 0);
  return snapshot;
}

const addUnread = (who: Role[]): string => (who.length === 0 ? '' : ' ADD unread_for :unread');
const unreadValue = (who: Role[]) => (who.length === 0 ? {} : { ':unread': new Set(who) });

/**
 * The head moves forward only: a message overtaken by a newer one, or a revision by a later one, writes nothing.
 * A failed condition gives the row that is newer.
 */
function headUpdate(threadId: string, head: Head, { step, revive, addUnreadFor, knownUnreadFor }: HeadChange) {
  const isNewer = 'last_seq < :seq';
  const isRevised = '(last_seq = :seq AND last_rev < :rev)';
  const stillUnread = knownUnreadFor.map((role) => ` AND contains(unread_for, :${role})`).join('');
  const reviving = revive ? ', is_active = :true REMOVE hidden_for' : '';
  return {
    Key: keys.thread(threadId),
    UpdateExpression: `SET last_seq = :seq, last_rev = :rev, #last = :last, step = :step${reviving}${addUnread(addUnreadFor)}`,
    ConditionExpression: `attribute_exists(PK) AND (${isNewer} OR ${isRevised})${stillUnread}`,
    ExpressionAttributeNames: { '#last': 'last' },
    ExpressionAttributeValues: {
      ':seq': head.seq,
      ':rev': head.revision,
      ':last': fromHead(head),
      ':step': step,
      ...(revive ? { ':true': true } : {}),
      ...Object.fromEntries(knownUnreadFor.map((role) => [`:${role}`, role])),
      ...unreadValue(addUnreadFor),
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
    names.freelancer === undefined ? null : { clause: 'freelancer.username = :freelancer', value: { ':freelancer': names.freelancer } },
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
    ExpressionAttributeValues: { ...unreadValue([role]), ...(isHidden ? { ':role': role } : { ':seq': head?.seq ?? 0 }) },
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
  | 'readThread' | 'readRoom' | 'listMembers' | 'readThreads' | 'createThread'
  | 'writeHead' | 'clearUnread' | 'close' | 'open' | 'hideThread' | 'rename' | 'writeMark'
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
    readThread(threadId, { messages, consistent }: ReadOptions) {
      return readDescending(table, threadId, prefixes.message, messages, messages + usualRoomRows, consistent);
    },

    readRoom(threadId, consistent) {
      return readDescending(table, threadId, sort.meta, 0, roomPageRows, consistent);
    },

    async listMembers(threadId) {
      return (await readDescending(table, threadId, prefixes.room, 0, roomPageRows, true)).members;
    },

    async readThreads(threadIds) {
      const rows = await table.batchGet(threadIds.map(keys.thread));
      return rows.map(toThread);
    },

    async createThread(thread) {
      const written = await table.put(newThreadPut(thread));
      if (written.held) return true;
      return written.isRepeat && written.item !== undefined && toThread(written.item).createdAtMs === thread.createdAtMs;
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
      return update(threadId, `SET is_active = :active REMOVE hidden_for${addUnread(addUnreadFor)}`, { ':active': true, ...unreadValue(addUnreadFor) });
    },

    hideThread(threadId, role) {
      return update(threadId, 'SET is_active = :inactive ADD hidden_for :role', { ':inactive': false, ':role': new Set([role]) });
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

