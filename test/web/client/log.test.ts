import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyLog,
  findOwn,
  hasGap,
  lastSeqOf,
  newest,
  takeFirstPage,
  takeMessages,
  takeOlderPage,
  withReads,
} from '../../../web/client/core/log/log.ts';
import { aMessage, alice, messages, timeAt } from './objects.ts';

const seqs = (list: readonly { seq: number }[]) => list.map((message) => message.seq);
const begun = (first: number, last: number) => takeFirstPage(emptyLog, messages(first, last), last).log;

describe('the log of a thread', () => {
  it('WS-2: keeps messages beyond a gap aside until the gap is closed', () => {
    const ahead = takeMessages(begun(1, 3), [aMessage(6), aMessage(5)]);
    expect(seqs(ahead.log.messages)).toEqual([1, 2, 3]);
    expect(hasGap(ahead.log)).toBe(true);
    const filled = takeMessages(ahead.log, [aMessage(4)]);
    expect(seqs(filled.appended)).toEqual([4, 5, 6]);
    expect(hasGap(filled.log)).toBe(false);
  });

  it('WS-2: drops messages that it already has', () => {
    const again = takeMessages(begun(1, 3), messages(2, 3));
    expect([again.appended, again.changed]).toEqual([[], []]);
    expect(seqs(again.log.messages)).toEqual([1, 2, 3]);
  });

  it('takes in messages that were pushed before the first page arrived', () => {
    const early = takeMessages(emptyLog, [aMessage(4), aMessage(6)]).log;
    const first = takeFirstPage(early, messages(2, 3), 3);
    expect(seqs(first.log.messages)).toEqual([2, 3, 4]);
    expect(seqs(first.appended)).toEqual([4]);
  });

  it('starts an empty thread with the first message that arrives', () => {
    const first = takeMessages(takeFirstPage(emptyLog, [], 0).log, [aMessage(1)]);
    expect(lastSeqOf(first.log)).toBe(1);
  });

  it('is the same for every order and repetition of the same pushes', () => {
    const deliveries = fc.shuffledSubarray([...messages(3, 12), ...messages(3, 12)], { minLength: 20 });
    fc.assert(
      fc.property(deliveries, (list) => {
        const log = list.reduce((now, message) => takeMessages(now, [message]).log, begun(1, 2));
        expect(log.messages).toEqual(messages(1, 12));
        expect(log.aside.size).toBe(0);
      }),
    );
  });

  it('keeps the newest state of a message, whichever arrived first', () => {
    const states = [
      aMessage(2),
      aMessage(2, { content: 'once', edited_at: timeAt(5) }),
      aMessage(2, { content: 'twice', edited_at: timeAt(6), is_read: true }),
      aMessage(2, { content: '', edited_at: timeAt(6), deleted_at: timeAt(7) }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(states, { minLength: states.length }), fc.boolean(), (list, loadedFirst) => {
        const start = loadedFirst ? begun(1, 2) : begun(1, 1);
        const { log } = takeMessages(start, list);
        expect(log.messages[1]).toEqual({ ...states[3], is_read: true });
      }),
    );
  });

  it('reports an edit once', () => {
    const edited = aMessage(2, { content: 'new', edited_at: timeAt(9) });
    const once = takeMessages(begun(1, 3), [edited]);
    expect(once.changed).toEqual([edited]);
    expect(takeMessages(once.log, [edited]).changed).toEqual([]);
  });

  it('WS-2: takes the higher revision of a message, and reports a reaction as an update', () => {
    const reacted = aMessage(2, { revision: 1, reactions: [{ emoji: '👍', user_ids: ['alice'] }] });
    const once = takeMessages(begun(1, 3), [reacted]);
    expect([once.changed, once.updated]).toEqual([[], [reacted]]);
    const late = takeMessages(once.log, [aMessage(2)]);
    expect([late.log.messages, late.changed, late.updated]).toEqual([once.log.messages, [], []]);
  });

  it.each([
    ['edited', { content: 'new', edited_at: timeAt(9) }, { preview: 'new', is_deleted: false }],
    ['deleted', { content: '', deleted_at: timeAt(9) }, { preview: '', is_deleted: true }],
  ])('RE-1: shows in a quote that the quoted message was %s, in the log or before it', (_what, patch, quote) => {
    const reply_to = { seq: 2, sender_id: 'bob', type: 'text' as const, preview: 'text 2', is_deleted: false };
    for (const first of [1, 3]) {
      const page = [...messages(first, 3), aMessage(4, { reply_to })];
      const { log, changed } = takeMessages(takeFirstPage(emptyLog, page, 4).log, [aMessage(2, patch)]);
      expect(log.messages.at(-1)?.reply_to).toEqual({ ...reply_to, ...quote });
      expect(seqs(changed)).toEqual(first === 1 ? [2] : []);
    }
  });

  it('puts an earlier page before the log, with edits that overtook the page', () => {
    const edited = aMessage(2, { content: 'new', edited_at: timeAt(9) });
    const { log } = takeMessages(begun(4, 5), [edited]);
    const whole = takeOlderPage(log, messages(1, 3));
    expect(seqs(whole.messages)).toEqual([1, 2, 3, 4, 5]);
    expect(whole.messages[1]!.content).toBe('new');
  });

  it('ignores an earlier page that does not end where the log starts', () => {
    const log = begun(6, 7);
    expect(takeOlderPage(log, messages(1, 3))).toBe(log);
    expect(takeOlderPage(log, [])).toBe(log);
  });

  it('drops messages kept aside beyond the bound, and still has the gap', () => {
    const { log } = takeMessages(begun(1, 1), messages(3, 2_000));
    expect(log.aside.size).toBe(1_000);
    expect(hasGap(log)).toBe(true);
  });

  it('never lets a read message become unread', () => {
    expect(newest(aMessage(1, { is_read: true }), aMessage(1)).is_read).toBe(true);
  });

  it("applies the other participant's mark, and to marketplace messages the user's own", () => {
    const log = takeFirstPage(
      emptyLog,
      [aMessage(1, { sender: alice }), aMessage(2), aMessage(3, { sender: null })],
      3,
    ).log;
    const read = (reader: string) =>
      withReads(log, { [reader]: { up_to_seq: 3, read_at: timeAt(9) } }, 'alice').messages.map((m) => m.is_read);
    expect(read('bob')).toEqual([true, false, false]);
    expect(read('alice')).toEqual([false, true, true]);
  });

  it('finds an own message by its client_message_id, not one of another user with the same id', () => {
    const log = takeFirstPage(
      emptyLog,
      [aMessage(1, { client_message_id: 'x' }), aMessage(2, { sender: alice, client_message_id: 'x' })],
      2,
    ).log;
    expect(findOwn(log, 'x', 'alice')?.seq).toBe(2);
  });
});
