import { describe, expect, it } from 'vitest';
import { errorTable } from '../../../protocol/errors.ts';
import type { Thread } from '../../../protocol/objects.ts';
import type { FailureCode } from '@marketplace-chat/client';
import { errorText } from '../../../web/components/words/index.ts';
import { formatAmount, formatDay, formatReadAt, formatShort } from '../../../web/components/view/format.ts';
import { hueOf, initials } from '../../../web/components/view/person.ts';
import { searchThreads } from '../../../web/components/view/search.ts';

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
  ])('%s is formatted relative to now', (iso, short, day, readAt) => {
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
    ['12345678901234567.89', 'EUR', '€12,345,678,901,234,567.89'],
    ['12345678901234567.89', undefined, '12,345,678,901,234,567.89'],
    ['0.12345678901234567891', 'USD', 'US$0.12345678901234567891'],
    ['0.123456789012345678901234567891', 'usd', '0.123456789012345678901234567891 USD'],
    ['1234567.89', 'JPY', 'JP¥1,234,567.89'],
    ['1000', 'JPY', 'JP¥1,000'],
    [1e21, 'EUR', '€1,000,000,000,000,000,000,000.00'],
    [1.5e-7, 'EUR', '€0.00000015'],
    ['12.50', undefined, '12.50'],
    ['-3.5', 'EUR', '-€3.50'],
    ['0x10', 'EUR', '0x10'],
    [null, 'EUR', 'null'],
  ])('%s %s', (amount, currency, text) => {
    expect(formatAmount(amount, currency)).toBe(text);
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

  it('always have the same colour', () => {
    expect(hueOf('alice')).toBe(hueOf('alice'));
    expect(hueOf('x'.repeat(128))).toBeLessThan(8);
  });
});

describe('search by name or job', () => {
  const thread = (username: string, title: string | null) =>
    ({
      client: { id: 'me', username: 'Me' },
      freelancer: { id: username, username },
      job: title === null ? null : { id: 'j', title },
    }) as Thread;
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

describe('error texts', () => {
  it('WS-4: each code has its own text, without the technical message', () => {
    const codes = [...Object.keys(errorTable), 'network', 'storage'] as FailureCode[];
    const texts = codes.map((code) => errorText({ code, message: 'ECONNRESET at Socket' }));
    expect(new Set(texts).size).toBe(codes.length);
    for (const text of texts) expect(text).not.toMatch(/ECONNRESET|undefined|[a-z]_[a-z]/);
  });

  it('do not claim that the device is offline when an answer is missing', () => {
    expect(errorText({ code: 'network', message: '' })).not.toMatch(/no connection/i);
  });

  it('are more exact for a known action', () => {
    const tooLate = errorText({ code: 'forbidden', message: '' }, 'change');
    expect(tooLate).toMatch(/can no longer be changed/);
    expect(errorText({ code: 'network', message: '' }, 'change')).toBe(errorText({ code: 'network', message: '' }));
  });
});
