import { describe, expect, it } from 'vitest';
import { errorTable } from '../../../protocol/errors.ts';
import type { Message, Thread } from '../../../protocol/objects.ts';
import type { FailureCode } from '../../../web/client/index.ts';
import { errorText } from '../../../web/strings.ts';
import { cardOf } from '../../../web/view/cards.ts';
import { formatAmount, formatDay, formatReadAt, formatShort } from '../../../web/view/format.ts';
import { hueOf, initials } from '../../../web/view/person.ts';
import { searchThreads } from '../../../web/view/search.ts';

const now = new Date(2026, 4, 20, 15, 0);
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

describe('times', () => {
  it.each([
    [at(2026, 4, 20, 9, 5), '09:05', 'Today', '09:05'],
    [at(2026, 4, 20, 23, 5), '23:05', 'Today', '23:05'],
    [at(2026, 4, 19, 23, 59), 'Yesterday', 'Yesterday', 'Yesterday, 23:59'],
    [at(2026, 4, 15, 9, 5), 'Fri', 'Friday 15 May', 'Fri, 09:05'],
    [at(2026, 0, 3, 9, 5), '3 Jan', 'Saturday 3 January', '3 Jan, 09:05'],
    [at(2024, 0, 3, 9, 5), '3 Jan 2024', 'Wednesday 3 January 2024', '3 Jan 2024, 09:05'],
  ])('%s is said as people say it', (iso, short, day, readAt) => {
    expect(formatShort(iso, now)).toBe(short);
    expect(formatDay(iso, now).replace(',', '')).toBe(day);
    expect(formatReadAt(iso, now)).toBe(readAt);
  });
});

describe('amounts', () => {
  it.each([
    ['480.00', 'EUR', '€480.00'],
    [45, 'usd', 'US$45.00'],
    ['12.5', undefined, '12.5'],
    ['as agreed', 'EUR', 'as agreed'],
    [10, 'no currency', '10'],
  ])('%s %s', (amount, currency, text) => {
    expect(formatAmount(amount, currency)).toBe(text);
  });
});

describe('cards of the marketplace', () => {
  const card = (type: Message['type'], metadata: Record<string, unknown> | null) => cardOf({ type, metadata } as Message);

  it('show a payment\'s amount large and the rest below it', () => {
    expect(card('payment_completed', { payment_id: 'P-1', amount: '480', currency: 'EUR' })).toEqual({
      amount: '€480.00',
      fields: [{ name: 'payment_id', label: 'Payment', value: 'P-1' }],
    });
  });

  it('show every key, those that nobody has named too', () => {
    const { amount, fields } = card('system', { rate: 45, currency: 'EUR', review_link: { stars: 5 }, empty: '', none: null });
    expect(amount).toBeNull();
    expect(fields.map(({ label, value }) => `${label}=${value}`)).toEqual(['Rate=€45.00', 'Review link={"stars":5}']);
  });

  it('read a status as words, and do without metadata', () => {
    expect(card('job_update', { status: 'in_progress' }).fields[0]?.value).toBe('in progress');
    expect(card('dispute_created', null)).toEqual({ amount: null, fields: [] });
  });
});

describe('people', () => {
  it.each([
    ['Bob Tanaka', 'BT'],
    ['alice', 'A'],
    ['lars.nyström', 'LN'],
    ['👩‍🚀 Ada', '👩‍🚀A'],
    ['', ''],
  ])('%s has initials', (name, expected) => {
    expect(initials(name)).toBe(expected);
  });

  it('keep their colour', () => {
    expect(hueOf('alice')).toBe(hueOf('alice'));
    expect(hueOf('x'.repeat(128))).toBeLessThan(8);
  });
});

describe('search by name or job', () => {
  const thread = (username: string, title: string | null) =>
    ({ client: { id: 'me', username: 'Me' }, freelancer: { id: username, username }, job: title === null ? null : { id: 'j', title } }) as Thread;
  const threads = [thread('Lars Nyström', 'Logo'), thread('Maria', 'App prototype'), thread('Bob', null)];
  it.each([
    ['', 3],
    ['nystrom', 1],
    ['PROTO', 1],
    ['lars logo', 1],
    ['lars app', 0],
    ['me', 0],
  ])('"%s" finds %i', (query, found) => {
    expect(searchThreads(threads, query, 'me')).toHaveLength(found);
  });
});

describe('errors in words', () => {
  it('WS-4: each code has its own, without the technical text', () => {
    const codes = [...Object.keys(errorTable), 'network', 'storage'] as FailureCode[];
    const texts = codes.map((code) => errorText({ code, message: 'ECONNRESET at Socket' }));
    expect(new Set(texts).size).toBe(codes.length);
    for (const text of texts) expect(text).not.toMatch(/ECONNRESET|undefined|[a-z]_[a-z]/);
  });

  it('do not say more than is known: whoever is connected may get no answer', () => {
    expect(errorText({ code: 'network', message: '' })).not.toMatch(/no connection/i);
  });

  it('say why where what one was doing tells it', () => {
    const tooLate = errorText({ code: 'forbidden', message: '' }, 'change');
    expect(tooLate).toMatch(/can no longer be changed/);
    expect(errorText({ code: 'network', message: '' }, 'change')).toBe(errorText({ code: 'network', message: '' }));
  });
});
