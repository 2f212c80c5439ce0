import { expect, it } from 'vitest';
import { directionOf } from '../../../web/components/view/direction.ts';

it.each([
  ['', undefined],
  ['12:30 😀', undefined],
  ['hello שלום', 'ltr'],
  ['… 3 שלום hello', 'rtl'],
  ['مرحبا', 'rtl'],
])('the direction of %j is %s, by its first letter', (text, direction) => {
  expect(directionOf(text)).toBe(direction);
});
