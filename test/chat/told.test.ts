import { describe, expect, test } from 'vitest';
import { isTold, nobodyTold, withTold, type Told } from '../../lambdas/chat/model/told.ts';

const after = (...seqs: number[]): Told => seqs.reduce(withTold, nobodyTold);

describe('who has been notified (HE-1)', () => {
  test('is one number while the calls end in order, whatever is repeated', () => {
    expect(after(1, 2, 2, 3, 1)).toEqual({ upTo: 3, beyond: [] });
  });

  test('keeps those that came before a lower one, until it comes too', () => {
    const told = after(1, 4, 3);
    expect(told).toEqual({ upTo: 1, beyond: [3, 4] });
    expect([1, 2, 3, 4, 5].map((seq) => isTold(told, seq))).toEqual([true, false, true, true, false]);
    expect(withTold(told, 2)).toEqual({ upTo: 4, beyond: [] });
  });

  test('is bounded: what has been missing for 64 messages is given up', () => {
    const later = Array.from({ length: 65 }, (_, index) => 2 * index + 3);
    expect(after(...later.slice(0, 64)).beyond).toHaveLength(64);
    expect(after(...later)).toEqual({ upTo: 3, beyond: later.slice(1) });
  });
});
