import { afterEach, expect, test } from 'vitest';
import { followTimeZone, formatClock } from '../../../web/components/view/format.ts';

const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  followTimeZone();
});

test('times follow the device into another time zone', () => {
  const noon = '2026-01-15T12:00:00.000Z';
  for (const [timeZone, time] of [
    ['Europe/Berlin', '13:00'],
    ['Asia/Tokyo', '21:00'],
  ]) {
    process.env.TZ = timeZone;
    expect(followTimeZone()).toBe(timeZone);
    expect(formatClock(noon)).toBe(time);
  }
});
