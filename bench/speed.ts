import { parseArgs } from 'node:util';
import { endOnSignal } from './end-on-signal.ts';
import { processorTable, speedTable } from './speed/document.ts';
import { measurements, measureSpeeds, type Measurement, type SpeedOptions } from './speed/measure.ts';
import { systemNames, type SystemName } from './speed/systems.ts';

/**
 * `npm run bench:speed` measures only the speed, for work on making it faster. Options, with their defaults:
 *
 * - `--seconds 10` and `--warm-up 3`: the length of each measurement, and of what comes before it and is not counted
 * - `--threads 50`: threads of two users each in the closed loop
 * - `--runs 1`: how often the messages are measured
 * - `--sockets 2000`: idle sockets
 * - `--system ours`: a comma-separated list of ours, naive, socket.io, django
 * - `--what messages`: a comma-separated list of messages, questions, sockets
 *
 * Settings in the environment reach the app.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    'warm-up': { type: 'string', default: '3' },
    threads: { type: 'string', default: '50' },
    runs: { type: 'string', default: '1' },
    sockets: { type: 'string', default: '2000' },
    system: { type: 'string', default: 'ours' },
    what: { type: 'string', default: 'messages' },
  },
});

function listOf<T extends string>(text: string, known: readonly T[]): T[] {
  return text.split(',').map((name) => {
    if (!(known as readonly string[]).includes(name)) throw new Error(`"${name}" must be one of ${known.join(', ')}`);
    return name as T;
  });
}

function numberOf(name: 'seconds' | 'warm-up' | 'threads' | 'runs' | 'sockets'): number {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0`);
  return value;
}

const options: SpeedOptions = {
  seconds: numberOf('seconds'),
  warmUpSeconds: numberOf('warm-up'),
  threads: numberOf('threads'),
  runs: numberOf('runs'),
  idleSockets: numberOf('sockets'),
};
endOnSignal();
const names: SystemName[] = listOf(values.system, systemNames);
const what: Measurement[] = listOf(values.what, measurements);
const speeds = await measureSpeeds({ names, what, options, log: (line) => console.error(line) });
console.log(speedTable(speeds, options));
if (what.includes('messages')) console.log(`\nprocessor time for each message, in ms\n\n${processorTable(speeds)}`);
