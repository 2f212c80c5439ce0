import { expect, it } from 'vitest';
import { asksWhy } from '../../../web/client/core/machine/backoff.ts';

const randoms = Array.from({ length: 6400 }, (_, index) => index / 6400);

it('asks REST why after the first failed handshake, and after one in 64 of the later ones', () => {
  const asked = (attempt: number) => randoms.filter((random) => asksWhy(attempt, random)).length / randoms.length;
  // 2 is the first handshake after a connection that did not last.
  expect([1, 2, 3, 20].map(asked)).toEqual([1, 1, 1 / 64, 1 / 64]);
});
