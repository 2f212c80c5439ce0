import type { Thread } from '../chat/model/types.ts';
import type { Store } from '../chat/ports/store.ts';
import { findThreadIn, toThread } from './items/thread.ts';
import { keys } from './keys.ts';
import type { PageRows } from './page-rows.ts';
import { readRoom, readThread } from './partition.ts';
import type { TableClient } from './table-client.ts';
import {
  closeUpdate,
  headUpdate,
  hideUpdate,
  listForUpdate,
  markUpdate,
  openForUpdate,
  renameUpdate,
  reopenUpdate,
  toldUpdate,
  unreadClearing,
} from './thread-updates.ts';

type ThreadStore = Pick<
  Store,
  | 'readThread'
  | 'readRoom'
  | 'readThreads'
  | 'findThread'
  | 'writeHead'
  | 'writeTold'
  | 'clearUnread'
  | 'close'
  | 'reopen'
  | 'openFor'
  | 'listFor'
  | 'hideThread'
  | 'rename'
  | 'writeMark'
>;

/** Threads: reads of their partition, and updates of their own row. */
export function threadStore(table: TableClient, pageRows: PageRows): ThreadStore {
  /** The thread as the update leaves it, or as it is if the condition did not hold. */
  const update = async (input: Parameters<TableClient['update']>[0]): Promise<Thread> => {
    const written = await table.update(input);
    const row = written.held ? written.attributes : written.item;
    if (row === undefined) throw new Error('a thread that was read a moment ago does not exist');
    return toThread(row);
  };

  return {
    readThread(threadId, options) {
      return readThread(table, pageRows, threadId, options);
    },

    readRoom(threadId, options) {
      return readRoom(table, threadId, options);
    },

    async findThread(threadId) {
      const item = await table.get({ Key: keys.thread(threadId), ConsistentRead: true });
      return findThreadIn(item);
    },

    async readThreads(threadIds) {
      const rows = await table.batchGet(threadIds.map(keys.thread), { consistent: false });
      return rows.map(findThreadIn).filter((thread) => thread !== null);
    },

    writeHead(threadId, head, change) {
      return update(headUpdate(threadId, head, change));
    },

    writeTold(threadId, change) {
      return update(toldUpdate(threadId, change));
    },

    async clearUnread(thread, role) {
      return (await table.update(unreadClearing(thread, role))).held;
    },

    close(threadId, by) {
      return update(closeUpdate(threadId, by));
    },

    reopen(threadId, addUnreadFor) {
      return update(reopenUpdate(threadId, addUnreadFor));
    },

    async openFor(threadId, role, addUnreadFor) {
      const written = await table.update(openForUpdate(threadId, role, addUnreadFor));
      return written.held ? toThread(written.attributes) : null;
    },

    listFor(threadId, role, addUnreadFor) {
      return update(listForUpdate(threadId, role, addUnreadFor));
    },

    hideThread(threadId, role) {
      return update(hideUpdate(threadId, role));
    },

    rename(threadId, names, source) {
      return update(renameUpdate(threadId, names, source));
    },

    async writeMark(threadId, role, mark, known) {
      const written = await table.update(markUpdate(threadId, role, mark));
      if (written.held) return toThread(written.attributes);
      if (!written.isRepeat || written.item === undefined) return null;
      const thread = toThread(written.item);
      const own = thread.marks[role];
      const isOwn = own?.seq === mark.seq && own.atMs === mark.atMs;
      return isOwn ? { ...thread, marks: { ...thread.marks, [role]: known } } : null;
    },
  };
}
