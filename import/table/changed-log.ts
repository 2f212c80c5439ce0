import { roles } from '../../protocol/objects.ts';
import { untilCommitted } from '../../lambdas/chat/log/until-committed.ts';
import type { LogMessage, Thread } from '../../lambdas/chat/model/types.ts';
import { appendPut } from '../../lambdas/data/messages.ts';
import { appendImported, changeImported, type Imported } from '../map/message.ts';
import { nothingRead, readOn, type Reading, type Receipt } from '../map/reading.ts';
import { itemBytes, itemBytesMax } from './item-size.ts';
import { readKnownLog, type KnownLog } from './known-log.ts';
import { tooLarge } from './new-thread.ts';
import { oldLogOf, type OldEntry } from './old-log.ts';
import type { WorkOnTable } from './work.ts';

/** The log of a thread after it was brought up to the old system. */
export interface BroughtLog {
  known: KnownLog;
  newest: LogMessage | undefined;
  /** The seqs of all imported messages. */
  seqs: number[];
  /** All that was read in the old system, and what was read there beyond the marks of the thread. */
  all: Reading;
  beyond: Reading;
  receipts: Receipt[];
}

/**
 * Adds what is new in the old system at the end of the log, and brings what has changed there. Each message is one
 * conditional write: people may be talking here meanwhile.
 */
export async function bringLog(work: WorkOnTable, stored: Thread): Promise<BroughtLog> {
  const { target, sink } = work;
  const known = await readKnownLog(target.ctx.store, stored.id);
  const log: BroughtLog = {
    known,
    newest: known.newest,
    seqs: [],
    all: nothingRead,
    beyond: nothingRead,
    receipts: [],
  };
  for await (const { entries, times, problems } of oldLogOf(work, stored)) {
    problems.forEach((problem) => sink.problem(problem));
    for (const entry of entries) {
      const place = await bringMessage(work, stored, log, entry);
      if (place === null) continue;
      log.seqs.push(place.seq);
      const { reading, receipts } = readOn(log.all, stored, place, entry.old, times);
      const { reading: further } = readOn(log.beyond, stored, place, entry.old, times);
      log.all = reading;
      for (const role of roles)
        if (place.seq > (stored.marks[role]?.seq ?? 0)) log.beyond = { ...log.beyond, [role]: further[role] };
      log.receipts.push(...receipts);
    }
    sink.did({ messages: entries.length });
  }
  return log;
}

/** Where the message is in the log; null, and reported, if it cannot be stored. */
async function bringMessage(
  work: WorkOnTable,
  { id }: Thread,
  log: BroughtLog,
  { imported }: OldEntry,
): Promise<Pick<LogMessage, 'seq' | 'author' | 'sentAtMs'> | null> {
  const { sink, dryRun } = work;
  const place = log.known.imported.get(imported.id);
  if (place === undefined) {
    const message = await append(work, id, log.newest, imported);
    if (message === null) return null;
    log.newest = message;
    sink.did({ addedMessages: 1 });
    return message;
  }
  if (place.digest !== imported.digest) {
    if (!dryRun) await change(work, id, place.seq, imported, log);
    sink.did({ changedMessages: 1 });
  }
  return { ...imported, seq: place.seq };
}

/** At the end of the log, wherever that is by now. */
async function append(
  work: WorkOnTable,
  threadId: string,
  newest: LogMessage | undefined,
  imported: Imported,
): Promise<LogMessage | null> {
  const message = appendImported(newest, imported);
  const bytes = itemBytes(appendPut(threadId, message).Item);
  if (bytes > itemBytesMax) {
    work.sink.problem({ row: `message ${imported.id} of thread ${threadId}`, reason: tooLarge(bytes) });
    return null;
  }
  if (work.dryRun) return message;
  const { ctx } = work.target;
  const appended = await ctx.store.appendMessage(threadId, message);
  if (appended.done) return message;
  const { messages } = await ctx.store.readThread(threadId, { messages: 1, consistent: true });
  return append(work, threadId, messages[0], imported);
}

async function change(
  { target: { ctx } }: WorkOnTable,
  threadId: string,
  seq: number,
  imported: Imported,
  log: BroughtLog,
) {
  const changed = await untilCommitted(async () => {
    const message = await ctx.store.getMessage(threadId, seq, { consistent: true });
    if (message === null) throw new Error(`message ${seq} of thread ${threadId} has vanished from the table`);
    const next = changeImported(message, imported);
    return (await ctx.store.replaceMessage(threadId, next)) ? next : null;
  });
  if (log.newest?.seq === seq) log.newest = changed;
}
