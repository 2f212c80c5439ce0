import { processorTable, speedTable } from '../speed/document.ts';
import { measurements, measureSpeeds, type SpeedOptions } from '../speed/measure.ts';
import { past } from '../speed/past.ts';
import { systemNames } from '../speed/systems.ts';
import type { Section } from './section.ts';

const options: SpeedOptions = { seconds: 10, warmUpSeconds: 5, threads: 50, runs: 3, idleSockets: 2_000 };

/** How fast it all is on one machine, ours beside others. */
export const speedSection: Section = {
  name: 'speed',
  async write(log) {
    const speeds = await measureSpeeds({ names: systemNames, what: measurements, options, log });
    return `## Speed on one machine

The data is on disk, each commit waits for it. Server, engine and load generator share the machine. Medians of ${options.runs} runs of ${options.seconds} s by turns, after
${options.warmUpSeconds} s to warm up (in brackets the range), messages of 200 characters; \`naive\`, \`socket.io\`: bench/baselines. *: known from elsewhere, see bench/targets.ts.

- One quiet thread: two users take turns; the next message is sent when the last has arrived and its sender has his answer.
- Questions: the median of ${past.rounds}, after ${past.warmUpRounds} that do not count.
- ${options.threads} threads: of two users each; everybody sends the next message when the last has arrived on the other's device.

${speedTable(speeds, options)}

Processor time of a message with ${options.threads} threads, milliseconds:

${processorTable(speeds)}
`;
  },
};
