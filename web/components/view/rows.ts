import type { OutboxEntry, ThreadLog } from '@marketplace-chat/client';
import type { Message } from '../../../protocol/objects.ts';
import { dayKey } from './format.ts';

/** How far apart two messages of one person may be and still read as one group. */
const groupGapMs = 5 * 60_000;

interface Grouped {
  key: string;
  own: boolean;
  /** Of its group: a person's messages in a row. */
  first: boolean;
  last: boolean;
}

/** One line of a conversation. Its key stays the same while messages come before, after, or in the place of it. */
export type Row =
  | { kind: 'start'; key: string }
  | { kind: 'day'; key: string; at: string }
  | { kind: 'new'; key: string }
  | { kind: 'card'; key: string; message: Message }
  | ({ kind: 'message'; message: Message } & Grouped)
  | ({ kind: 'pending'; entry: OutboxEntry } & Grouped);

export interface RowsInput {
  log: Pick<ThreadLog, 'messages' | 'hasOlder' | 'outbox' | 'status'>;
  userId: string;
  /** The messages of others after it are new; null draws no line. */
  newAfterSeq: number | null;
}

/** A conversation as lines: messages in groups, days, the line above what is new, and what waits to be sent. */
export function rowsOf({ log, userId, newAfterSeq }: RowsInput): Row[] {
  const rows: Row[] = isFromTheBeginning(log) ? [{ kind: 'start', key: 'start' }] : [];
  const keys = new Set<string>();
  let previous: Message | null = null;
  let lineDrawn = newAfterSeq === null;
  for (const message of log.messages) {
    // Nobody knows yet whether the first one here is the first of its day: a heading that vanished later would be a jump.
    const newDay = previous === null ? !log.hasOlder : dayKey(previous.sent_at) !== dayKey(message.sent_at);
    if (newDay) rows.push({ kind: 'day', key: `day-${message.seq}`, at: message.sent_at });
    if (!lineDrawn && message.seq > (newAfterSeq ?? 0) && message.sender?.id !== userId) {
      rows.push({ kind: 'new', key: 'new' });
      lineDrawn = true;
    }
    rows.push(rowOf(message, userId, keys));
    previous = message;
  }
  for (const entry of log.outbox) {
    rows.push({ kind: 'pending', key: `own-${entry.id}`, entry, own: true, first: true, last: true });
  }
  return joinGroups(rows);
}

/** Where nothing could be loaded yet, nobody knows what came before. */
function isFromTheBeginning({ hasOlder, messages, status }: RowsInput['log']): boolean {
  return !hasOlder && (messages.length > 0 || status.kind === 'live');
}

function rowOf(message: Message, userId: string, keys: Set<string>): Row {
  if (message.sender === null) return { kind: 'card', key: `seq-${message.seq}`, message };
  const own = message.sender.id === userId;
  // The key of the outbox entry that it was: the bubble stays the same one when it has been sent.
  const sentKey = own && message.client_message_id !== null ? `own-${message.client_message_id}` : null;
  const key = sentKey !== null && !keys.has(sentKey) ? sentKey : `seq-${message.seq}`;
  keys.add(key);
  return { kind: 'message', key, message, own, first: true, last: true };
}

/** Marks where groups begin and end, in place: the rows are this call's own. */
function joinGroups(rows: Row[]): Row[] {
  rows.forEach((row, index) => {
    const before = rows[index - 1];
    if (before === undefined || !isGrouped(row) || !isGrouped(before)) return;
    if (row.own !== before.own || timeOf(row) - timeOf(before) > groupGapMs) return;
    before.last = false;
    row.first = false;
  });
  return rows;
}

function isGrouped(row: Row): row is Extract<Row, Grouped> {
  return row.kind === 'message' || row.kind === 'pending';
}

function timeOf(row: Extract<Row, Grouped>): number {
  return row.kind === 'message' ? Date.parse(row.message.sent_at) : row.entry.createdAtMs;
}

/** The newest own message that the other one has read, where the time of reading is shown; null without one. */
export function lastReadSeq(messages: readonly Message[], userId: string, upToSeq: number): number | null {
  return messages.findLast((message) => message.sender?.id === userId && message.seq <= upToSeq)?.seq ?? null;
}
