import type { Preferences } from '../../../protocol/notifications.ts';
import type { Role } from '../../../protocol/objects.ts';
import { withNewestHead } from './head.ts';
import { isArchived, isMuted } from './own-side.ts';
import { quietUntil } from './quiet-hours.ts';
import type { LogMessage, Thread } from './types.ts';
import { othersOf, shownUnreadOf } from './unread.ts';

/** Who is notified of what, and when (NT-2, NT-5, NT-6). Nothing here reads or sends anything. */

/** A browser that takes pushes. */
export interface Subscription {
  /** A hash of the endpoint. */
  id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  addedAtMs: number;
}

/** What is stored of a user about notifications. */
export interface Notified extends Preferences {
  userId: string;
  subscriptions: Subscription[];
  /** The end of the quiet hours for which a summary is waiting; 0 if none is. */
  summaryDueAtMs: number;
  /** When the last summary was pushed; 0 if none was. It covers every message before it. */
  summarisedAtMs: number;
  /** Another call pushes a summary until then. */
  claimedUntilMs: number;
}

/** What is stored of a user about the notifications of one thread. */
export interface NotifiedThread {
  /** The newest message and the number of messages of others when the last push went out. */
  pushedSeq: number;
  pushedOthers: number;
  pushedAtMs: number;
  /** Another call pushes until then. */
  claimedUntilMs: number;
  /** When the reminder that waits is due; 0 if none waits. */
  reminderDueAtMs: number;
  /** How far the thread was read when the last reminder went out; null if none has. */
  remindedAtMark: number | null;
}

export const nothingNotified: NotifiedThread = {
  pushedSeq: 0,
  pushedOthers: 0,
  pushedAtMs: 0,
  claimedUntilMs: 0,
  reminderDueAtMs: 0,
  remindedAtMark: null,
};

/** What one decision looks at. */
export interface NotificationView {
  thread: Thread;
  role: Role;
  /** The newest message of the log: the thread's own row may be behind it. */
  newest: LogMessage;
  user: Notified;
  sofar: NotifiedThread;
}

export type PushDecision =
  | { kind: 'nothing' }
  /** Decide again then. */
  | { kind: 'later'; atMs: number }
  /** Quiet hours hold until then. */
  | { kind: 'quiet'; untilMs: number }
  | { kind: 'push' };

const nothing = { kind: 'nothing' } as const;

/** Whether the role wants to hear of new messages of the thread. */
export function isAudible(thread: Thread, role: Role, nowMs: number): boolean {
  return !isMuted(thread.own[role], nowMs) && !isArchived(thread, role) && !thread.blockedBy.includes(role);
}

/** How far the role has read the thread. */
export function markSeqOf(thread: Thread, role: Role): number {
  return thread.marks[role]?.seq ?? 0;
}

/** How many messages of others the role has neither read nor been pushed. */
function unheardOf({ thread, role, newest, user, sofar }: NotificationView): number {
  const heard = Math.max(thread.marks[role]?.others ?? 0, sofar.pushedOthers);
  return newest.sentAtMs < user.summarisedAtMs ? 0 : othersOf(newest.counts, role) - heard;
}

/** Whether a message is pushed to its recipient now. */
export function decidePush(seq: number, view: NotificationView, gapMs: number, nowMs: number): PushDecision {
  const { role, newest, user, sofar } = view;
  const thread = withNewestHead(view.thread, newest);
  const isRead = markSeqOf(thread, role) >= seq || shownUnreadOf(thread, role) === 0;
  if (user.subscriptions.length === 0 || isRead || !isAudible(thread, role, nowMs)) return nothing;
  if (sofar.pushedSeq >= seq || unheardOf(view) <= 0) return nothing;
  const untilMs = quietUntil(nowMs, user.quiet_hours);
  if (untilMs !== null) return { kind: 'quiet', untilMs };
  const atMs = Math.max(sofar.claimedUntilMs, lastPushMs(user, sofar) + gapMs);
  return atMs > nowMs ? { kind: 'later', atMs } : { kind: 'push' };
}

/** Whether a push that one subscription could not take is tried again now. */
export function decideRetry(
  seq: number,
  view: NotificationView,
  nowMs: number,
): Exclude<PushDecision, { kind: 'later' }> {
  const { role, newest, user, sofar } = view;
  const thread = withNewestHead(view.thread, newest);
  // A later push has replaced it.
  const isReplaced = sofar.pushedSeq > seq || user.summarisedAtMs > sofar.pushedAtMs;
  if (isReplaced || shownUnreadOf(thread, role) === 0 || !isAudible(thread, role, nowMs)) return nothing;
  const untilMs = quietUntil(nowMs, user.quiet_hours);
  return untilMs === null ? { kind: 'push' } : { kind: 'quiet', untilMs };
}

function lastPushMs(user: Notified, sofar: NotifiedThread): number {
  return Math.max(user.summarisedAtMs, sofar.pushedAtMs);
}

export type ReminderDecision =
  { kind: 'nothing' } | { kind: 'later'; atMs: number } | { kind: 'remind'; count: number; mark: number };

/**
 * Whether the marketplace is reminded of the thread now. The oldest unread message decides when; one reminder goes out
 * until more of the thread is read.
 */
export function decideReminder(
  { thread: known, role, newest, sofar }: Omit<NotificationView, 'user'>,
  oldestUnread: LogMessage | null,
  remindAfterMs: number,
  nowMs: number,
): ReminderDecision {
  const thread = withNewestHead(known, newest);
  const count = shownUnreadOf(thread, role);
  const mark = markSeqOf(thread, role);
  if (oldestUnread === null || count === 0 || !isAudible(thread, role, nowMs)) return nothing;
  if (sofar.remindedAtMark !== null && sofar.remindedAtMark >= mark) return nothing;
  const atMs = oldestUnread.sentAtMs + remindAfterMs;
  return atMs > nowMs ? { kind: 'later', atMs } : { kind: 'remind', count, mark };
}

/** Others leave a push to the call that has claimed it for this time. It takes less. */
export const claimMs = 15_000;

/** Clocks of functions differ by less than this. */
const clocksMs = 60_000;

/** Whether what is due then will see a message that has been committed by now. */
export function willSee(dueAtMs: number, nowMs: number): boolean {
  return dueAtMs > nowMs + clocksMs;
}
