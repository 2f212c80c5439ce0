import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { measureUnits } from '../../bench/cost/measure.ts';
import { accountQuotas } from '../../bench/quotas.ts';
import { scaleDocument } from '../../bench/scale/document.ts';
import { simulateOutage } from '../../bench/scale/outage.ts';
import { figure } from '../../bench/table.ts';
import { createWorld } from '../support/world.ts';

const read = (path: string) => readFile(new URL(`../../docs/${path}`, import.meta.url), 'utf8');

it('docs/scale.md is what `npm run scale` computes from units measured now', async () => {
  expect(await read('scale.md')).toBe(scaleDocument(await measureUnits(await createWorld())));
});

it('docs/operations.md names the same quotas', async () => {
  const rows = (await read('operations.md')).split('\n');
  for (const { amount, source } of Object.values(accountQuotas))
    expect(rows.find((row) => row.includes(source) && row.includes(figure(amount)))).toBeDefined();
});

it('100,000 are back in the time that the quota of new connections needs and a fifth', () => {
  const rates = { connections: 500, reads: 1_250 };
  const { allBackSeconds, givenUp } = simulateOutage({ people: 100_000, rates, outageSeconds: 60, seed: 7 });
  expect(allBackSeconds).toBeLessThan((100_000 / 500) * 1.2);
  expect(givenUp).toBe(0);
});

it('a few are back as soon as the longest wait is over', () => {
  const rates = { connections: 500, reads: 1_250 };
  expect(simulateOutage({ people: 1_000, rates, outageSeconds: 60, seed: 7 }).allBackSeconds).toBeLessThan(30);
});
