import type { OutboxEntry, ThreadLog } from '@marketplace-chat/client';
import type { Message } from '../../../protocol/objects.ts';
import { dayKey } from './format.ts';
import { findMessage } from './quote.ts';

/** Two messages of one person form one group if they are at most this far apart. */
const groupGapMs = 5 * 60_000;

interface Grouped {
  key: string;
  own: boolean;
  /** The first and the last message of a group, which is a person's messages in a row. */
  first: boolean;
  last: boolean;
}

/**
 * One row of a conversation. Its key stays the same when rows around it change, and when a pending message is stored.
 */
export type Row =
  | { kind: 'start'; key: string }
  | { kind: 'day'; key: string; at: string }
  | { kind: 'new'; key: string }
  | { kind: 'card'; key: string; message: Message }
  | ({ kind: 'message'; message: Message } & Grouped)
  | ({ kind: 'pending'; entry: OutboxEntry; quoted: Message | undefined } & Grouped);

export interface RowsInput extends Pick<ThreadLog, 'messages' | 'hasOlder' | 'outbox'> {
  isLive: boolean;
  userId: string;
  /** Messages of others after this `seq` are new. Null: no line is drawn above new messages. */
  newAfterSeq: number | null;
}

/** The rows of a conversation: messages in groups, days, the line above new messages, and unsent messages. */
export function rowsOf(input: RowsInput): Row[] {
  const { messages, hasOlder, outbox, userId, newAfterSeq } = input;
  const rows: Row[] = isFromTheBeginning(input) ? [{ kind: 'start', key: 'start' }] : [];
  const keys = new Set<string>();
  let previous: Message | null = null;
  let lineDrawn = newAfterSeq === null;
  for (const message of messages) {
    // While older messages are not loaded, the first message may not be the first of its day. It gets no heading yet.
    const newDay = previous === null ? !hasOlder : dayKey(previous.sent_at) !== dayKey(message.sent_at);
    if (newDay) rows.push({ kind: 'day', key: `day-${message.seq}`, at: message.sent_at });
    if (!lineDrawn && message.seq > (newAfterSeq ?? 0) && message.sender?.id !== userId) {
      rows.push({ kind: 'new', key: 'new' });
      lineDrawn = true;
    }
    rows.push(rowOf(message, userId, keys));
    previous = message;
  }
  for (const entry of outbox) {
    const quoted = findMessage(messages, entry.replyTo);
    rows.push({ kind: 'pending', key: `own-${entry.id}`, entry, quoted, own: true, first: true, last: true });
  }
  return joinGroups(rows);
}

/** False as long as nothing is loaded. */
function isFromTheBeginning({ hasOlder, messages, isLive }: RowsInput): boolean {
  return !hasOlder && (messages.length > 0 || isLive);
}

function rowOf(message: Message, userId: string, keys: Set<string>): Row {
  if (message.sender === null) return { kind: 'card', key: `seq-${message.seq}`, message };
  const own = message.sender.id === userId;
  // The same key as its outbox entry had, so that the bubble stays in place when the message is stored.
  const sentKey = own && message.client_message_id !== null ? `own-${message.client_message_id}` : null;
  const key = sentKey !== null && !keys.has(sentKey) ? sentKey : `seq-${message.seq}`;
  keys.add(key);
  return { kind: 'message', key, message, own, first: true, last: true };
}

/** Marks where groups begin and end. Changes the rows in place, which only the caller holds. */
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

/**
 * Returns a function that returns its rows, with the objects of its previous call for all rows that are equal. In
 * another time zone all rows are new, because each shows another time.
 */
export function rowReuser(): (rows: readonly Row[], timeZone: string) => readonly Row[] {
  let known = new Map<string, Row>();
  let knownZone = '';
  return (rows, timeZone) => {
    if (timeZone !== knownZone) known = new Map();
    knownZone = timeZone;
    const reused = rows.map((row) => {
      const before = known.get(row.key);
      return before !== undefined && isEqual(before, row) ? before : row;
    });
    known = new Map(reused.map((row) => [row.key, row]));
    return reused;
  };
}

function isEqual(one: Row, other: Row): boolean {
  const names = Object.keys(one) as (keyof Row)[];
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

/** The newest own message that the other participant has read; null if there is none. */
export function lastReadSeq(messages: readonly Message[], userId: string, upToSeq: number): number | null {
  return messages.findLast((message) => message.sender?.id === userId && message.seq <= upToSeq)?.seq ?? null;
}
