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
  engine: (typeof dataEngines)[number];
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
          engine: name,
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

const costIn = ({ costs }: Column, row: CostRow) => costs.get(row) as Cost;

function isWithin(row: CostRow, column: Column): boolean {
  const { bound, transacts = false } = row;
  const { roundTrips, calls, writeUnits, readUnits } = costIn(column, row);
  return (
    roundTrips <= bound.roundTrips &&
    calls <= (bound.calls ?? Infinity) &&
    (writeUnits <= bound.writeUnits || (transacts && column.engine !== 'embedded')) &&
    readUnits <= bound.readUnits
  );
}

function rowOf(row: CostRow, columns: Column[]): string[] {
  const costs = columns.map((column) => figures(costIn(column, row)));
  const name = `${row.operation}${row.transacts ? ' †' : ''}`;
  return [name, figures(row.bound), ...costs, columns.every((column) => isWithin(row, column)) ? 'yes' : '**no**'];
}

function beforePush(columns: Column[]): string {
  const rows = costRows.filter(({ bound }) => bound.beforePush !== undefined);
  const lines = rows.map((row) => {
    const counts = columns.map((column) => costIn(column, row).roundTripsBeforePush);
    return `- \`${row.operation}\`: ${[...new Set(counts)].join(', ')} round trips (bound ${row.bound.beforePush})`;
  });
  return ['Before the first push:', '', ...lines].join('\n');
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

† A transaction, whose writes DynamoDB Local counts more often than AWS does: its write units are not compared with the bound.

${beforePush(columns)}
`;
  },
};
