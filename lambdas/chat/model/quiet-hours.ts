import type { QuietHours } from '../../../protocol/notifications.ts';

/**
 * Quiet hours by the clock on the user's wall (NT-6): they hold while it shows a time from `from` to before `to`. On a
 * day on which the clock is changed they are longer or shorter by that, and an hour that comes twice counts twice.
 */

const minuteMs = 60_000;
const minutesOfDay = 24 * 60;
/** Longer than any quiet hours, with every change of a clock. */
const scanMinutesMax = minutesOfDay + 6 * 60;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError for a time zone that is not known. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  clocks.set(timeZone, made);
  return made;
}

/** Whether the time zone has a name that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    return clockOf(name) !== undefined;
  } catch {
    return false;
  }
}

/** The minutes since midnight that a text such as `22:00` stands for. */
function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}

/** What the clock on the wall shows, in minutes since midnight. */
function wallMinutes(atMs: number, timeZone: string): number {
  return minutesOf(clockOf(timeZone).format(atMs));
}

const untilOnClock = (from: number, to: number): number => (to - from + minutesOfDay) % minutesOfDay;

function isQuiet(atMs: number, { from, to, time_zone }: QuietHours): boolean {
  const begin = minutesOf(from);
  return untilOnClock(begin, wallMinutes(atMs, time_zone)) < untilOnClock(begin, minutesOf(to));
}

/** When the quiet hours that hold at this time end; null if none hold, or if the time zone is not known any more. */
export function quietUntil(nowMs: number, quietHours: QuietHours | null): number | null {
  if (quietHours === null || !isTimeZone(quietHours.time_zone) || !isQuiet(nowMs, quietHours)) return null;
  const minute = Math.floor(nowMs / minuteMs) * minuteMs;
  const shown = wallMinutes(minute, quietHours.time_zone);
  const left = untilOnClock(shown, minutesOf(quietHours.to));
  const end = minute + left * minuteMs;
  const isSteady = wallMinutes(end, quietHours.time_zone) === (shown + left) % minutesOfDay;
  return isSteady ? end : firstLoudMinute(minute, quietHours);
}

/** The clock is changed before they end. */
function firstLoudMinute(fromMs: number, quietHours: QuietHours): number {
  for (let passed = 1; passed < scanMinutesMax; passed += 1)
    if (!isQuiet(fromMs + passed * minuteMs, quietHours)) return fromMs + passed * minuteMs;
  return fromMs + scanMinutesMax * minuteMs;
}
