import { roles } from '../../protocol/objects.ts';
import type { Problem } from '../map/problem.ts';
import { nothingRead, readOn } from '../map/reading.ts';
import type { ImportedThread } from '../map/thread.ts';
import { oldLogOf, type OldPage } from '../table/old-log.ts';
import type { Target } from '../table/target.ts';
import type { OldSide } from '../table/work.ts';
import { textHash } from './checksum.ts';
import { differenceOf, isChangedHere, threadDifferences, type OldReading } from './differences.ts';
import { nothingHere, readHere, type HereLog } from './here.ts';

/** What the comparison of a thread, or of several, has found. */
export interface Checked {
  differences: Problem[];
  /** Messages of the old system that can be imported, and imported ones in the table. */
  messages: { old: number; here: number };
  /** Those of them that were edited or deleted here since: their texts are not compared. */
  changedHere: number;
}

/** The same, with the hashes of the texts that are compared. */
export interface CheckedThread extends Checked {
  hashes: { old: string[]; here: string[] };
}

/** Compares a thread of the old system with the table: every message, their number, and the thread's state (IM-3). */
export async function checkThread({ ctx }: Target, old: OldSide, mapped: ImportedThread): Promise<CheckedThread> {
  const { id } = mapped.thread;
  const thread = await ctx.store.findThread(id);
  const here = thread === null ? nothingHere : await readHere(ctx.store, thread);
  const checked: CheckedThread = {
    differences: [],
    messages: { old: 0, here: here.imported.size },
    changedHere: 0,
    hashes: { old: [], here: [] },
  };
  const left = new Set(here.imported.keys());
  let read: OldReading = { reading: nothingRead, others: { client: 0, freelancer: 0 } };
  for await (const page of oldLogOf(old, mapped.thread)) {
    checkPage(checked, mapped, here, page);
    read = readPage(read, mapped, here, page);
    for (const { imported } of page.entries) left.delete(imported.id);
  }
  for (const one of left) differ(checked, messageRow(one, id), 'is here, and not in the old system any more');
  for (const reason of threadDifferences(thread, mapped, here, read)) differ(checked, `thread ${id}`, reason);
  return checked;
}

const messageRow = (id: string, threadId: string) => `message ${id} of thread ${threadId}`;

function differ({ differences }: Checked, row: string, reason: string): void {
  differences.push({ row, reason });
}

function checkPage(checked: CheckedThread, { thread }: ImportedThread, here: HereLog, { entries }: OldPage): void {
  for (const { imported } of entries) {
    const message = here.imported.get(imported.id);
    checked.messages.old += 1;
    const reason = differenceOf(imported, message);
    if (reason !== null) differ(checked, messageRow(imported.id, thread.id), reason);
    if (message !== undefined && isChangedHere(imported, message)) {
      checked.changedHere += 1;
      continue;
    }
    checked.hashes.old.push(textHash(imported.id, imported.content));
    if (message !== undefined) checked.hashes.here.push(message.textHash);
  }
}

function readPage(
  before: OldReading,
  { thread }: ImportedThread,
  here: HereLog,
  { entries, times }: OldPage,
): OldReading {
  let { reading } = before;
  const others = { ...before.others };
  for (const { old, imported } of entries) {
    const message = here.imported.get(imported.id);
    for (const role of roles) if (imported.author !== role) others[role] += 1;
    if (message !== undefined) ({ reading } = readOn(reading, thread, message, old, times));
  }
  return { reading, others };
}
