import { parseArgs } from 'node:util';
import { measureClosedLoop, type ClosedLoop } from './speed/closed-loop.ts';
import { NaiveChat } from './speed/naive-chat.ts';
import { OurChat } from './speed/our-chat.ts';
import { measureQuietThread } from './speed/quiet-thread.ts';
import { SocketIoChat } from './speed/socket-io-chat.ts';
import { percentile } from './statistics.ts';
import { figure, table } from './table.ts';

/**
 * `npm run bench:speed`: how fast messages arrive, in one quiet thread and as many as can be. `--seconds` of each measurement
 * (10), `--warm-up` seconds before it (3), `--threads` of two users in the closed loop (50), `--runs` (1). Settings of the
 * environment reach the app.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    'warm-up': { type: 'string', default: '3' },
    threads: { type: 'string', default: '50' },
    runs: { type: 'string', default: '1' },
    system: { type: 'string', default: 'ours' },
  },
});
const seconds = Number(values.seconds);
const warmUpSeconds = Number(values['warm-up']);
const threads = Number(values.threads);

const systems = { ours: () => OurChat.start(), naive: () => NaiveChat.start(), 'socket.io': () => SocketIoChat.start() };
const start = systems[values.system as keyof typeof systems];

const percentiles = (ms: number[]): string[] => [0.5, 0.95, 0.99].map((share) => figure(percentile(ms, share)));

function loopRow({ arrivalMs, seconds: lasted, firstThirdRate, lastThirdRate, refused, lost, processor }: ClosedLoop): string[] {
  const perMessage = (part: number) => figure((part * 1000) / arrivalMs.length);
  const { main, functions, helpers, engine, generator } = processor;
  return [
    ...[arrivalMs.length / lasted, firstThirdRate, lastThirdRate].map(figure),
    ...percentiles(arrivalMs),
    ...[main, functions, helpers, engine, generator].map(perMessage),
    ...[refused, lost].map(figure),
  ];
}

const quietRows: string[][] = [];
const loopRows: string[][] = [];
for (let run = 1; run <= Number(values.runs); run += 1) {
  const chat = await start();
  try {
    const { arrivalMs } = await measureQuietThread(chat, { seconds, warmUpSeconds });
    quietRows.push([String(run), figure(arrivalMs.length), ...percentiles(arrivalMs)]);
    loopRows.push([String(run), ...loopRow(await measureClosedLoop(chat, { threads, seconds, warmUpSeconds }))]);
  } finally {
    await chat.stop();
  }
}

console.log('One quiet thread: ms from send to arrival\n');
console.log(table(['run', 'messages', 'p50', 'p95', 'p99'], quietRows));
console.log(`\n${threads} threads of two users, each sending the next message when the last has arrived: ms from send to arrival, ms of processor a message\n`);
const loopHead = ['messages/s', 'first third', 'last third', 'p50', 'p95', 'p99', 'gateway', 'functions', 'helpers', 'engine', 'generator', 'refused', 'lost'];
console.log(table(['run', ...loopHead], loopRows));
