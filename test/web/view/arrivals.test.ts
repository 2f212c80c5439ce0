import { describe, expect, it } from 'vitest';
import type { Thread } from '../../../protocol/objects.ts';
import { arrivalWatch } from '../../../web/components/view/arrivals.ts';
import { shortcutOf } from '../../../web/components/view/shortcut.ts';

const since = Date.parse('2026-05-20T12:00:00.000Z');
const thread = (id: string, seq: number, sender: string | null = 'bob', time = '12:01') =>
  ({ id, last_message: { seq, sender_id: sender, sent_at: `2026-05-20T${time}:00.000Z` } }) as Thread;

describe('messages that arrive', () => {
  it.each([
    ['a message of the other', [thread('t', 1)], [thread('t', 2)], ['t']],
    ['a message of the marketplace', [thread('t', 1)], [thread('t', 2, null)], ['t']],
    ['an own one', [thread('t', 1)], [thread('t', 2, 'me')], []],
    ['a change of the last one', [thread('t', 2)], [thread('t', 2)], []],
    ['a new thread', [], [thread('t', 1)], ['t']],
    ['an old thread that is loaded later', [], [thread('t', 9, 'bob', '11:00')], []],
    ['a thread without messages', [], [{ id: 't', last_message: null } as Thread], []],
  ])('%s', (_, before, after, ids) => {
    const arrived = arrivalWatch('me', since);
    arrived(before);
    expect(arrived(after).map(({ id }) => id)).toEqual(ids);
    expect(arrived(after)).toEqual([]);
  });
});

describe('shortcuts', () => {
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  it.each([
    [{ ...none, key: 'k', ctrlKey: true }, true, 'search'],
    [{ ...none, key: 'K', metaKey: true }, false, 'search'],
    [{ ...none, key: 'ArrowUp', altKey: true }, true, 'previous'],
    [{ ...none, key: 'ArrowDown', altKey: true }, true, 'next'],
    [{ ...none, key: 'ArrowDown' }, false, null],
    [{ ...none, key: '?', shiftKey: true }, false, 'help'],
    [{ ...none, key: '?', shiftKey: true }, true, null],
    [{ ...none, key: 'k' }, false, null],
  ])('%j', (key, isTyping, shortcut) => {
    expect(shortcutOf(key, isTyping)).toBe(shortcut);
  });
});
