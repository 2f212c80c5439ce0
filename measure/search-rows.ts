import type { CostRow } from './cost-row.ts';
import type { MeasuredChat } from './measured-chat.ts';
import { seedThread, writeRows } from './seed.ts';

const threads = 50;
const length = 40;
/** With capitals, so that the folded text is stored as well. */
const content = 'Hello! '.repeat(29).slice(0, 200);
const hourMs = 3_600_000;

/** A user of their own with the threads that are searched. */
async function searcher({ world }: MeasuredChat): Promise<string> {
  const userId = `00009000-7d1c-4c4f-9c3e-2b8f0a6d5e41`;
  const seeded = Array.from({ length: threads }, (_, index) =>
    seedThread({
      triple: { client: { id: userId }, freelancer: { id: `${9_001 + index}-7d1c-4c4f-9c3e-2b8f0a6d5e41` } },
      length,
      content,
      firstAtMs: world.clock.nowMs - (index + 1) * hourMs,
    }),
  );
  await writeRows(
    world,
    seeded.flatMap(({ rows }) => rows),
  );
  return userId;
}

export const searchRows: CostRow[] = [
  {
    operation: 'search, 50 threads × 40 messages',
    bound: { roundTrips: 3, writeUnits: 0, readUnits: 600 },
    isApart: true,
    async measure(chat) {
      const userId = await searcher(chat);
      return chat.world.meter.of(() => chat.get(userId, '/search/', 'q=nowhere'));
    },
  },
];
