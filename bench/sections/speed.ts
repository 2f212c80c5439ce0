import { processorTable, speedTable } from '../speed/document.ts';
import { measurements, measureSpeeds, type SpeedOptions, type Speeds } from '../speed/measure.ts';
import { past } from '../speed/past.ts';
import { missingOf, systemNames } from '../speed/systems.ts';
import type { Section } from './section.ts';

const options: SpeedOptions = { seconds: 10, warmUpSeconds: 5, threads: 50, runs: 3, idleSockets: 2_000 };

/** Says which systems could not be measured, and why. */
function leftOut(speeds: Speeds): string {
  const absent = systemNames.filter((name) => !speeds.has(name));
  return absent.map((name) => `\n**\`${name}\` is left out**: it needs ${missingOf(name)}.`).join('');
}

/** The speed on one machine, of ours and of other chats. */
export const speedSection: Section = {
  name: 'speed',
  async write(log) {
    const speeds = await measureSpeeds({ names: systemNames, what: measurements, options, log });
    return `## Speed on one machine

Every commit is synced to disk. Server, engine and load generator share the machine. The figures are medians of ${options.runs} runs of ${options.seconds} s each (with the
range in brackets), after ${options.warmUpSeconds} s of warm-up; the systems take turns. Messages have 200 characters. \`naive\`, \`socket.io\` and
\`django\`, the system that this one replaces, are in bench/baselines.${leftOut(speeds)}

- One quiet thread: two users take turns. The next message is sent when the last one has arrived and its sender has the reply.
- Questions: the median of ${past.rounds}, after ${past.warmUpRounds} for warm-up.
- ${options.threads} threads of two users each: every user sends the next message when the last one has arrived on the other device.

${speedTable(speeds, options)}

Processor time for each message with ${options.threads} threads, in milliseconds:

${processorTable(speeds)}
`;
  },
};
