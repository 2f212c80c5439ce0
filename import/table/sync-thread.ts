import { mapThread, type ImportedThread } from '../map/thread.ts';
import { RowError } from '../map/problem.ts';
import type { ReadTime } from '../map/message.ts';
import type { OldChat, OldThread } from '../old/rows.ts';
import { writeAlias } from './alias.ts';
import type { BringOptions } from './changed-log.ts';
import { bringUpToDate } from './changed-thread.ts';
import { writeNewThread } from './new-thread.ts';
import { oldLogOf } from './old-log.ts';
import type { Sink } from './progress.ts';
import type { Target } from './target.ts';

/** Imports a thread, or brings it up to the old system if it is in the table. Without a target nothing is written. */
export async function syncThread(
  target: Target | null,
  source: OldChat,
  old: OldThread,
  readTime: ReadTime,
  sink: Sink,
  options: BringOptions,
): Promise<void> {
  const mapped = tryToMap(old, readTime, sink);
  if (mapped !== null) await sync(target, source, mapped, readTime, sink, options);
  sink.did({ threads: 1 });
}

function tryToMap(old: OldThread, readTime: ReadTime, sink: Sink): ImportedThread | null {
  try {
    return mapThread(old, readTime);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    sink.problem({ row: `thread ${old.id} with all its messages`, reason: error.message });
    return null;
  }
}

async function sync(
  target: Target | null,
  source: OldChat,
  mapped: ImportedThread,
  readTime: ReadTime,
  sink: Sink,
  options: BringOptions,
): Promise<void> {
  const found = await target?.ctx.store.readThread(mapped.thread.id, { messages: 1, consistent: true });
  if (target && found?.thread) {
    await bringUpToDate(target, source, mapped, found.thread, readTime, sink, options);
  } else if (target === null || options.dryRun) {
    await look(source, mapped, readTime, sink);
  } else {
    const isNew = await writeNewThread(target, source, mapped, readTime, sink, found?.messages[0]?.seq ?? 0);
    if (!isNew) throw new Error(`another import has written thread ${mapped.thread.id} at the same time`);
    sink.did({ addedThreads: 1 });
  }
  if (target === null || options.dryRun) return;
  const problem = await writeAlias(target, mapped);
  if (problem !== null) sink.problem(problem);
}

/** What would be written. */
async function look(source: OldChat, { thread }: ImportedThread, readTime: ReadTime, sink: Sink): Promise<void> {
  for await (const { entries, problems } of oldLogOf(source, thread, readTime)) {
    problems.forEach((problem) => sink.problem(problem));
    sink.did({ messages: entries.length, addedMessages: entries.length });
  }
  sink.did({ addedThreads: 1 });
}
