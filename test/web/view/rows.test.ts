import { describe, expect, it } from 'vitest';
import type { Message } from '../../../protocol/objects.ts';
import type { OutboxEntry } from '@marketplace-chat/client';
import { lastReadSeq, rowReuser, rowsOf } from '../../../web/components/view/rows.ts';

const alice = { id: 'alice', username: 'Alice' };
const bob = { id: 'bob', username: 'Bob' };

function message(
  seq: number,
  sender: typeof alice | null,
  minute: number,
  clientMessageId: string | null = null,
): Message {
  return {
    id: `m${seq}`,
    thread_id: 't',
    seq,
    revision: 0,
    sender,
    type: sender === null ? 'system' : 'text',
    content: `text ${seq}`,
    sent_at: new Date(2026, 4, 1, 12, minute).toISOString(),
    edited_at: null,
    deleted_at: null,
    is_read: false,
    client_message_id: clientMessageId,
    metadata: null,
    reply_to: null,
    reactions: [],
    attachments: [],
  };
}

function entry(id: string, minute: number): OutboxEntry {
  const createdAtMs = new Date(2026, 4, 1, 12, minute).getTime();
  const status = { kind: 'sending' } as const;
  return { id, threadId: 't', content: 'x', metadata: null, replyTo: null, files: [], createdAtMs, status };
}

interface Given {
  messages?: Message[];
  outbox?: OutboxEntry[];
  hasOlder?: boolean;
  newAfterSeq?: number | null;
  status?: 'loading' | 'live';
}

function rows({ messages = [], outbox = [], hasOlder = true, newAfterSeq = null, status = 'live' }: Given) {
  return rowsOf({ messages, outbox, hasOlder, isLive: status === 'live', userId: 'alice', newAfterSeq });
}

const keys = (given: Given) => rows(given).map((row) => row.key);

describe('the rows of a conversation', () => {
  it('group the messages of one person within five minutes', () => {
    const messages = [message(1, bob, 0), message(2, bob, 4), message(3, bob, 10), message(4, alice, 11)];
    const groups = rows({ messages }).map((row) =>
      row.kind === 'message' ? [row.own, row.first, row.last] : row.kind,
    );
    expect(groups).toEqual([
      [false, true, false],
      [false, false, true],
      [false, true, true],
      [true, true, true],
    ]);
  });

  it('add a pending message to the group before it', () => {
    const last = rows({ messages: [message(1, alice, 0)], outbox: [entry('x', 1)] }).at(-1);
    expect(last).toMatchObject({ kind: 'pending', first: false, last: true });
  });

  it('have a heading for each day, for the first one only once the beginning is loaded', () => {
    const messages = [message(7, bob, 0), message(8, bob, 24 * 60)];
    expect(keys({ messages })).toEqual(['seq-7', 'day-8', 'seq-8']);
    expect(keys({ messages, hasOlder: false })).toEqual(['start', 'day-7', 'seq-7', 'day-8', 'seq-8']);
  });

  it('do not show the beginning before anything is loaded', () => {
    expect(keys({ hasOlder: false, status: 'loading', outbox: [entry('x', 0)] })).toEqual(['own-x']);
    expect(keys({ hasOlder: false, status: 'live' })).toEqual(['start']);
  });

  it('keep their keys when earlier messages are loaded', () => {
    const later = [message(7, bob, 0), message(8, alice, 1, 'c8'), message(9, null, 24 * 60)];
    const before = keys({ messages: later, newAfterSeq: 8 });
    const after = keys({ messages: [message(5, bob, -3), message(6, bob, -2), ...later], newAfterSeq: 8 });
    expect(after.slice(-before.length)).toEqual(before);
  });

  it('keep the key of a pending message when it is stored', () => {
    expect(keys({ outbox: [entry('c1', 0)] })).toEqual(keys({ messages: [message(1, alice, 0, 'c1')] }));
  });

  it('have different keys, even if a client_message_id was used twice', () => {
    const messages = [message(1, alice, 0, 'c'), message(2, alice, 1, 'c'), message(3, bob, 2, 'c')];
    expect(new Set(keys({ messages })).size).toBe(3);
  });

  it('have the line for new messages before the first new message of another user', () => {
    const messages = [message(1, bob, 0), message(2, alice, 1), message(3, bob, 2), message(4, bob, 3)];
    expect(keys({ messages, newAfterSeq: 1 })).toEqual(['seq-1', 'seq-2', 'new', 'seq-3', 'seq-4']);
    expect(keys({ messages, newAfterSeq: 4 })).not.toContain('new');
    expect(keys({ messages, newAfterSeq: null })).not.toContain('new');
  });

  it('show marketplace messages as cards', () => {
    expect(rows({ messages: [message(1, null, 0)] })[0]).toMatchObject({ kind: 'card', key: 'seq-1' });
  });
});

describe('rowReuser', () => {
  it('returns the same objects for equal rows, and new ones only where something changed', () => {
    const messages = [message(1, bob, 0), message(2, bob, 1), message(3, alice, 30)];
    const reuse = rowReuser();
    const before = reuse(rows({ messages, outbox: [entry('e1', 31)] }), 'UTC');
    const outbox = before.flatMap((row) => (row.kind === 'pending' ? [row.entry] : []));
    const edited = { ...messages[0]!, content: 'edited' };
    const after = reuse(rows({ messages: [edited, ...messages.slice(1)], outbox }), 'UTC');
    expect(after.map((row, index) => row === before[index])).toEqual([false, true, true, true]);
    expect(after[0]).toMatchObject({ message: edited });
  });

  it('returns new objects for all rows in another time zone', () => {
    const reuse = rowReuser();
    const given = () => rows({ messages: [message(1, bob, 0), message(2, bob, 1)] });
    const before = reuse(given(), 'Europe/Berlin');
    expect(reuse(given(), 'Asia/Tokyo').map((row, index) => row === before[index])).toEqual([false, false]);
  });

  it('returns a new object for a row whose group grows', () => {
    const messages = [message(1, bob, 0), message(2, bob, 1)];
    const reuse = rowReuser();
    const before = reuse(rows({ messages: messages.slice(0, 1) }), 'UTC');
    const after = reuse(rows({ messages }), 'UTC');
    expect(before[0]).toMatchObject({ last: true });
    expect(after[0]).toMatchObject({ last: false });
  });
});

describe('the newest message that has been read', () => {
  const messages = [message(1, alice, 0), message(2, alice, 1), message(3, bob, 2), message(4, alice, 3)];
  it.each([
    [0, null],
    [1, 1],
    [3, 2],
    [4, 4],
  ])('is own and not after what was read: up to %i', (upToSeq, seq) => {
    expect(lastReadSeq(messages, 'alice', upToSeq)).toBe(seq);
  });
});
