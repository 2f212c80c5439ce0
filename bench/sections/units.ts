import type { CostRow } from '../../measure/cost-row.ts';
import { costRows } from '../../measure/cost-rows.ts';
import { dataEngines, startDataEngine } from '../../measure/engines.ts';
import type { Cost } from '../../measure/meter.ts';
import { createMeasuredChat, type Scale } from '../../measure/measured-chat.ts';
import { createWorld } from '../../measure/world.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

/** A short thread with few rows around it, and a long one with many. */
const scales: Scale[] = [
  { threadLength: 10, inboxThreads: 10, connectionsElsewhere: 2 },
  { threadLength: 10_000, inboxThreads: 1_000, connectionsElsewhere: 200 },
];

type Figures = Pick<Cost, 'roundTrips' | 'writeUnits' | 'readUnits'> & Partial<Pick<Cost, 'calls'>>;

interface Column {
  head: string;
  costs: Map<CostRow, Cost>;
}

async function measureAll(endpoint: string, scale: Scale): Promise<Map<CostRow, Cost>> {
  const chat = await createMeasuredChat(await createWorld(endpoint), scale);
  const costs = new Map<CostRow, Cost>();
  for (const row of costRows) costs.set(row, await row.measure(chat));
  return costs;
}

async function measureColumns(log: (line: string) => void): Promise<Column[]> {
  const columns: Column[] = [];
  for (const name of dataEngines) {
    const engine = await startDataEngine(name);
    try {
      for (const [index, scale] of scales.entries()) {
        log(`units: ${name}, ${JSON.stringify(scale)}`);
        columns.push({
          head: `${name}, ${index === 0 ? 'little' : 'much'}`,
          costs: await measureAll(engine.endpoint, scale),
        });
      }
    } finally {
      await engine.close();
    }
  }
  return columns;
}

const units = (value: number) => String(Number(value.toFixed(2)));
const figures = ({ roundTrips, calls, writeUnits, readUnits }: Figures) =>
  [roundTrips, calls, writeUnits, readUnits].map((value) => (value === undefined ? '–' : units(value))).join(' / ');
const isWithin = (cost: Cost, bound: Figures) =>
  cost.roundTrips <= bound.roundTrips &&
  cost.calls <= (bound.calls ?? Infinity) &&
  cost.writeUnits <= bound.writeUnits &&
  cost.readUnits <= bound.readUnits;

function rowOf(row: CostRow, columns: Column[]): string[] {
  const costs = columns.map((column) => column.costs.get(row) as Cost);
  const isMet = costs.every((cost) => isWithin(cost, row.bound));
  return [row.operation, figures(row.bound), ...costs.map(figures), isMet ? 'yes' : '**no**'];
}

function beforePush(columns: Column[]): string {
  const [row] = costRows.filter(({ bound }) => bound.beforePush !== undefined);
  const counts = columns.map(({ costs }) => costs.get(row as CostRow)?.roundTripsBeforePush);
  return `Before the first push of \`${row?.operation}\`: ${[...new Set(counts)].join(', ')} round trips (bound ${row?.bound.beforePush}).`;
}

/** What each operation costs in DynamoDB, as both engines report it. test/data/cost.test.ts tests the same bounds. */
export const unitsSection: Section = {
  name: 'units',
  async write(log) {
    const columns = await measureColumns(log);
    const [little, much] = scales.map(
      ({ threadLength, inboxThreads, connectionsElsewhere }) =>
        `a thread of ${threadLength} messages, ${inboxThreads} other threads, ${connectionsElsewhere} connections in them`,
    );
    const head = ['operation', 'bound', ...columns.map((column) => column.head), 'within'];
    return `## What an operation costs

Sequential round trips / calls / write units / read units, as each engine reports them, for messages of 200 characters. Little: ${little}.
Much: ${much}. The cost of a list grows only until its first page is full.

${table(
  head,
  costRows.map((row) => rowOf(row, columns)),
)}

${beforePush(columns)}
`;
  },
};
