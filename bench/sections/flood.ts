import { measureFlood, type FloodOptions } from '../flood/measure.ts';
import type { Talk } from '../flood/paced-talk.ts';
import { percentile } from '../statistics.ts';
import { figure, table } from '../table.ts';
import type { Section } from './section.ts';

const options: FloodOptions = { rounds: 3, seconds: 30, framesPerSecond: 240 };
/** How many times as long a message may take during a flood. */
const ratioGoal = 2;
const shares = { median: 0.5, '95 %': 0.95 } as const;

const arrivalAt = ({ arrivalMs }: Talk, share: number) => percentile(arrivalMs, share);

/** What two people notice of somebody who floods the chat. */
export const floodSection: Section = {
  name: 'flood',
  async write(log) {
    log(`flood: ${options.rounds} rounds of ${2 * options.seconds} s`);
    const { quiet, flooded, flooders } = await measureFlood(options);
    const rows = Object.entries(shares).map(([name, share]) => {
      const [usual, during] = [arrivalAt(quiet, share), arrivalAt(flooded, share)];
      const ratio = during / usual;
      return [
        `arrival, ${name}`,
        `${figure(usual)} ms`,
        `${figure(during)} ms`,
        figure(ratio),
        ratio <= ratioGoal ? 'yes' : '**no**',
      ];
    });
    const disconnected = flooders.flatMap(({ disconnectedAfterMs }) => disconnectedAfterMs ?? []);
    return `## While somebody floods

Two people send a message in turn every 300 ms. In each of ${options.rounds} rounds they do so for ${options.seconds} s without a flood, then for at least ${options.seconds} s while a new user floods the
chat: ${options.framesPerSecond} frames a second (20 times the limit) of all actions in turn, reconnecting after each disconnect. The limits are the defaults. Server, engine,
flooder and talkers share the machine.

${table(['', 'without a flood', 'during a flood', 'ratio', `at most ${ratioGoal}`], rows)}

- Messages lost: ${quiet.lost + flooded.lost} of ${quiet.arrivalMs.length + flooded.arrivalMs.length + quiet.lost + flooded.lost}.
- Flooders disconnected: ${disconnected.length} of ${flooders.length}${disconnected.length === 0 ? '' : `, the slowest after ${figure(Math.max(...disconnected) / 1000)} s`}. They sent ${flooders.reduce((sum, { sent }) => sum + sent, 0)} frames, and ${flooders.reduce((sum, one) => sum + one.handshakesRefused, 0)} handshakes of theirs were refused.
`;
  },
};
