import { loadavg } from 'node:os';
import { measureImport, type ImportFigures } from './import/measure.ts';
import type { ImportRun } from './import/run-import.ts';
import { describeMachine } from './machine.ts';
import { table } from './table.ts';

/**
 * `npm run bench:import` imports 200,000 messages of an old system into the embedded engine: at once, once more, and
 * while the old system goes on; before, a smaller one, killed at random moments and started again. `-- 20000` takes
 * fewer. Fails if a run ends otherwise than it should.
 */
const messages = Number(process.argv[2] ?? 200_000);
const load = () => loadavg()[0]?.toFixed(1);
const loadBefore = load();
const figures = await measureImport(messages, (line) => console.error(line));

const lineOf = ({ lines }: ImportRun, beginning: string) => lines.find((line) => line.startsWith(beginning)) ?? '–';
const memoryOf = ({ memoryMb }: ImportRun) =>
  `${memoryMb[Math.floor(memoryMb.length / 4)]} MB after a quarter, at most ${Math.max(...memoryMb)} MB`;
const cells = (name: string, run: ImportRun) => [
  name,
  lineOf(run, 'read:'),
  `${lineOf(run, 'added:')}; ${lineOf(run, 'changed:')}`,
  run.seconds.toFixed(0),
  memoryOf(run),
  String(run.code),
];

console.log(`${describeMachine()}
- Load of the machine: ${loadBefore} before, ${load()} after

The smaller system was killed after ${figures.killedAfter.map((seconds) => `${seconds.toFixed(1)} s`).join(', ')}. The old system said ${figures.said} messages during the last run.

${table(
  ['run', 'import', 'written', 'seconds with the comparison', 'memory', 'exit code'],
  [
    cells(`${figures.smallMessages} messages, after the kills`, figures.finished),
    cells(`${figures.messages} messages`, figures.first),
    cells('again', figures.again),
    cells('while the old system goes on', figures.delta),
  ],
)}`);

const faults = faultsOf(figures);
if (faults.length > 0) console.error(`not as it should be:\n${faults.join('\n')}`);
process.exit(faults.length === 0 ? 0 : 1);

function isWhole(run: ImportRun, all: number): boolean {
  return run.code === 0 && lineOf(run, 'messages:') === `messages: ${all} in the old system, ${all} here`;
}

function faultsOf({ messages: all, first, again, delta, expectedLine, finished, smallMessages }: ImportFigures) {
  const different = delta.lines.filter((line) => line.startsWith('different:'));
  const facts = {
    'the import is complete after the kills': isWhole(finished, smallMessages),
    'the import is complete': isWhole(first, all),
    'the second import changes nothing': isWhole(again, all) && lineOf(again, 'added:').endsWith(' 0 messages'),
    'the comparison names the planted difference and no other': different.join() === expectedLine && delta.code === 2,
  };
  return Object.entries(facts).flatMap(([fact, holds]) => (holds ? [] : [fact]));
}
