import { describe, expect, it } from 'vitest';
import { median, percentile, slope } from './statistics.ts';
import { figure, table } from './table.ts';

describe('statistics', () => {
  it('returns a percentile as one of the values, by nearest rank', () => {
    const values = [40, 10, 30, 20];
    expect([0, 0.25, 0.5, 0.51, 1].map((share) => percentile(values, share))).toEqual([10, 10, 20, 30, 40]);
    expect(values).toEqual([40, 10, 30, 20]);
  });

  it('returns the mean of the two middle values as the median of an even number of values', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });

  it('throws for a percentile or median of no values', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
    expect(() => median([])).toThrow(RangeError);
  });

  it('returns the slope of the line that fits best', () => {
    expect(
      slope([
        { x: 1, y: 5 },
        { x: 5, y: 13 },
        { x: 20, y: 43 },
      ]),
    ).toBeCloseTo(2);
    expect(
      slope([
        { x: 0, y: 0 },
        { x: 1, y: 2 },
        { x: 2, y: 1 },
      ]),
    ).toBeCloseTo(0.5);
  });

  it('throws for the slope of no points, or of points with the same x', () => {
    expect(() =>
      slope([
        { x: 1, y: 1 },
        { x: 1, y: 2 },
      ]),
    ).toThrow(RangeError);
    expect(() => slope([])).toThrow(RangeError);
  });
});

describe('tables', () => {
  it('have a head, a rule and one line for each row', () => {
    expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });

  it('throw for a row that is longer or shorter than the head', () => {
    expect(() => table(['a'], [['1', '2']])).toThrow('the row "1 | 2" has 2 cells instead of 1');
  });

  it('show three significant digits, and numbers from 100 on as whole numbers', () => {
    expect([0.01234, 1.2345, 12.345, 99.96, 123.45, 12_345.6].map(figure)).toEqual([
      '0.0123',
      '1.23',
      '12.3',
      '100',
      '123',
      '12,346',
    ]);
  });
});
