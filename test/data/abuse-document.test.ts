import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { abuseCases } from '../../bench/abuse/cases.ts';
import { abuseDocument } from '../../bench/abuse/document.ts';
import type { Measured } from '../../bench/abuse/abuse-case.ts';
import { stageRate } from '../../bench/abuse/rates.ts';
import { measureAbuse } from '../../bench/abuse/measure.ts';
import { createWorld } from '../support/world.ts';

const free: Omit<Measured, 'abuse'> = {
  perCall: { webSocketMessages: 1 },
  requestsPerCall: 1,
  routes: new Map([['ping', 1]]),
};
const measuredAs = (change: Partial<Measured>): Measured => ({
  abuse: { who: 'user', what: 'a case' },
  ...free,
  ...change,
});

/** The text without what is measured: the figures, the cells after the first, and the cases that miss a goal. */
function structureOf(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^- (\*\*missed|met by all)/.test(line));
  return lines.map((line) => (line.startsWith('| ') ? `| ${line.split(' | ')[0]}` : line));
}

it('docs/abuse.md has the rows and the words that `npm run abuse` writes now', async () => {
  const written = await readFile(new URL('../../docs/abuse.md', import.meta.url), 'utf8');
  expect(structureOf(written)).toEqual(structureOf(abuseDocument(abuseCases.map((abuse) => measuredAs({ abuse })))));
});

it('each case can be measured: what should be refused is, and nothing else', async () => {
  const measured = await measureAbuse(await createWorld());
  expect(measured.map(({ abuse }) => abuse.what)).toEqual(abuseCases.map(({ what }) => what));
});

it('a case that costs more than $1 an hour at the rate of one user, or more than a quota, is named', () => {
  const expensive = { abuse: { who: 'user', what: 'dear' }, perCall: { readUnits: 1_000 } } as const;
  const text = abuseDocument([measuredAs({}), measuredAs(expensive)]);
  expect(text.match(/^- \*\*missed.*/gm)).toEqual([
    '- **missed** by `dear`: $5.40, 100 % of it for DynamoDB',
    '- **missed** by `dear`: 250 % of reads',
  ]);
  expect(abuseDocument([measuredAs({})]).match(/met by all/g)).toHaveLength(2);
});

it('a case is charged as often as its own limit allows, and never to a user whom nobody knows', () => {
  const perCall = { readUnits: 1_000_000 };
  const text = abuseDocument([
    measuredAs({ abuse: { who: 'user', what: 'limited', perHourMax: 20 }, perCall }),
    measuredAs({ abuse: { who: 'nobody', what: 'unknown' }, perCall }),
  ]);
  expect(text).toMatch(/^\| limited \| .*\| \$2\.50 \|/m);
  expect(text).toMatch(/^\| unknown \| .*\| – \|/m);
});

it('calls that take turns are as many as the slowest route lets through', () => {
  expect(stageRate({ routes: new Map([['ping', 1]]) })).toBe(100);
  expect(
    stageRate({
      routes: new Map([
        ['GET /api/chat/openapi.json', 1],
        ['ping', 3],
      ]),
    }),
  ).toBe(40);
});
