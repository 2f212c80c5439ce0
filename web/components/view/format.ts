import { locale } from '../words/number.ts';

const styles = {
  clock: { hour: '2-digit', minute: '2-digit' },
  weekday: { weekday: 'short' },
  dayThisYear: { day: 'numeric', month: 'short' },
  dayOtherYear: { day: 'numeric', month: 'short', year: 'numeric' },
  longDay: { weekday: 'long', day: 'numeric', month: 'long' },
  longDayOtherYear: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  full: { dateStyle: 'full', timeStyle: 'medium' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/**
 * By language and style. A formatter keeps the time zone in which it was made: these are of the time zone that
 * `followTimeZone` saw last.
 */
const formatters = new Map<string, Intl.DateTimeFormat>();
let timeZone = '';

function formatter(style: keyof typeof styles): Intl.DateTimeFormat {
  const key = `${locale()} ${style}`;
  const known = formatters.get(key) ?? new Intl.DateTimeFormat(locale(), styles[style]);
  formatters.set(key, known);
  return known;
}

/** Returns the time zone of the device. From now on, times are formatted in it: it changes when a user travels. */
export function followTimeZone(): string {
  const { timeZone: current } = new Intl.DateTimeFormat().resolvedOptions();
  if (current !== timeZone) formatters.clear();
  timeZone = current;
  return current;
}

const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

/** “Today” for 0, “Yesterday” for -1, as they stand alone. */
function relativeDay(days: number): string {
  const known = relativeFormats.get(locale()) ?? new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  relativeFormats.set(locale(), known);
  const text = known.format(days, 'day');
  return text.replace(/^./u, (letter) => letter.toLocaleUpperCase(locale()));
}

/** A key for the calendar day in the user's time zone. */
export function dayKey(iso: string): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** The number of midnights between two dates in the user's time zone, also across days of 23 and 25 hours. */
function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

export function formatClock(iso: string): string {
  return formatter('clock').format(new Date(iso));
}

/** Date and time to the second. */
export function formatFull(iso: string): string {
  return formatter('full').format(new Date(iso));
}

/** A short form: the time for today, the weekday within a week, else the date. */
export function formatShort(iso: string, now: Date): string {
  const date = new Date(iso);
  const days = daysBetween(date, now);
  if (days <= 0) return formatter('clock').format(date);
  if (days === 1) return relativeDay(-1);
  if (days < 7) return formatter('weekday').format(date);
  return formatter(date.getFullYear() === now.getFullYear() ? 'dayThisYear' : 'dayOtherYear').format(date);
}

/** The heading above the messages of one day. */
export function formatDay(iso: string, now: Date): string {
  const date = new Date(iso);
  const days = daysBetween(date, now);
  if (days === 0) return relativeDay(0);
  if (days === 1) return relativeDay(-1);
  return formatter(date.getFullYear() === now.getFullYear() ? 'longDay' : 'longDayOtherYear').format(date);
}

/** The time, with the day before it unless that is today. */
export function formatReadAt(iso: string, now: Date): string {
  const time = formatClock(iso);
  return daysBetween(new Date(iso), now) <= 0 ? time : `${formatShort(iso, now)}, ${time}`;
}

/** Not every browser formats more digits than this. Such an amount is shown unchanged. */
const maxFractionDigits = 20;
const decimal = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/;

/** Formats an amount with all its digits, and with its currency if that is an ISO 4217 code. */
export function formatAmount(amount: unknown, currency: unknown): string {
  const text = String(amount);
  const match = decimal.exec(text);
  if (match === null) return text;
  const [, fraction = '', exponent = '0'] = match;
  const digits = Math.max(0, fraction.length - Number(exponent));
  const isCurrency = typeof currency === 'string' && /^[A-Za-z]{3}$/.test(currency);
  if (digits > maxFractionDigits) return isCurrency ? `${text} ${currency.toUpperCase()}` : text;
  // Passed as text, because a number would lose digits beyond the 15th.
  return numberFormat(digits, isCurrency ? currency : null).format(text as `${number}`);
}

/** By language, currency and number of digits: there are few of them, and making one takes long. */
const numberFormats = new Map<string, Intl.NumberFormat>();

/** A format with at least `digits` fraction digits, and with those that the currency always has. */
function numberFormat(digits: number, currency: string | null): Intl.NumberFormat {
  const key = `${locale()} ${currency ?? ''}${digits}`;
  const known = numberFormats.get(key) ?? newNumberFormat(digits, currency);
  numberFormats.set(key, known);
  return known;
}

function newNumberFormat(digits: number, currency: string | null): Intl.NumberFormat {
  if (currency === null)
    return new Intl.NumberFormat(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const usual =
    new Intl.NumberFormat(locale(), { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 0;
  return new Intl.NumberFormat(locale(), {
    style: 'currency',
    currency,
    minimumFractionDigits: usual,
    maximumFractionDigits: Math.max(usual, digits),
  });
}
