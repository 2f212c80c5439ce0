/** Microseconds since the epoch: as exact as Django writes times. A number holds them for centuries. */
export type Micros = number;

const form = new RegExp(
  [
    /^(\d{4})-(\d\d)-(\d\d)/,
    /[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?/,
    /\s*(?:([zZ])|([+-])(\d\d):?(\d\d)?(?::?(\d\d))?)?$/,
  ]
    .map(({ source }) => source)
    .join(''),
);

export const toMs = (micros: Micros) => Math.floor(micros / 1000);

/**
 * Reads times as databases write them: with a `T` or a blank, up to nine digits of a second, with or without a zone.
 * @param timeZone the zone of times that name none, as IANA calls it: Django's `TIME_ZONE`, with `USE_TZ = False`
 */
export function timeReader(timeZone: string): (text: string) => Micros | null {
  const offsetOf = timeZone === 'UTC' ? () => 0 : zoneOffset(timeZone);
  return (text) => {
    const parts = form.exec(text);
    if (parts === null) return null;
    const local = localMs(parts.slice(1, 7).map((part) => Number(part ?? 0)));
    if (local === null) return null;
    const [, , , , , , , fraction = '', utc, sign, hours, minutes = 0, seconds = 0] = parts;
    const micros = Number(fraction.slice(0, 6).padEnd(6, '0'));
    const named = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 * (sign === '-' ? -1 : 1);
    const offset = utc ? 0 : sign ? named : offsetOf(local);
    return (local - offset) * 1000 + micros;
  };
}

/** Null for a date that does not exist. */
function localMs([year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0]: number[]): number | null {
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(ms);
  const exists =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return exists && year > 0 ? ms : null;
}

const hourMs = 60 * 60 * 1000;

/**
 * How far a zone is ahead of UTC at a local time, in ms. A time that the clock shows twice, in autumn, is taken for the
 * first.
 */
function zoneOffset(timeZone: string): (localMs: number) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const at = (utcMs: number) => {
    const name = format.formatToParts(utcMs).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = 0, minutes = 0] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  };
  const known = new Map<number, number>();
  return (localMs) => {
    const quarter = Math.floor((localMs / hourMs) * 4);
    const offset = known.get(quarter) ?? earlierOf(localMs, at);
    known.set(quarter, offset);
    return offset;
  };
}

/** Of the offsets that lead to this local time, the one that leads to the earlier moment. */
function earlierOf(localMs: number, at: (utcMs: number) => number): number {
  const candidates = [at(localMs - 24 * hourMs), at(localMs + 24 * hourMs)];
  const fitting = candidates.filter((offset) => at(localMs - offset) === offset);
  return fitting.length === 0 ? (candidates[0] ?? 0) : Math.max(...fitting);
}

/** Whether the name is one of a zone that this machine knows. */
export function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
