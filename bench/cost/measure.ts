import { costRows } from '../../measure/cost-rows.ts';
import type { Cost } from '../../measure/meter.ts';
import { createMeasuredChat, type Scale } from '../../measure/measured-chat.ts';
import { storageRequests } from '../../measure/storage.ts';
import type { World } from '../../measure/world.ts';

export type Units = Pick<Cost, 'writeUnits' | 'readUnits'>;

/** Large enough that every page is full. */
export const scale: Scale = { threadLength: 100, inboxThreads: 100, connectionsElsewhere: 20 };

/** The operations of the cost table that the prices are computed from. Of the sends, the rare ones cost more. */
export const operations = {
  send: 'send_message, one in 10 minutes, average of a day',
  typing: 'typing_start',
  markAsRead: 'mark_as_read',
  streamRead: "stream, a message whose thread's row is in the next batch",
  connectAndHello: 'connect + hello',
  join: 'join_thread, 50 messages',
  inboxPage: 'inbox page, 50 threads',
  unreadCount: 'unread-count, 3 threads with unread messages, asked again after 10 new messages',
  disconnect: 'disconnect with one room',
  socketIo: 'Socket.IO, a connection from CONNECT to its end',
  createUpload: 'POST …/attachments/',
  completeUpload: 'POST …/complete/',
  sendWithFile: 'send_message with a file',
  link: 'GET of a link to a file',
  react: 'add_reaction',
  search: 'search, 50 threads × 40 messages',
} as const;

export type OperationName = keyof typeof operations;

/** The requests of S3 in its two classes of price. */
export interface StorageRequests {
  writes: number;
  reads: number;
}

export interface MeasuredUnits extends Record<OperationName, Units> {
  /** Of a file with a preview, from the creation of its upload to the completion. */
  storageOfFile: StorageRequests;
}

/** The operations of S3 that cost as much as a GET; the others cost as much as a PUT, and a deletion costs nothing. */
const storageReads = ['GetObject', 'HeadObject'];

function requestsOfFile(): StorageRequests {
  const counts = Object.entries(storageRequests.snapshot().by_operation);
  const sum = (areReads: boolean) =>
    counts.reduce((total, [name, count]) => total + (storageReads.includes(name) === areReads ? count : 0), 0);
  return { writes: sum(false), reads: sum(true) };
}

/** Runs the operations on a real table. The units are those that DynamoDB reports as consumed capacity. */
export async function measureUnits(world: World): Promise<MeasuredUnits> {
  const chat = await createMeasuredChat(world, scale);
  const measured: Partial<MeasuredUnits> = {};
  for (const [name, operation] of Object.entries(operations) as [OperationName, string][]) {
    const row = costRows.find((one) => one.operation === operation);
    if (row === undefined) throw new Error(`no row of the cost table is called "${operation}"`);
    storageRequests.reset();
    const { writeUnits, readUnits } = await row.measure(chat);
    measured[name] = { writeUnits, readUnits };
    if (name === 'completeUpload') measured.storageOfFile = requestsOfFile();
  }
  return measured as MeasuredUnits;
}
