import type { Thread } from '../../lambdas/chat/model/types.ts';
import { mapMessage, type Imported, type ReadTime } from '../map/message.ts';
import { inLogOrder } from '../map/order.ts';
import { RowError, type Problem } from '../map/problem.ts';
import { readTimesOf, type ReadTimes } from '../map/reading.ts';
import type { OldMessage } from '../old/rows.ts';
import type { OldSide } from './work.ts';

/** A message of the old system that can be imported. */
export interface OldEntry {
  old: OldMessage;
  imported: Imported;
}

export interface OldPage {
  entries: OldEntry[];
  times: ReadTimes;
  problems: Problem[];
}

/** Messages that are in memory at once, for each thread that is worked on. */
const pageMessages = 250;

/** The messages of a thread of the old system in the order of the log, page by page, with who has read them. */
export async function* oldLogOf({ source, readTime }: OldSide, thread: Thread): AsyncGenerator<OldPage> {
  const { ids, problems } = inLogOrder(await source.keysOf(thread.id), readTime);
  if (problems.length > 0) yield { entries: [], times: new Map(), problems };
  for (let start = 0; start < ids.length; start += pageMessages)
    yield await readPage({ source, readTime }, thread, ids.slice(start, start + pageMessages));
}

async function readPage({ source, readTime }: OldSide, thread: Thread, ids: string[]): Promise<OldPage> {
  const [rows, reads] = [await source.messages(ids), await source.readsOf(ids)];
  const byId = new Map(rows.map((row) => [row.id, row]));
  const olds = ids.flatMap((id) => byId.get(id) ?? []);
  const { times, problems } = readTimesOf(thread, olds, reads, readTime);
  const entries: OldEntry[] = [];
  for (const old of olds) {
    const mapped = tryToMap(thread, old, readTime);
    if ('reason' in mapped) problems.push(mapped);
    else entries.push({ old, imported: mapped });
  }
  return { entries, times, problems };
}

function tryToMap(thread: Thread, old: OldMessage, readTime: ReadTime): Imported | Problem {
  try {
    return mapMessage(thread, old, readTime);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return { row: `message ${old.id} of thread ${thread.id}`, reason: error.message };
  }
}
