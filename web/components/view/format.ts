import { locale, strings } from './strings.ts';

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
const dayThisYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const dayOtherYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });
const longDay = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const longDayOtherYear = new Intl.DateTimeFormat(locale, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });

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
  return clock.format(new Date(iso));
}

/** Date and time to the second. */
export function formatFull(iso: string): string {
  return full.format(new Date(iso));
}

/** A short form: the time for today, the weekday within a week, else the date. */
export function formatShort(iso: string, now: Date): string {
  const date = new Date(iso);
  const days = daysBetween(date, now);
  if (days <= 0) return clock.format(date);
  if (days === 1) return strings.conversation.yesterday;
  if (days < 7) return weekday.format(date);
  return (date.getFullYear() === now.getFullYear() ? dayThisYear : dayOtherYear).format(date);
}

/** The heading above the messages of one day. */
export function formatDay(iso: string, now: Date): string {
  const date = new Date(iso);
  const days = daysBetween(date, now);
  if (days === 0) return strings.conversation.today;
  if (days === 1) return strings.conversation.yesterday;
  return (date.getFullYear() === now.getFullYear() ? longDay : longDayOtherYear).format(date);
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

/** A format with at least `digits` fraction digits, and with those that the currency always has. */
function numberFormat(digits: number, currency: string | null): Intl.NumberFormat {
  if (currency === null)
    return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const usual =
    new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 0;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: usual,
    maximumFractionDigits: Math.max(usual, digits),
  });
}
