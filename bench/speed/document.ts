import { median, percentile } from '../statistics.ts';
import { figure, table } from '../table.ts';
import { replaced, socketIoWithPostgres, timesTheMessages, type KnownSystem } from '../targets.ts';
import type { SpeedOptions, Speed, Speeds } from './measure.ts';
import { questionNames, type QuestionName } from './past.ts';
import type { ProcessorSeconds } from './processor-time.ts';

/** One figure of a system, from each of its runs; empty if it was not measured. */
type Values = (speed: Speed) => number[];

interface Row {
  title: string;
  values: Values;
  /** The figure of the systems in targets.ts, and the target for ours that follows from it. */
  known?: (system: KnownSystem) => number;
  isMet?: (ours: number, replaced: number) => boolean;
  target?: (replaced: number) => string;
}

const nothing = '–';

/** The median, with the range if there were several runs. */
function cell(values: number[]): string {
  if (values.length === 0) return nothing;
  const range = values.length > 1 ? ` (${figure(Math.min(...values))}–${figure(Math.max(...values))})` : '';
  return figure(median(values)) + range;
}

const atMost = {
  target: (value: number) => `≤ ${figure(value)}`,
  isMet: (ours: number, value: number) => ours <= value,
};
const atLeastTimes = {
  target: (value: number) => `≥ ${figure(value * timesTheMessages)}`,
  isMet: (ours: number, value: number) => ours >= value * timesTheMessages,
};

const quiet =
  (share: number): Values =>
  ({ quiet: runs }) =>
    runs.map(({ arrivalMs }) => percentile(arrivalMs, share));
const loop =
  (share: number): Values =>
  ({ loop: runs }) =>
    runs.map(({ arrivalMs }) => percentile(arrivalMs, share));
const question =
  (name: QuestionName): Values =>
  ({ questions }) =>
    questions === null ? [] : [median(questions[name])];
const socket =
  (pick: (sockets: NonNullable<Speed['sockets']>) => number | undefined): Values =>
  ({ sockets }) =>
    sockets === null ? [] : [pick(sockets)].filter((value) => value !== undefined);

function rowsOf({ threads, idleSockets }: SpeedOptions): Row[] {
  const many = `${threads} threads`;
  return [
    { title: 'one quiet thread: ms to arrival, p50', values: quiet(0.5), known: (system) => system.quietMs, ...atMost },
    { title: 'the same, p95', values: quiet(0.95) },
    { title: 'the same, p99', values: quiet(0.99) },
    {
      title: `${many}: messages/s`,
      values: ({ loop: runs }) => runs.map(({ arrivalMs, seconds }) => arrivalMs.length / seconds),
      known: (system) => system.messagesPerSecond,
      ...atLeastTimes,
    },
    {
      title: 'the same, first third of the time',
      values: ({ loop: runs }) => runs.map(({ firstThirdRate }) => firstThirdRate),
    },
    {
      title: 'the same, last third of the time',
      values: ({ loop: runs }) => runs.map(({ lastThirdRate }) => lastThirdRate),
    },
    { title: `${many}: ms to arrival, p50`, values: loop(0.5) },
    { title: 'the same, p95', values: loop(0.95) },
    { title: 'the same, p99', values: loop(0.99) },
    {
      title: `${many}: DynamoDB calls for each message`,
      values: ({ loop: runs }) => runs.flatMap(({ consumed }) => consumed?.calls ?? []),
    },
    { title: `${many}: refused or lost`, values: ({ loop: runs }) => runs.map(({ refused, lost }) => refused + lost) },
    { title: `${questionNames.join}, ms`, values: question('join') },
    {
      title: `${questionNames.markAsRead}, ms`,
      values: question('markAsRead'),
      known: (system) => system.markAsReadMs,
      ...atMost,
    },
    { title: `${questionNames.inbox}, ms`, values: question('inbox'), known: (system) => system.inboxMs, ...atMost },
    {
      title: `${questionNames.unreadCount}, ms`,
      values: question('unreadCount'),
      known: (system) => system.unreadCountMs,
      ...atMost,
    },
    { title: 'memory of an idle socket, KB', values: socket(({ bytesPerSocket }) => bytesPerSocket / 1000) },
    {
      title: `memory of the process with ${figure(idleSockets)} idle sockets, MB`,
      values: socket(({ residentBytes }) => residentBytes / 1e6),
    },
    {
      title: 'with these sockets, in a quiet thread: ms to arrival, p50',
      values: socket(({ beside }) => percentile(beside.arrivalMs, 0.5)),
    },
    { title: 'with these sockets: read units for each message', values: socket(({ consumed }) => consumed?.readUnits) },
    {
      title: 'with these sockets: write units for each message',
      values: socket(({ consumed }) => consumed?.writeUnits),
    },
  ];
}

function targetCells({ values, known, target, isMet }: Row, ours: Speed | undefined): string[] {
  const value = known?.(replaced);
  const own = ours === undefined ? [] : values(ours);
  if (value === undefined || own.length === 0) return [nothing, nothing];
  return [target?.(value) ?? nothing, isMet?.(median(own), value) ? 'yes' : '**no**'];
}

/** One row for each figure and one column for each system. Figures that were not measured are left out. */
export function speedTable(speeds: Speeds, options: SpeedOptions): string {
  const rows = rowsOf(options).filter(({ values }) => [...speeds.values()].some((speed) => values(speed).length > 0));
  const knownCells = ({ known }: Row) =>
    [replaced, socketIoWithPostgres].map((system) => (known === undefined ? nothing : figure(known(system))));
  const head = ['', ...speeds.keys(), `${replaced.name} *`, `${socketIoWithPostgres.name} *`, 'target', 'met'];
  return table(
    head,
    rows.map((row) => [
      row.title,
      ...[...speeds.values()].map((speed) => cell(row.values(speed))),
      ...knownCells(row),
      ...targetCells(row, speeds.get('ours')),
    ]),
  );
}

const parts: Record<keyof ProcessorSeconds, string> = {
  main: 'main thread: gateways, proxy to the engine (socket.io: everything)',
  functions: "the functions' threads",
  helpers: "Node.js's helpers: garbage collection, compilation",
  engine: 'the DynamoDB engine',
  generator: 'the load generator (not part of the system)',
};

/** Milliseconds of processor time for each message, by part. */
export function processorTable(speeds: Speeds): string {
  const perMessage = (speed: Speed, part: keyof ProcessorSeconds) =>
    speed.loop.map(({ processor, arrivalMs }) => (processor[part] * 1000) / arrivalMs.length);
  const rows = (Object.keys(parts) as (keyof ProcessorSeconds)[]).map((part) => [
    parts[part],
    ...[...speeds.values()].map((speed) => cell(perMessage(speed, part))),
  ]);
  return table(['', ...speeds.keys()], rows);
}
