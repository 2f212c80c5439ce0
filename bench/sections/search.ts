import { searchMessages, understandSearch } from '../../lambdas/chat/search-messages.ts';
import { RowSizes } from '../../lambdas/chat/search/row-sizes.ts';
import { startDataEngine } from '../../measure/engines.ts';
import { seedThread, writeRows } from '../../measure/seed.ts';
import { createWorld, type World } from '../../measure/world.ts';
import { table } from '../table.ts';
import type { Section } from './section.ts';

const threads = 1_000;
const messagesEach = 100;
const userId = '00008000-7d1c-4c4f-9c3e-2b8f0a6d5e41';
/** 200 characters, with capitals, so that the folded text is stored as well. */
const content = 'A message like many others. '.repeat(8).slice(0, 200);
const minuteMs = 60_000;
const threadsAtOnce = 20;
const goalMs = 1_000;

/** A word of one thread of a thousand, of one of ten, of all, and of none. */
const queries = ['needle', 'tenth', 'message', 'nowhere'];

function wordsOf(index: number): string {
  return `${index === threads - 1 ? 'Needle ' : ''}${index % 10 === 0 ? 'Tenth ' : ''}${content}`;
}

async function seed(world: World, log: (line: string) => void): Promise<void> {
  for (let first = 0; first < threads; first += threadsAtOnce) {
    if (first % 200 === 0) log(`search: ${first} of ${threads} threads`);
    const seeded = Array.from({ length: threadsAtOnce }, (_, offset) =>
      seedThread({
        triple: { client: { id: userId }, freelancer: { id: `other-${first + offset}` } },
        length: messagesEach,
        content: wordsOf(first + offset),
        firstAtMs: world.clock.nowMs - (first + offset + 2) * 10 * minuteMs,
      }),
    );
    await writeRows(
      world,
      seeded.flatMap(({ rows }) => rows),
    );
  }
}

/** The pages of a search, at most `pagesMax`. */
async function measure(world: World, q: string, pagesMax: number) {
  const caller = { userId, username: userId };
  const ctx = { store: world.logs, caller, rowSizes: new RowSizes(), clockMs: () => performance.now() };
  let [pages, hits, firstMs] = [0, 0, 0];
  let cursor: string | null = null;
  const startMs = performance.now();
  const { readUnits } = await world.meter.of(async () => {
    do {
      const request = { q, limit: 50, ...(cursor !== null && { cursor }) };
      const { results, next_cursor: next } = await searchMessages(ctx, understandSearch(caller, request));
      cursor = next;
      hits += results.length;
      pages += 1;
      if (pages === 1) firstMs = performance.now() - startMs;
    } while (cursor !== null && pages < pagesMax);
  });
  return { pages, hits, firstMs, allMs: performance.now() - startMs, readUnits };
}

/** How long a search through 100,000 messages of one user takes, and what it reads. */
export const searchSection: Section = {
  name: 'search',
  async write(log) {
    const engine = await startDataEngine('embedded');
    try {
      const world = await createWorld(engine.endpoint);
      await seed(world, log);
      const rows: string[][] = [];
      for (const q of queries) {
        log(`search: ${q}`);
        // The end of a search that everything meets is 2,000 pages away.
        const { pages, hits, firstMs, allMs, readUnits } = await measure(world, q, q === 'message' ? 20 : Infinity);
        const isMet = firstMs <= goalMs ? 'yes' : '**no**';
        const units = [readUnits, readUnits / pages].map((value) => value.toFixed(0));
        rows.push([q, String(hits), String(pages), firstMs.toFixed(0), allMs.toFixed(0), ...units, isMet]);
      }
      const head = ['word', 'hits', 'pages', 'first page, ms', 'all pages, ms', 'read units', 'of a page', 'goal'];
      return `## Searching 100,000 messages

One user with ${threads} threads of ${messagesEach} messages of 200 characters, pages of 50, by the rules themselves on the embedded engine. A word of one thread, of
each tenth, of all (20 pages), and of none. The goal: the first page within ${goalMs / 1_000} s.

${table(head, rows)}
`;
    } finally {
      await engine.close();
    }
  },
};
