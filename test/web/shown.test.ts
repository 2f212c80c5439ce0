import { expect, it } from 'vitest';
import { bodyWithoutText } from '../../protocol/text.ts';
import { toShow } from '../../web/page/worker/shown.ts';

const push = { kind: 'message', thread_id: 't1', seq: 4, title: 'Bob Tanaka', body: 'Hello' };

it('shows who wrote and in which thread, so that the next push of the thread replaces it (NT-3)', () => {
  expect(toShow(push, { isLooking: false })).toMatchObject({
    title: 'Bob Tanaka',
    options: { body: 'Hello', tag: 't1', data: { kind: 'message', threadId: 't1', seq: 4 }, silent: false },
  });
  expect(toShow({ ...push, count: 3 }, { isLooking: true })).toMatchObject({
    title: 'Bob Tanaka (3)',
    options: { silent: true },
  });
});

it.each([[null], [undefined], ['text'], [5], [{}], [{ body: 5 }], [{ ...push, thread_id: undefined, body: {} }]])(
  'shows something for a push that it cannot read: %j',
  (payload) => {
    const { title, options } = toShow(payload, { isLooking: false });
    expect([title, options.data]).toEqual([bodyWithoutText, null]);
  },
);
