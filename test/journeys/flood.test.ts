import { expect, test } from 'vitest';
import { measureFlood } from '../../bench/flood/measure.ts';

test('WS-18: while a user floods by every action, two others lose nothing, and the flooder is disconnected', async () => {
  const { flooded, flooders } = await measureFlood({ rounds: 1, seconds: 5, framesPerSecond: 300 });
  expect(flooded.lost).toBe(0);
  expect(flooded.arrivalMs.length).toBeGreaterThan(10);
  expect(flooders).toEqual([expect.objectContaining({ disconnectedAfterMs: expect.any(Number) })]);
});
