import { roles } from '../../protocol/objects.ts';
import { lastActivityMs } from '../../lambdas/chat/model/head.ts';
import type { Thread } from '../../lambdas/chat/model/types.ts';
import { shownUnreadOf } from '../../lambdas/chat/model/unread.ts';
import type { Imported, ReadTime } from '../map/message.ts';
import type { Problem } from '../map/problem.ts';
import { nothingRead, readOn, type Reading } from '../map/reading.ts';
import { hasSamePeople, type ImportedThread } from '../map/thread.ts';
import type { OldChat } from '../old/rows.ts';
import { oldLogOf } from '../table/old-log.ts';
import type { Target } from '../table/target.ts';
import { Checksum, textHash } from './checksum.ts';
import { readHere, type HereLog, type HereMessage } from './here.ts';

/** What the comparison of a thread, or of several, has found. */
export interface Checked {
  differences: Problem[];
  /** Messages of the old system that can be imported, and imported ones in the table. */
  messages: { old: number; here: number };
  /** Those of them that were edited or deleted here since: their texts are not compared. */
  changedHere: number;
}

/** The sums over all texts that are compared. */
export interface Sums {
  old: Checksum;
  here: Checksum;
}

export const newSums = (): Sums => ({ old: new Checksum(), here: new Checksum() });

/** Compares a thread of the old system with the table: every message, their number, and the thread's state (IM-3). */
export async function checkThread(
  { ctx }: Target,
  source: OldChat,
  mapped: ImportedThread,
  readTime: ReadTime,
): Promise<Checked & { hashes: { old: string[]; here: string[] } }> {
  const { id } = mapped.thread;
  const thread = await ctx.store.findThread(id);
  const here: HereLog =
    thread === null ? { imported: new Map(), isUsed: false, gaps: [] } : await readHere(ctx.store, thread);
  const left = new Set(here.imported.keys());
  const checked: Checked = { differences: [], messages: { old: 0, here: left.size }, changedHere: 0 };
  const hashes = { old: [] as string[], here: [] as string[] };
  let reading = nothingRead;
  const total = { client: 0, freelancer: 0 };
  const differ = (row: string, reason: string) => checked.differences.push({ row, reason });
  for await (const { entries, times } of oldLogOf(source, mapped.thread, readTime)) {
    for (const { old, imported } of entries) {
      const message = here.imported.get(imported.id);
      left.delete(imported.id);
      checked.messages.old += 1;
      for (const role of roles) if (imported.author !== role) total[role] += 1;
      const difference = differenceOf(imported, message);
      if (difference !== null) differ(`message ${imported.id} of thread ${id}`, difference);
      if (message !== undefined) reading = readOn(reading, mapped.thread, message, old, times).reading;
      if (message !== undefined && isChangedHere(imported, message)) checked.changedHere += 1;
      else hashes.old.push(textHash(imported.id, imported.content));
      if (message !== undefined && !isChangedHere(imported, message)) hashes.here.push(message.textHash);
    }
  }
  for (const one of left)
    differ(`message ${one} of thread ${id}`, 'is in the table, and not in the old system any more');
  for (const seq of here.gaps) differ(`thread ${id}`, `has no message ${seq} in the table`);
  if (thread === null) differ(`thread ${id}`, 'is not in the table');
  else for (const reason of threadDifferences(thread, mapped, here, reading, total)) differ(`thread ${id}`, reason);
  return { ...checked, hashes };
}

/** Whether it was edited or deleted here since it was imported. */
function isChangedHere(imported: Imported, message: HereMessage): boolean {
  if (message.importedDigest !== imported.digest) return false;
  return message.isDeleted || message.editedAtMs !== imported.editedAtMs;
}

/** What differs between a message of the old system and the one in the table; null if nothing does. */
function differenceOf(imported: Imported, message: HereMessage | undefined): string | null {
  if (message === undefined) return 'is not in the table';
  if (message.importedDigest !== imported.digest) return 'is in the table as it was before it was changed';
  if (isChangedHere(imported, message) || message.digest === imported.digest) return null;
  const hasSameText = message.textHash === textHash(imported.id, imported.content);
  return hasSameText ? 'has another type, sender, time or metadata in the table' : 'has another text in the table';
}

/** What differs of the thread itself. What was done here since is no difference. */
function threadDifferences(
  thread: Thread,
  { thread: old, lastActivityMs: oldActivityMs }: ImportedThread,
  { isUsed }: HereLog,
  reading: Reading,
  total: Record<(typeof roles)[number], number>,
): string[] {
  const differences = [
    ...(hasSamePeople(old, thread) ? [] : ['has other participants in the table']),
    ...(old.job?.id === thread.job?.id ? [] : ['has another job in the table']),
    ...(thread.imported?.isActive === old.isActive ? [] : ['is not active or closed as in the old system']),
    ...(isUsed || lastActivityMs(thread) === oldActivityMs ? [] : ['has another last_message_at in the table']),
  ];
  for (const role of roles) {
    const [before, now] = [reading[role]?.seq ?? 0, thread.marks[role]?.seq ?? 0];
    const unread = total[role] - (reading[role]?.others ?? 0);
    if (now < before) differences.push(`is read less far by the ${role} than in the old system`);
    else if (now === before && !isUsed && shownUnreadOf(thread, role) > unread)
      differences.push(
        `has ${shownUnreadOf(thread, role)} unread messages for the ${role}, and ${unread} in the old system`,
      );
  }
  return differences;
}
