import { parseArgs } from 'node:util';
import { endOnSignal } from './end-on-signal.ts';
import { processorTable, speedTable } from './speed/document.ts';
import { measurements, measureSpeeds, type Measurement, type SpeedOptions } from './speed/measure.ts';
import { systemNames, type SystemName } from './speed/systems.ts';

/**
 * `npm run bench:speed`: the speed alone, for whoever makes it faster. `--seconds` of each measurement (10), `--warm-up`
 * seconds before it (3), `--threads` of two users in the closed loop (50), `--runs` (1), `--sockets` idle ones (2000),
 * `--system` ours, naive, socket.io (ours), `--what` messages, questions, sockets (messages); lists with commas. Settings
 * in the environment reach the app.
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
    if (!(known as readonly string[]).includes(name)) throw new Error(`"${name}" is none of ${known.join(', ')}`);
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
if (what.includes('messages')) console.log(`\nms of processor a message\n\n${processorTable(speeds)}`);
