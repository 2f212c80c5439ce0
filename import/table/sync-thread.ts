import { mapThread, type ImportedThread } from '../map/thread.ts';
import { RowError, type Problem } from '../map/problem.ts';
import type { OldThread } from '../old/rows.ts';
import { writeAlias } from './alias.ts';
import { bringUpToDate } from './changed-thread.ts';
import { writeNewThread } from './new-thread.ts';
import { oldLogOf } from './old-log.ts';
import type { Work, WorkOnTable } from './work.ts';

/** Imports a thread, or brings it up to the old system if it is in the table. */
export async function syncThread(work: Work, old: OldThread): Promise<void> {
  const mapped = tryToMap(work, old);
  if (mapped?.lastActivityMs === null) work.sink.problem(noActivity(old));
  if (mapped !== null && work.target === null) await look(work, mapped);
  if (mapped !== null && work.target !== null) await sync({ ...work, target: work.target }, mapped);
  work.sink.did({ threads: 1 });
}

function noActivity({ id, lastMessageAt }: OldThread): Problem {
  const reason = `last_message_at is ${JSON.stringify(lastMessageAt)}, which is not a time; its newest message says it`;
  return { row: `thread ${id}`, reason };
}

/** Null, and reported, if the thread cannot be imported. */
function tryToMap({ readTime, sink }: Work, old: OldThread): ImportedThread | null {
  try {
    return mapThread(old, readTime);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    sink.problem({ row: `thread ${old.id} with all its messages`, reason: error.message });
    return null;
  }
}

async function sync(work: WorkOnTable, mapped: ImportedThread): Promise<void> {
  const { target, sink, dryRun } = work;
  const { thread, messages } = await target.ctx.store.readThread(mapped.thread.id, { messages: 1, consistent: true });
  if (thread !== null) await bringUpToDate(work, mapped, thread);
  else if (dryRun) await look(work, mapped);
  else await write(work, mapped, messages[0]?.seq ?? 0);
  const problem = dryRun ? null : await writeAlias(target, mapped);
  if (problem !== null) sink.problem(problem);
}

async function write(work: WorkOnTable, mapped: ImportedThread, leftSeq: number): Promise<void> {
  const isNew = await writeNewThread(work, mapped, leftSeq);
  if (!isNew) throw new Error(`another import has written thread ${mapped.thread.id} at the same time`);
  work.sink.did({ addedThreads: 1 });
}

/** What would be written. */
async function look(work: Work, { thread }: ImportedThread): Promise<void> {
  for await (const { entries, problems } of oldLogOf(work, thread)) {
    problems.forEach((problem) => work.sink.problem(problem));
    work.sink.did({ messages: entries.length, addedMessages: entries.length });
  }
  work.sink.did({ addedThreads: 1 });
}
