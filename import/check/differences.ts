import { roles, type Role } from '../../protocol/objects.ts';
import { lastActivityMs } from '../../lambdas/chat/model/head.ts';
import type { Thread } from '../../lambdas/chat/model/types.ts';
import { shownUnreadOf } from '../../lambdas/chat/model/unread.ts';
import type { Imported } from '../map/message.ts';
import type { Reading } from '../map/reading.ts';
import { hasSamePeople, type ImportedThread } from '../map/thread.ts';
import { textHash } from './checksum.ts';
import type { HereLog, HereMessage } from './here.ts';

/** What the old system says of a thread, message by message. */
export interface OldReading {
  reading: Reading;
  /** How many messages there are for each participant. */
  others: Record<Role, number>;
}

/** Whether it was edited or deleted here since it was imported. */
export function isChangedHere(imported: Imported, message: HereMessage): boolean {
  if (message.importedDigest !== imported.digest) return false;
  return message.isDeleted || message.editedAtMs !== imported.editedAtMs;
}

/** What differs between a message of the old system and the one in the table; null if nothing does. */
export function differenceOf(imported: Imported, message: HereMessage | undefined): string | null {
  if (message === undefined) return 'is not here';
  if (message.importedDigest !== imported.digest) return 'is here as it was before it was changed';
  if (isChangedHere(imported, message) || message.digest === imported.digest) return null;
  const hasSameText = message.textHash === textHash(imported.id, imported.content);
  return hasSameText ? 'has another type, sender, time or metadata here' : 'has another text here';
}

/** What differs of the thread itself. What was done here since is no difference. */
export function threadDifferences(
  thread: Thread | null,
  mapped: ImportedThread,
  here: HereLog,
  read: OldReading,
): string[] {
  if (thread === null) return ['is not here'];
  const { thread: old } = mapped;
  return [
    ...here.gaps.map((seq) => `has no message ${seq} here`),
    ...(hasSamePeople(old, thread) ? [] : ['has other participants here']),
    ...(old.job?.id === thread.job?.id ? [] : ['has another job here']),
    ...(thread.imported?.isActive === old.isActive ? [] : ['was active or closed as the old system is not']),
    ...(here.isUsed || lastActivityMs(thread) === (mapped.lastActivityMs ?? lastActivityMs(thread))
      ? []
      : ['has another last_message_at here']),
    ...readDifferences(thread, here, read),
  ];
}

function readDifferences(thread: Thread, { isUsed }: HereLog, { reading, others }: OldReading): string[] {
  return roles.flatMap((role) => {
    const [before, now] = [reading[role]?.seq ?? 0, thread.marks[role]?.seq ?? 0];
    const unread = { old: others[role] - (reading[role]?.others ?? 0), here: shownUnreadOf(thread, role) };
    if (now < before) return [`is read less far by the ${role} here`];
    const hasMore = now === before && !isUsed && unread.here > unread.old;
    return hasMore ? [`has ${unread.here} unread messages for the ${role} here, not ${unread.old}`] : [];
  });
}
