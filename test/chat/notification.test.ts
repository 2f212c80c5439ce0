import { describe, expect, it } from 'vitest';
import {
  decidePush,
  decideReminder,
  nothingNotified,
  type NotificationView,
} from '../../lambdas/chat/model/notification.ts';
import { nothingSaid } from '../../lambdas/chat/model/unread.ts';
import { aMessage, aThread } from './fixtures.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const gapMs = minuteMs;
const remindAfterMs = 15 * minuteMs;
const subscription = { id: 's', endpoint: 'https://push.example/1', p256dh: 'p', auth: 'a', addedAtMs: 0 };

/** Bob, in quiet hours from ten to seven, and a message of Alice that was sent then. */
function unread(sentAtMs: number, time_zone: string): NotificationView {
  return {
    thread: aThread(),
    role: 'freelancer',
    newest: aMessage({ sentAtMs }),
    user: {
      userId: 'bob',
      subscriptions: [subscription],
      quiet_hours: { from: '22:00', to: '07:00', time_zone },
      summaryDueAtMs: 0,
      summarisedAtMs: 0,
      claimedUntilMs: 0,
    },
    sofar: nothingNotified,
  };
}

const read = { seq: 1, others: 1, atMs: 0 };
const withThread = (view: NotificationView, thread: Parameters<typeof aThread>[0]) => ({
  ...view,
  thread: aThread(thread),
});

/** The hour on the wall, by another way than the code's. */
function hourIn(timeZone: string) {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  return (atMs: number) => Number(clock.format(atMs));
}

describe.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])('on all days of a year in %s', (zone) => {
  const startMs = Date.UTC(2027, 0, 1, 0, 7);
  const moments = Array.from(
    { length: (365 * dayMs) / (97 * minuteMs) },
    (_, index) => startMs + index * 97 * minuteMs,
  );
  const hourOf = hourIn(zone);
  const isQuiet = (atMs: number) => hourOf(atMs) >= 22 || hourOf(atMs) < 7;
  const pushAt = (view: NotificationView, atMs: number) => decidePush(1, view, gapMs, atMs);

  it('what is unread is pushed outside of quiet hours, and when they end (NT-2, NT-6)', () => {
    for (const atMs of moments) {
      const decision = pushAt(unread(atMs - 10_000, zone), atMs);
      expect([new Date(atMs), decision.kind]).toEqual([new Date(atMs), isQuiet(atMs) ? 'quiet' : 'push']);
      if (decision.kind !== 'quiet') continue;
      expect([isQuiet(decision.untilMs - 1), isQuiet(decision.untilMs)]).toEqual([true, false]);
      expect(pushAt(unread(atMs, zone), decision.untilMs).kind).toBe('push');
    }
  });

  it('what is read, muted, blocked or pushed already is not pushed at any time (NT-2)', () => {
    for (const atMs of moments) {
      const view = unread(atMs - 10_000, zone);
      const { client, freelancer } = view.thread.own;
      const silent = [
        withThread(view, { marks: { client: null, freelancer: read } }),
        withThread(view, { own: { client, freelancer: { ...freelancer, mutedUntilMs: Infinity } } }),
        withThread(view, { blockedBy: ['freelancer'] }),
        { ...view, sofar: { ...nothingNotified, pushedSeq: 1, pushedOthers: 1, pushedAtMs: atMs - 2 * gapMs } },
        { ...view, user: { ...view.user, subscriptions: [] } },
        { ...view, newest: aMessage({ sentAtMs: atMs, counts: nothingSaid }) },
      ];
      expect(silent.map((one) => pushAt(one, atMs).kind)).toEqual(silent.map(() => 'nothing'));
    }
  });

  it('a reminder comes after 15 minutes, once, and does not wait for quiet hours (NT-5, NT-6)', () => {
    for (const atMs of moments) {
      const view = unread(atMs, zone);
      const remindAt = (one: NotificationView, nowMs: number) => decideReminder(one, one.newest, remindAfterMs, nowMs);
      const dueAtMs = atMs + remindAfterMs;
      expect(remindAt(view, dueAtMs - 1)).toEqual({ kind: 'later', atMs: dueAtMs });
      expect(remindAt(view, dueAtMs)).toEqual({ kind: 'remind', count: 1, mark: 0 });
      const reminded = { ...view, sofar: { ...nothingNotified, remindedAtMark: 0 } };
      const seen = withThread(view, { marks: { client: null, freelancer: read } });
      expect([reminded, seen].map((one) => remindAt(one, dueAtMs).kind)).toEqual(['nothing', 'nothing']);
    }
  });
});

describe('a burst (NT-2)', () => {
  it('is pushed again when the gap is over', () => {
    const atMs = Date.UTC(2027, 5, 1, 12);
    const view = unread(atMs, 'UTC');
    const counts = { ...nothingSaid, client: 2 };
    const sofar = { ...nothingNotified, pushedSeq: 1, pushedOthers: 1, pushedAtMs: atMs };
    const second = { ...view, newest: aMessage({ seq: 2, sentAtMs: atMs, counts }), sofar };
    expect(decidePush(2, second, gapMs, atMs + 10_000)).toEqual({ kind: 'later', atMs: atMs + gapMs });
    expect(decidePush(2, second, gapMs, atMs + gapMs)).toEqual({ kind: 'push' });
  });
});
