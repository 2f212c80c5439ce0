import { median, percentile } from '../statistics.ts';
import { figure, table } from '../table.ts';
import { atMostTheOld, judge, messagesPerSecond, type Goal } from './goals.ts';
import type { SpeedOptions, Speed, Speeds } from './measure.ts';
import { questionNames, type QuestionName } from './past.ts';
import type { ProcessorSeconds } from './processor-time.ts';

/** One figure of a system, from each of its runs; empty if it was not measured. */
type Values = (speed: Speed) => number[];

interface Row {
  title: string;
  values: Values;
  goal?: Goal;
}

const nothing = '–';

/** The median, with the range if there were several runs. */
function cell(values: number[]): string {
  if (values.length === 0) return nothing;
  const range = values.length > 1 ? ` (${figure(Math.min(...values))}–${figure(Math.max(...values))})` : '';
  return figure(median(values)) + range;
}

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
    { title: 'one quiet thread: ms to arrival, p50', values: quiet(0.5), goal: atMostTheOld },
    { title: 'the same, p95', values: quiet(0.95) },
    { title: 'the same, p99', values: quiet(0.99) },
    {
      title: `${many}: messages/s`,
      values: ({ loop: runs }) => runs.map(({ arrivalMs, seconds }) => arrivalMs.length / seconds),
      goal: messagesPerSecond,
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
    { title: `${questionNames.join}, ms`, values: question('join'), goal: atMostTheOld },
    {
      title: `${questionNames.markAsRead}, ms`,
      values: question('markAsRead'),
      goal: atMostTheOld,
    },
    { title: `${questionNames.inbox}, ms`, values: question('inbox'), goal: atMostTheOld },
    {
      title: `${questionNames.unreadCount}, ms`,
      values: question('unreadCount'),
      goal: atMostTheOld,
    },
    {
      title: 'memory of an idle socket, KB (django: resident memory)',
      values: socket(({ bytesPerSocket }) => bytesPerSocket / 1000),
    },
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

function targetCells({ goal, values }: Row, speeds: Speeds): string[] {
  const judged = goal === undefined ? null : judge(goal, values, speeds);
  return judged === null ? [nothing, nothing] : [judged.target, judged.isMet ? 'yes' : '**no**'];
}

/** One row for each figure and one column for each system. Figures that were not measured are left out. */
export function speedTable(speeds: Speeds, options: SpeedOptions): string {
  const rows = rowsOf(options).filter(({ values }) => [...speeds.values()].some((speed) => values(speed).length > 0));
  const head = ['', ...speeds.keys(), 'target', 'met'];
  return table(
    head,
    rows.map((row) => [
      row.title,
      ...[...speeds.values()].map((speed) => cell(row.values(speed))),
      ...targetCells(row, speeds),
    ]),
  );
}

const parts: Record<keyof ProcessorSeconds, string> = {
  main: 'main thread: gateways, proxy to the engine (socket.io: everything; django: sockets, HTTP)',
  functions: "the functions' threads (django: the database and REST)",
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
