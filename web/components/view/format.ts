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

/** The calendar day in the reader's time zone, as a key: two messages of one day have the same. */
export function dayKey(iso: string): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Midnights between the two dates, in the reader's time zone; robust against days of 23 and 25 hours. */
function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

export function formatClock(iso: string): string {
  return clock.format(new Date(iso));
}

/** Date and time to the second, for details and tooltips. */
export function formatFull(iso: string): string {
  return full.format(new Date(iso));
}

/** As short as it can be understood: a time today, a weekday within the week, else a date. */
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

/** When something was read: the time, with the day in front where it was not today. */
export function formatReadAt(iso: string, now: Date): string {
  const time = formatClock(iso);
  return daysBetween(new Date(iso), now) <= 0 ? time : `${formatShort(iso, now)}, ${time}`;
}

/** More than these not every browser formats: such an amount is shown as it came. */
const mostFractionDigits = 20;
const decimal = /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/;

/** An amount as the marketplace gave it, to the last digit, in its currency where that is one. */
export function formatAmount(amount: unknown, currency: unknown): string {
  const text = String(amount);
  const match = decimal.exec(text);
  if (match === null) return text;
  const [, fraction = '', exponent = '0'] = match;
  const digits = Math.max(0, fraction.length - Number(exponent));
  const isCurrency = typeof currency === 'string' && /^[A-Za-z]{3}$/.test(currency);
  if (digits > mostFractionDigits) return isCurrency ? `${text} ${currency.toUpperCase()}` : text;
  // As text: a number would lose what lies beyond its 15 digits.
  return numberFormat(digits, isCurrency ? currency : null).format(text as `${number}`);
}

/** Shows so many fraction digits, and those that a currency always has. */
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
