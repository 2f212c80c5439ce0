import { costRows } from '../test/support/cost-rows.ts';
import { dataEngines, startDataEngine } from '../test/support/data-engine.ts';
import type { Cost } from '../test/support/meter.ts';
import { createStage, type Scale } from '../test/support/stage.ts';
import { createWorld } from '../test/support/world.ts';

/**
 * `npm run bench:units`: what each operation costs in DynamoDB, as its engines return it, beside what it may cost; in a
 * short thread among little and in a long one among much. `cost.test.ts` holds the same figures to the same bounds.
 */
const scales: Scale[] = [
  { threadLength: 10, inboxThreads: 10, connectionsElsewhere: 2 },
  { threadLength: 10_000, inboxThreads: 1_000, connectionsElsewhere: 200 },
];

async function measureAll(endpoint: string, scale: Scale): Promise<Cost[]> {
  const stage = await createStage(await createWorld(undefined, endpoint), scale);
  const costs: Cost[] = [];
  for (const row of costRows) costs.push(await row.measure(stage));
  return costs;
}

const units = (value: number) => String(Number(value.toFixed(2)));

function figure({ roundTrips, writeUnits, readUnits }: Pick<Cost, 'roundTrips' | 'writeUnits' | 'readUnits'>): string {
  return [roundTrips, writeUnits, readUnits].map(units).join(' / ');
}

function line(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

const headings = ['operation', 'bound'];
const columns: Cost[][] = [];
for (const name of dataEngines) {
  const engine = await startDataEngine(name);
  for (const scale of scales) {
    headings.push(`${name}, ${scale.threadLength} messages, ${scale.inboxThreads} threads, ${scale.connectionsElsewhere} connections`);
    columns.push(await measureAll(engine.endpoint, scale));
  }
  await engine.close();
}

console.log('Each figure: round trips / write units / read units\n');
console.log(line(headings));
console.log(line(headings.map(() => '---')));
costRows.forEach(({ operation, bound }, index) => {
  console.log(line([operation, figure(bound), ...columns.map((costs) => figure(costs[index] as Cost))]));
});
