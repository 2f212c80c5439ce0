import { roles, type Role } from '../../protocol/objects.ts';
import type { LogMessage, Mark, Thread } from '../../lambdas/chat/model/types.ts';
import type { OldMessage, OldRead } from '../old/rows.ts';
import type { ReadTime } from './message.ts';
import type { Problem } from './problem.ts';
import { toMs } from './time.ts';

/** How far each participant has read in the old system: what was read so far, message by message. */
export type Reading = Record<Role, Mark | null>;

export const nothingRead: Reading = { client: null, freelancer: null };

/** When a participant read a message. */
export interface Receipt {
  role: Role;
  seq: number;
  atMs: number;
}

/** The first time that each user has a read row of a message, by message and user. */
export type ReadTimes = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Rows of users who are no participants, and rows without a time, are reported. */
export function readTimesOf(
  thread: Pick<Thread, Role>,
  messages: readonly OldMessage[],
  rows: readonly OldRead[],
  readTime: ReadTime,
): { times: ReadTimes; problems: Problem[] } {
  const senders = new Map(messages.map(({ id, sender }) => [id, sender.id]));
  const times = new Map<string, Map<string, number>>();
  const problems: Problem[] = [];
  for (const { id, messageId, userId, readAt } of rows) {
    if (senders.get(messageId) === userId) continue;
    const at = readTime(readAt);
    if (at === null)
      problems.push({ row: `read row ${id}`, reason: `read_at is ${JSON.stringify(readAt)}, which is not a time` });
    else if (roles.every((role) => thread[role].id !== userId))
      problems.push({ row: `read row ${id}`, reason: `user ${userId} is no participant of the thread` });
    else {
      const ofMessage = times.get(messageId) ?? new Map<string, number>();
      ofMessage.set(userId, Math.min(toMs(at), ofMessage.get(userId) ?? Infinity));
      times.set(messageId, ofMessage);
    }
  }
  return { times, problems };
}

/**
 * What was read, with one more message. Read is what has the flag or a read row (IM-1). The flag does not say who has
 * read the message, so it stands for both. Without a row nobody knows when, so the message's own time counts.
 */
export function readOn(
  reading: Reading,
  thread: Pick<Thread, Role>,
  { seq, author, sentAtMs }: Pick<LogMessage, 'seq' | 'author' | 'sentAtMs'>,
  old: Pick<OldMessage, 'id' | 'isRead'>,
  times: ReadTimes,
): { reading: Reading; receipts: Receipt[] } {
  const next = { ...reading };
  const receipts: Receipt[] = [];
  for (const role of roles) {
    const readAtMs = times.get(old.id)?.get(thread[role].id);
    if (role === author || !(old.isRead || readAtMs !== undefined)) continue;
    const { others, atMs } = reading[role] ?? { others: 0, atMs: 0 };
    next[role] = { seq, others: others + 1, atMs: Math.max(atMs, readAtMs ?? sentAtMs) };
    if (readAtMs !== undefined) receipts.push({ role, seq, atMs: readAtMs });
  }
  return { reading: next, receipts };
}
