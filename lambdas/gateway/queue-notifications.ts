import { roles, type Role } from '../../protocol/objects.ts';
import type { CommittedChange } from '../chat/model/change-events.ts';
import { willSee, type NotifiedThread } from '../chat/model/notification.ts';
import type { LogMessage, Thread } from '../chat/model/types.ts';
import { othersOf } from '../chat/model/unread.ts';
import type { DueJob, LaterQueue, NotificationRules, NotificationStore } from '../chat/ports/notifications.ts';
import type { Store } from '../chat/ports/store.ts';
import { KnownThreads } from './known-threads.ts';
import type { Recorded, StreamStep } from './stream-records.ts';

interface Parts {
  store: Pick<Store, 'readThreads'>;
  notified: Pick<NotificationStore, 'listNotified' | 'recordReminderDue'>;
  later: LaterQueue;
  rules: Pick<NotificationRules, 'notifyAfterMs' | 'remindAfterMs'>;
  nowMs: () => number;
}

/** A message for one of its recipients. */
interface Addressed {
  userId: string;
  threadId: string;
  message: LogMessage;
}

const isMessage = ({ change }: Recorded) => change.kind === 'message';
const messageOf = (change: CommittedChange) => (change.kind === 'message' ? change : null);

/** Whether the message is one that the role might be notified of. A mark that is known never moves back. */
function concerns(thread: Thread, role: Role, message: LogMessage): boolean {
  const mark = thread.marks[role];
  return (
    message.author !== role && message.seq > (mark?.seq ?? 0) && othersOf(message.counts, role) > (mark?.others ?? 0)
  );
}

function addressed(recorded: Recorded[], threads: ReadonlyMap<string, Thread>): Addressed[] {
  return recorded.flatMap(({ change }) => {
    const written = messageOf(change);
    const thread = written === null ? undefined : threads.get(written.threadId);
    if (written === null || thread === undefined) return [];
    const { message } = written;
    return roles
      .filter((role) => concerns(thread, role, message))
      .map((role) => ({ userId: thread[role].id, threadId: thread.id, message }));
  });
}

/**
 * The reminder that a message begins; null if one waits that will see the message. Whether one has gone out for what is
 * unread is decided when it is due: by then the mark may have moved.
 */
function reminderOf(
  { userId, threadId, message }: Addressed,
  sofar: NotifiedThread,
  remindAfterMs: number,
  nowMs: number,
) {
  if (willSee(sofar.reminderDueAtMs, nowMs)) return null;
  return { job: { kind: 'reminder', userId, threadId } as const, dueAtMs: message.sentAtMs + remindAfterMs };
}

const placeOf = ({ userId, threadId }: Addressed) => `${userId} ${threadId}`;

/** The first message of each thread for each recipient. */
function firstOfEach(all: Addressed[]): Addressed[] {
  return [...new Map(all.toReversed().map((one) => [placeOf(one), one])).values()];
}

/**
 * Queues what is to be decided later about new messages: a push, for recipients with subscriptions (NT-2), and a
 * reminder (NT-5), one that waits for each thread. It costs one read of half a unit for a recipient and another for the
 * thread, and nothing for what is known to be read.
 */
export function queueNotifications({ store, notified, later, rules, nowMs }: Parts): StreamStep {
  const known = new KnownThreads(store);
  return async (all) => {
    const threads = await known.of(all.map(({ change }) => change));
    const lost = all.find(({ change }) => isUnknown(change, threads));
    const recorded = all.slice(0, lost === undefined ? all.length : all.indexOf(lost)).filter(isMessage);
    const wanted = addressed(recorded, threads);
    if (wanted.length > 0) await queueAll(wanted);
    return lost?.sequenceNumber ?? null;
  };

  async function queueAll(wanted: Addressed[]): Promise<void> {
    const states = await notified.listNotified(wanted);
    const stateOf = new Map(wanted.map((one, index) => [one, states[index]!]));
    const pushes = wanted.flatMap((one): DueJob[] => {
      const { userId, threadId, message } = one;
      if (stateOf.get(one)!.user.subscriptions.length === 0) return [];
      return [
        {
          job: { kind: 'message', userId, threadId, seq: message.seq },
          dueAtMs: message.sentAtMs + rules.notifyAfterMs,
        },
      ];
    });
    const reminders = firstOfEach(wanted).flatMap((one) => {
      const { remindAfterMs } = rules;
      const reminder = remindAfterMs === null ? null : reminderOf(one, stateOf.get(one)!.sofar, remindAfterMs, nowMs());
      return reminder === null ? [] : [{ of: one, reminder }];
    });
    await later.send([...pushes, ...reminders.map(({ reminder }) => reminder)]);
    await Promise.all(reminders.map(({ of, reminder }) => notified.recordReminderDue(of, reminder.dueAtMs)));
  }
}

/** The read of a thread is eventually consistent: a later one will find it. */
function isUnknown(change: CommittedChange, threads: ReadonlyMap<string, Thread>): boolean {
  return change.kind === 'message' && !threads.has(change.threadId);
}
