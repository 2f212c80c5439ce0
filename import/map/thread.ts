import { roles } from '../../protocol/objects.ts';
import { headOf, lastActivityMs as lastActivityOf } from '../../lambdas/chat/model/head.ts';
import { newThread } from '../../lambdas/chat/model/new-thread.ts';
import { stepOf } from '../../lambdas/chat/model/time-step.ts';
import { threadIdOf } from '../../lambdas/chat/model/thread-id.ts';
import type { LogMessage, OldActivity, Thread } from '../../lambdas/chat/model/types.ts';
import { rolesWithUnread } from '../../lambdas/chat/model/unread.ts';
import type { OldThread } from '../old/rows.ts';
import { timeOf, userOf, type ReadTime } from './message.ts';
import { RowError } from './problem.ts';
import type { Reading } from './reading.ts';
import { toMs } from './time.ts';

/** A thread of the old system, before its messages. */
export interface ImportedThread {
  thread: Thread;
  /** Null if the old system's column holds no time: then the newest message says it. */
  lastActivityMs: number | null;
  /** The id of its triple, if it is the thread that stands for the triple; else null. */
  aliasFrom: string | null;
}

/** @throws RowError if it has no two participants, or no times */
export function mapThread(old: OldThread, readTime: ReadTime): ImportedThread {
  const [client, freelancer] = [old.client, old.freelancer];
  if (client === null || freelancer === null)
    throw new RowError(`its ${client === null ? 'client' : 'freelancer'} belongs to no user`);
  if (client.id === freelancer.id) throw new RowError(`user ${client.id} is both its client and its freelancer`);
  const createdAtMs = toMs(timeOf('created_at', old.createdAt, readTime));
  const lastActivity = readTime(old.lastMessageAt);
  const lastActivityMs = lastActivity === null ? null : toMs(lastActivity);
  const job = old.job && { id: old.job.id, title: old.job.title ?? undefined };
  const fresh = newThread({ client: userOf(client), freelancer: userOf(freelancer), job }, createdAtMs);
  const thread: Thread = {
    ...fresh,
    id: old.id,
    nameSources: {
      client: client.username === null ? 'user' : 'marketplace',
      freelancer: freelancer.username === null ? 'user' : 'marketplace',
      job: job?.title === undefined ? 'user' : 'marketplace',
    },
    isActive: old.isActive,
    closedBy: old.isActive ? null : 'marketplace',
    activeStep: stepOf(lastActivityMs ?? createdAtMs),
    imported: { writes: 1, isActive: old.isActive },
  };
  return { thread, lastActivityMs, aliasFrom: old.firstOfTriple === old.id ? tripleIdOf(thread) : null };
}

const tripleIdOf = ({ client, freelancer, job }: Thread) => threadIdOf(client.id, freelancer.id, job?.id ?? null);

/** The thread with its messages: everybody has been notified of all of them. */
export function withLog(
  { thread, lastActivityMs }: ImportedThread,
  newest: LogMessage | undefined,
  reading: Reading,
): Thread {
  const head = newest === undefined ? null : headOf(newest);
  const read = { ...thread, head, marks: reading, told: { upTo: head?.seq ?? 0, beyond: [] } };
  const activityMs = lastActivityMs ?? lastActivityOf(read);
  return {
    ...read,
    unreadFor: rolesWithUnread(read),
    oldActivity: activityOf(read, activityMs),
    activeStep: stepOf(activityMs),
  };
}

/** What has to be stored so that the thread's last activity is this; undefined if its head says so. */
export function activityOf({ head, createdAtMs }: Thread, lastActivityMs: number): OldActivity | undefined {
  if (lastActivityMs === (head?.sentAtMs ?? createdAtMs)) return undefined;
  return { seq: head?.seq ?? 0, atMs: lastActivityMs };
}

/** Whether it is the same conversation: the participants of a thread never change. */
export function hasSamePeople(one: Thread, other: Thread): boolean {
  return roles.every((role) => one[role].id === other[role].id);
}
