import { expect, test } from 'vitest';
import { fold } from '../../protocol/fold.ts';

test.each([
  ['ISIK', 'Işık'],
  ['isik', 'IŞIK'],
  ['istanbul', 'İstanbul'],
  ['invoice', 'INVOICE'],
  ['strasse', 'Straße'],
  ['strasse', 'STRAẞE'],
  ['oresund', 'Øresund'],
  ['lodz', 'Łódź'],
  ['zoe', 'ZOË'],
  ['zoë', 'zoe\u0308'],
  ['οδος', 'ΟΔΌΣ'],
  ['full width 12', 'Ｆｕｌｌ　ｗｉｄｔｈ １２'],
  ['office', 'oﬃce'],
  ['カタカナ', 'ｶﾀｶﾅ'],
])('a search for %j finds %j', (query, text) => expect(fold(text)).toBe(fold(query)));

test('what is folded stays as it is', () => {
  const folded = fold('Straße İstanbul ΟΔΌΣ Łódź ﬃ');
  expect(fold(folded)).toBe(folded);
});
