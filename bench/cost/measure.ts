import { costRows } from '../../measure/cost-rows.ts';
import type { Cost } from '../../measure/meter.ts';
import { createMeasuredChat, type Scale } from '../../measure/measured-chat.ts';
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
} as const;

export type OperationName = keyof typeof operations;
export type MeasuredUnits = Record<OperationName, Units>;

/** Runs the operations on a real table. The units are those that DynamoDB reports as consumed capacity. */
export async function measureUnits(world: World): Promise<MeasuredUnits> {
  const chat = await createMeasuredChat(world, scale);
  const measured: Partial<MeasuredUnits> = {};
  for (const [name, operation] of Object.entries(operations) as [OperationName, string][]) {
    const row = costRows.find((one) => one.operation === operation);
    if (row === undefined) throw new Error(`no row of the cost table is called "${operation}"`);
    const { writeUnits, readUnits } = await row.measure(chat);
    measured[name] = { writeUnits, readUnits };
  }
  return measured as MeasuredUnits;
}
