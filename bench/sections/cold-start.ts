import { measureColdStarts, type ColdStart } from '../cold-start/measure.ts';
import { nodeVersions } from '../cold-start/node-versions.ts';
import { requirePackages } from '../packages.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

const rounds = 15;
/** Upper bounds for the function that handles sends. */
const sendPath = { name: 'frame', bytes: 480_000, ratio: 1.3 } as const;

const ms = (value: number) => value.toFixed(0);

function cell({ own, bare }: ColdStart['importMs'][string]): string {
  return bare === null ? ms(own) : `${ms(own)} / ${ms(bare)} = ${(own / bare).toFixed(2)}`;
}

function sendPathLine(functions: ColdStart[]): string {
  const { bytes, importMs } = functions.find(({ name }) => name === sendPath.name) as ColdStart;
  const ratios = Object.values(importMs).map(({ own, bare }) => own / (bare as number));
  const verdict = (isMet: boolean) => (isMet ? 'met' : '**missed**');
  return [
    `Sends are handled by \`${sendPath.name}\`. Bound of its size, ${sendPath.bytes / 1000} KB: ${verdict(bytes <= sendPath.bytes)}.`,
    `Bound of its import, ${sendPath.ratio} × the bare SDK: ${verdict(ratios.every((ratio) => ratio <= sendPath.ratio))}.`,
  ].join(' ');
}

/** What a new process of a function has to load before it can handle an event. */
export const coldStartSection: Section = {
  name: 'cold-start',
  async write(log) {
    await requirePackages('cold-start', log);
    const nodes = nodeVersions();
    log(`cold start: ${rounds} fresh processes of each function, on ${nodes.map(({ version }) => version).join(', ')}`);
    const functions = await measureColdStarts(nodes, rounds);
    const rows = functions.map(({ name, bytes, importMs }) => [
      name,
      (bytes / 1000).toFixed(0),
      ...nodes.map(({ version }) => cell(importMs[version] as ColdStart['importMs'][string])),
    ]);
    return `## Cold start

The size of each function's bundle, and the milliseconds to import it in a fresh process (median of ${rounds}). If the function calls AWS services,
the time is divided by that of a bundle that holds nothing but the AWS SDK's clients for these services.

${table(['function', 'KB', ...nodes.map(({ version }) => version)], rows)}

${sendPathLine(functions)}
`;
  },
};
