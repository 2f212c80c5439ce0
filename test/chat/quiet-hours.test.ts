import { describe, expect, it } from 'vitest';
import { isTimeZone, quietUntil } from '../../lambdas/chat/model/quiet-hours.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const yearMs = 366 * 24 * hourMs;

const clocks = new Map<string, Intl.DateTimeFormat>();
/** What the clock on the wall shows: the oracle, by another way than the code's. */
function shows(atMs: number, timeZone: string): string {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(timeZone, clock);
  return clock.format(atMs).slice(-5);
}

const isWithin = (time: string, from: string, to: string) =>
  from < to ? time >= from && time < to : time >= from || time < to;

describe('quiet hours (NT-6)', () => {
  it.each([
    ['Europe/Berlin', '22:00', '07:00'],
    ['America/New_York', '23:30', '02:30'],
    ['Australia/Lord_Howe', '01:45', '02:15'],
    ['Asia/Kolkata', '12:00', '13:00'],
  ])('in %s from %s to %s they hold by the clock on the wall, on all days of a year', (time_zone, from, to) => {
    const quietHours = { from, to, time_zone };
    const start = Date.UTC(2027, 0, 1, 0, 7);
    for (let atMs = start; atMs < start + yearMs; atMs += 47 * minuteMs) {
      const until = quietUntil(atMs, quietHours);
      if (until === null) expect(isWithin(shows(atMs, time_zone), from, to)).toBe(false);
      else {
        expect(until).toBeGreaterThan(atMs);
        const moments = [atMs, until - minuteMs, until].map((one) => isWithin(shows(one, time_zone), from, to));
        expect([new Date(atMs).toISOString(), moments]).toEqual([new Date(atMs).toISOString(), [true, true, false]]);
      }
    }
  });

  it.each([
    // The clock goes from 02:00 to 03:00: half past two never comes.
    ['2027-03-28T00:00:00Z', 'Europe/Berlin', '22:00', '02:30', '2027-03-28T01:00:00Z'],
    ['2027-03-27T22:00:00Z', 'Europe/Berlin', '22:00', '07:00', '2027-03-28T05:00:00Z'],
    // The clock goes from 03:00 back to 02:00.
    ['2027-10-30T22:00:00Z', 'Europe/Berlin', '22:00', '07:00', '2027-10-31T06:00:00Z'],
    ['2027-11-07T04:00:00Z', 'America/New_York', '22:00', '07:00', '2027-11-07T12:00:00Z'],
    // Half an hour.
    ['2027-04-03T14:00:00Z', 'Australia/Lord_Howe', '22:00', '07:00', '2027-04-03T20:30:00Z'],
  ])(
    'on a day on which the clock is changed: at %s in %s, from %s to %s, until %s',
    (now, time_zone, from, to, until) => {
      expect(new Date(quietUntil(Date.parse(now), { from, to, time_zone }) ?? 0)).toEqual(new Date(until));
    },
  );

  it('hold never without any, or in a time zone that is not known any more', () => {
    expect(quietUntil(0, null)).toBeNull();
    expect(quietUntil(0, { from: '00:00', to: '23:59', time_zone: 'Mars/Olympus' })).toBeNull();
  });

  it('take names of time zones that this machine knows', () => {
    expect(['Europe/Istanbul', 'UTC', 'Mars/Olympus', ''].map(isTimeZone)).toEqual([true, true, false, false]);
  });
});
