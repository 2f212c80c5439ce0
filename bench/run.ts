import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { endOnSignal } from './end-on-signal.ts';
import { describeMachine } from './machine.ts';
import { coldStartSection } from './sections/cold-start.ts';
import { floodSection } from './sections/flood.ts';
import { roundTripsSection } from './sections/round-trips.ts';
import { searchSection } from './sections/search.ts';
import type { Section } from './sections/section.ts';
import { speedSection } from './sections/speed.ts';
import { unitsSection } from './sections/units.ts';

/**
 * `npm run bench` measures everything, prints it and writes bench/results.md. `npm run bench -- --section units` (or
 * round-trips, cold-start, speed, flood, search) measures and prints one section and writes no file.
 */
const sections: Section[] = [
  unitsSection,
  roundTripsSection,
  coldStartSection,
  speedSection,
  floodSection,
  searchSection,
];
const { values } = parseArgs({ options: { section: { type: 'string' } } });
const log = (line: string) => console.error(line);

const chosen = sections.filter(({ name }) => values.section === undefined || name === values.section);
if (chosen.length === 0) throw new Error(`--section must be one of ${sections.map(({ name }) => name).join(', ')}`);

endOnSignal();
const startedAt = new Date();
const machine = describeMachine();
const texts: string[] = [];
for (const section of chosen) texts.push(await section.write(log));
const minutes = ((Date.now() - startedAt.getTime()) / 60_000).toFixed(0);

const document = `# Figures

Written by \`npm run bench\` on ${startedAt.toISOString().slice(0, 10)}, in ${minutes} minutes. What they mean and what limits them: [docs/figures.md](../docs/figures.md).

${machine}

${texts.join('\n')}`;
console.log(document);
if (values.section === undefined) await writeFile(new URL('results.md', import.meta.url), document);
// Sockets and clients that a measurement left open must not keep the process alive.
process.exit(0);
