import { describe, expect, test } from 'vitest';
import type { LogMessage } from '../../lambdas/chat/model/types.ts';
import { laterMark } from '../../import/map/marks.ts';
import { appendImported, changeImported, mapMessage } from '../../import/map/message.ts';
import { inLogOrder } from '../../import/map/order.ts';
import { nothingRead, readOn, readTimesOf } from '../../import/map/reading.ts';
import { mapThread, withLog } from '../../import/map/thread.ts';
import { isTimeZone, timeReader } from '../../import/map/time.ts';
import type { OldMessage, OldThread } from '../../import/old/rows.ts';

const readTime = timeReader('UTC');
const thread = { client: { id: '7', username: 'ann' }, freelancer: { id: '8', username: 'ben' } };
const aRow: OldMessage = {
  id: '17',
  sender: { id: '7', username: 'ann' },
  text: 'hello',
  type: 'text',
  sentAt: '2024-03-02 14:54:00.000015',
  isRead: false,
  editedAt: null,
  metadata: null,
};
const mapped = (row: Partial<OldMessage> = {}) => mapMessage(thread, { ...aRow, ...row }, readTime);

describe('times (IM-1)', () => {
  const at = Date.UTC(2024, 2, 2, 14, 54) * 1000;
  test.each([
    ['2024-03-02 14:54:00', at],
    ['2024-03-02 14:54:00.000015', at + 15],
    ['2024-03-02T14:54:00.5Z', at + 500_000],
    ['2024-03-02 16:54:00+02:00', at],
    ['2024-03-02 07:54:00.000001-07', at + 1],
    ['2024-03-02T14:54:00.123456789Z', at + 123_456],
    ['2024-03-02 14:54', at],
  ])('%s', (text, micros) => expect(readTime(text)).toBe(micros));

  test.each(['yesterday', '', '2024-02-30 10:00:00', '2024-03-02', '2024-03-02 25:00:00', '1709391240', 'null'])(
    '%j is none',
    (text) => expect(readTime(text)).toBeNull(),
  );

  test('without a zone are those of --time-zone, in summer, in winter, and when the clock changes', () => {
    const istanbul = timeReader('Europe/Istanbul');
    const berlin = timeReader('Europe/Berlin');
    const utc = (text: string) => readTime(text);
    expect(istanbul('2024-03-02 17:54:00')).toBe(at);
    expect(berlin('2024-07-01 12:00:00')).toBe(utc('2024-07-01 10:00:00'));
    expect(berlin('2024-12-01 12:00:00')).toBe(utc('2024-12-01 11:00:00'));
    expect(berlin('2024-10-27 02:30:00')).toBe(utc('2024-10-27 00:30:00'));
    expect(berlin('2024-10-27 03:00:00')).toBe(utc('2024-10-27 02:00:00'));
    expect(berlin('2024-03-31 03:00:00')).toBe(utc('2024-03-31 01:00:00'));
    expect(berlin('2024-07-01 12:00:00Z')).toBe(utc('2024-07-01 12:00:00'));
    expect([isTimeZone('Europe/Berlin'), isTimeZone('Europe/Atlantis')]).toEqual([true, false]);
  });
});

test('the log follows the time, then the id by its value (IM-1)', () => {
  const keys = [
    { id: '10', sentAt: '2024-01-01 00:00:00' },
    { id: '9', sentAt: '2024-01-01T00:00:00Z' },
    { id: '3', sentAt: '2024-01-01 02:00:00.000001+02:00' },
    { id: '4', sentAt: 'never' },
  ];
  expect(inLogOrder(keys, readTime)).toEqual({
    ids: ['9', '10', '3'],
    problems: [{ row: 'message 4', reason: 'sent_at is "never", which is not a time' }],
  });
});

describe('a message (IM-1)', () => {
  test('keeps its text, and its metadata as they are', () => {
    const text = '\r\n  a\u0000b\u0007 \u2028 e\u0301 ';
    expect(mapped({ text, metadata: '{"a": 1e-7}' })).toMatchObject({ content: text, metadata: '{"a": 1e-7}' });
  });

  test.each([
    ['[1, 2]', { value: [1, 2] }],
    ['"text"', { value: 'text' }],
    ['null', { value: null }],
    ['3', { value: 3 }],
    ['{"value": 1}', { value: 1 }],
  ])('has metadata %s as an object', (metadata, expected) =>
    expect(JSON.parse(mapped({ metadata }).metadata ?? '')).toEqual(expected),
  );

  test.each([
    [{ type: 'image' }, 'message_type is "image", which is unknown here'],
    [{ sentAt: 'now' }, 'sent_at is "now", which is not a time'],
    [{ editedAt: 'now' }, 'edited_at is "now", which is not a time'],
    [{ metadata: '{' }, 'metadata is not JSON'],
    [{ text: 'x'.repeat(120_000) }, /no frame over 131072 bytes can be delivered/],
  ])('cannot be imported with %j', (row, reason) => expect(() => mapped(row)).toThrow(reason));

  test('of a stranger to the thread keeps its sender, and counts as one of the marketplace', () => {
    const imported = mapped({ sender: { id: '1', username: null } });
    expect(imported).toMatchObject({ author: 'marketplace', outsider: { id: '1', username: '1' } });
    expect(appendImported(undefined, imported).counts).toEqual({ client: 0, freelancer: 0, marketplace: 1 });
  });

  test('is as a sent one, with counts and keys; an edited one as after an edit', () => {
    const first = appendImported(undefined, mapped());
    const second = appendImported(first, mapped({ id: '18', editedAt: '2024-03-02 15:00:00' }));
    expect(first).toMatchObject({ id: '17', seq: 1, revision: 0, counts: { client: 1, freelancer: 0 } });
    expect(second).toMatchObject({ seq: 2, revision: 1, contentRevision: 1, toldRevision: 1, counts: { client: 2 } });
    expect(second.recentKeys.subarray(8)).toEqual(first.recentKeys);
  });

  const stored = (message: Partial<LogMessage> = {}) => ({ ...appendImported(undefined, mapped()), ...message });
  const edit = mapped({ text: 'hello!', editedAt: '2024-03-02 15:00:00' });

  test('takes a later edit of the old system (IM-2)', () => {
    const changed = { content: 'hello!', revision: 1, contentRevision: 1, toldRevision: 1, importDigest: edit.digest };
    expect(changeImported(stored(), edit)).toMatchObject(changed);
  });

  test.each([[{ content: '', deletedAtMs: 1 }], [{ content: 'here', editedAtMs: Date.UTC(2024, 2, 3) }]])(
    'keeps what was done here: %j (IM-2)',
    (here) =>
      expect(changeImported(stored(here), edit)).toMatchObject({ ...here, revision: 1, importDigest: edit.digest }),
  );
});

describe('reading (IM-1)', () => {
  const rows = [
    { id: '1', messageId: '17', userId: '8', readAt: '2024-03-02 15:00:10' },
    { id: '2', messageId: '17', userId: '8', readAt: '2024-03-02 15:00:05' },
    { id: '3', messageId: '17', userId: '7', readAt: '2024-03-02 15:00:05' },
    { id: '4', messageId: '17', userId: '1', readAt: '2024-03-02 15:00:05' },
    { id: '5', messageId: '17', userId: '8', readAt: 'then' },
  ];

  test('the first row counts, that of the sender does not, those of others are reported', () => {
    const { times, problems } = readTimesOf(thread, [aRow], rows, readTime);
    expect([...(times.get('17') ?? [])]).toEqual([['8', Date.UTC(2024, 2, 2, 15, 0, 5)]]);
    expect(problems.map(({ row }) => row)).toEqual(['read row 4', 'read row 5']);
  });

  test('the flag stands for both, and what is skipped stays unread', () => {
    const message = { seq: 3, author: 'marketplace', sentAtMs: 5 } as const;
    const flagged = readOn(nothingRead, thread, message, { id: '17', isRead: true }, new Map());
    expect(flagged.reading).toEqual({
      client: { seq: 3, others: 1, atMs: 5 },
      freelancer: { seq: 3, others: 1, atMs: 5 },
    });
    const times = new Map([['18', new Map([['8', 9]])]]);
    const next = readOn(flagged.reading, thread, { ...message, seq: 6 }, { id: '18', isRead: false }, times);
    expect(next.reading).toEqual({ client: flagged.reading.client, freelancer: { seq: 6, others: 2, atMs: 9 } });
    expect(next.receipts).toEqual([{ role: 'freelancer', seq: 6, atMs: 9 }]);
  });

  test('a mark never goes back (IM-2)', () => {
    const mark = (seq: number, others: number) => ({ seq, others, atMs: 1 });
    expect(laterMark(null, { all: mark(4, 2), beyond: mark(4, 2) })).toEqual(mark(4, 2));
    expect(laterMark(mark(5, 3), { all: mark(4, 2), beyond: null })).toBeNull();
    expect(laterMark(mark(5, 3), { all: mark(5, 4), beyond: null })).toEqual(mark(5, 4));
    expect(laterMark(mark(5, 3), { all: mark(7, 2), beyond: mark(7, 1) })).toEqual(mark(7, 4));
  });
});

describe('a thread (IM-1)', () => {
  const row: OldThread = {
    id: '123',
    client: { id: '7', username: 'x'.repeat(150) },
    freelancer: { id: '8', username: null },
    job: { id: '5', title: 'A job' },
    createdAt: '2024-03-02 14:00:00',
    lastMessageAt: '2024-03-02 14:30:00',
    isActive: false,
    firstOfTriple: '123',
  };

  test('is the one of its number, named by the marketplace, closed by it', () => {
    expect(mapThread(row, readTime).thread).toMatchObject({
      id: '123',
      client: { id: '7', username: 'x'.repeat(64) },
      freelancer: { id: '8', username: '8' },
      nameSources: { client: 'marketplace', freelancer: 'user', job: 'marketplace' },
      closedBy: 'marketplace',
    });
  });

  test('without a time of its last activity has the one of its newest message', () => {
    const imported = mapThread({ ...row, lastMessageAt: 'yesterday' }, readTime);
    const message = appendImported(undefined, mapped());
    expect(imported.lastActivityMs).toBeNull();
    expect(withLog(imported, message, nothingRead)).toMatchObject({ oldActivity: undefined, activeStep: 474_830 });
  });

  test('stands for its triple if it is the first', () => {
    expect(mapThread(row, readTime).aliasFrom).toMatch(/^[\w-]{22}$/);
    expect(mapThread({ ...row, firstOfTriple: '9' }, readTime).aliasFrom).toBeNull();
  });

  test.each([
    [{ client: null }, 'its client belongs to no user'],
    [{ freelancer: row.client }, 'user 7 is both its client and its freelancer'],
    [{ createdAt: '' }, 'created_at is "", which is not a time'],
  ])('cannot be imported with %j', (part, reason) =>
    expect(() => mapThread({ ...row, ...part }, readTime)).toThrow(reason),
  );
});
