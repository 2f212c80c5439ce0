import type { ChangeEvent } from '../../../protocol/change-event.ts';
import type { Preferences, PushPayload } from '../../../protocol/notifications.ts';
import type { Notified, NotifiedThread, Subscription } from '../model/notification.ts';
import type { NotificationJob } from '../model/notification-job.ts';
import type { Store } from './store.ts';

/** The place of what is stored of a user about one thread. */
export interface ThreadOfUser {
  userId: string;
  threadId: string;
}

/** A call that pushes keeps others from doing the same until then. */
export interface Claim {
  /** An id that only this call has. */
  by: string;
  nowMs: number;
  untilMs: number;
}

/** What is stored about notifications. Reads return an empty record for what does not exist. */
export interface NotificationStore {
  /** Strongly consistent. */
  findNotified(userId: string): Promise<Notified>;
  /** Both strongly consistent, in one request. */
  readNotified(of: ThreadOfUser): Promise<{ user: Notified; sofar: NotifiedThread }>;
  /** The users and what is stored of them about the threads, in the order of `of`; eventually consistent. */
  listNotified(of: ThreadOfUser[]): Promise<{ user: Notified; sofar: NotifiedThread }[]>;

  /** Adds or renews a subscription, takes it from another user who had it, and drops the oldest beyond the limit. */
  subscribe(userId: string, subscription: Subscription): Promise<void>;
  /** Removes a subscription of the user, if they have it. */
  unsubscribe(userId: string, subscriptionId: string): Promise<void>;
  writePreferences(userId: string, preferences: Preferences): Promise<void>;

  /** False if another call holds the claim, or has pushed since. */
  claimPush(of: ThreadOfUser, claim: Claim, sofar: NotifiedThread): Promise<boolean>;
  /** Records a push, and ends the claim. */
  recordPush(of: ThreadOfUser, by: string, pushed: { seq: number; others: number; atMs: number }): Promise<void>;
  /** False if another call holds the claim, or has pushed a summary since. */
  claimSummary(claim: Claim, user: Notified): Promise<boolean>;
  recordSummary(userId: string, by: string, atMs: number): Promise<void>;

  /** A reminder waits for the thread until then. */
  recordReminderDue(of: ThreadOfUser, dueAtMs: number): Promise<void>;
  /** A reminder has gone out; false if one has gone out for this mark already. */
  recordReminded(of: ThreadOfUser, mark: number, nowMs: number): Promise<boolean>;
  /** A summary waits for the end of quiet hours. */
  recordSummaryDue(userId: string, dueAtMs: number): Promise<void>;
}

export interface DueJob {
  job: NotificationJob;
  dueAtMs: number;
}

/** The queue of what is to be done later. At least once, in no promised order. */
export interface LaterQueue {
  send(jobs: DueJob[]): Promise<void>;
}

/** Keeps a push that has failed to the end for an operator. It names no text and no key. */
export type GiveUp = (failed: { job: NotificationJob; reason: string }) => Promise<void>;

/** `gone`: the subscription does not exist any more. `retry`: the push may succeed later. */
export type PushOutcome =
  | { kind: 'sent' }
  | { kind: 'gone' }
  | { kind: 'retry'; afterMs: number | null; reason: string }
  | { kind: 'failed'; reason: string };

/** Sends a payload to a browser. Never rejects. */
export type Push = (to: Subscription, payload: PushPayload) => Promise<PushOutcome>;

/** The rules of notifications that an operator may set. */
export interface NotificationRules {
  notifyAfterMs: number;
  notifyGapMs: number;
  /** Null: nobody is reminded. */
  remindAfterMs: number | null;
  /** Whether pushes contain the text of messages. */
  withNotifyText: boolean;
}

/** What notifying works with. */
export interface NotifyContext {
  store: Pick<Store, 'readThread' | 'readThreads' | 'listUnread' | 'listMessages' | 'findThread'>;
  notified: NotificationStore;
  later: LaterQueue;
  giveUp: GiveUp;
  push: Push;
  publish: (events: ChangeEvent[]) => Promise<void>;
  rules: NotificationRules;
  nowMs: () => number;
}
