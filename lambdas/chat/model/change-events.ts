import type { ChangeEvent } from '../../../protocol/change-event.ts';
import { roles, type Role } from '../../../protocol/objects.ts';
import { withTrustedNames } from './names.ts';
import { senderOf } from './participant.ts';
import type { LogMessage, Mark, Thread } from './types.ts';
import { isoTime } from './views.ts';

/**
 * A committed change of the table: a new message, a message that was written again, a new thread, another change of a
 * thread's row.
 */
export type CommittedChange =
  | { kind: 'message'; threadId: string; message: LogMessage }
  | { kind: 'revision'; threadId: string; message: LogMessage }
  | { kind: 'thread'; thread: Thread }
  | { kind: 'marks'; before: Thread; after: Thread };

/** The thread that the change itself contains; null for a message, which carries only the thread's id. */
export function threadOfChange(change: CommittedChange): Thread | null {
  switch (change.kind) {
    case 'message':
    case 'revision':
      return null;
    case 'thread':
      return change.thread;
    case 'marks':
      return change.after;
  }
}

export function threadIdOfChange(change: CommittedChange): string {
  switch (change.kind) {
    case 'message':
    case 'revision':
      return change.threadId;
    case 'thread':
      return change.thread.id;
    case 'marks':
      return change.after.id;
  }
}

function messageCreated(thread: Thread, message: LogMessage, withText: boolean): ChangeEvent {
  const recipients = roles.filter((role) => role !== message.author).map((role) => thread[role]);
  return {
    name: 'message.created',
    detail: {
      event_id: `${thread.id}/${message.seq}`,
      thread_id: thread.id,
      seq: message.seq,
      message_id: message.id,
      type: message.type,
      sender: senderOf(thread, message),
      recipients,
      sent_at: isoTime(message.sentAtMs),
      ...(withText ? { content: message.content } : {}),
    },
  };
}

function threadCreated({ id, client, freelancer, job, createdAtMs }: Thread): ChangeEvent {
  return {
    name: 'thread.created',
    detail: { event_id: id, thread_id: id, seq: 0, client, freelancer, job, created_at: isoTime(createdAtMs) },
  };
}

function messageRead(thread: Thread, role: Role, mark: Mark): ChangeEvent {
  return {
    name: 'message.read',
    detail: {
      event_id: `${thread.id}/${role}/${mark.seq}`,
      thread_id: thread.id,
      seq: mark.seq,
      user: thread[role],
      read_at: isoTime(mark.atMs),
    },
  };
}

function marksMoved(before: Thread, after: Thread): ChangeEvent[] {
  return roles.flatMap((role) => {
    const mark = after.marks[role];
    const hasMoved = mark !== null && mark.seq > (before.marks[role]?.seq ?? 0);
    return hasMoved ? [messageRead(after, role, mark)] : [];
  });
}

/**
 * The events that follow from a change in `thread`, with trustworthy names only (OBJ-7). `withText` puts the message's
 * content into `message.created`.
 */
export function eventsOf(change: CommittedChange, thread: Thread, { withText }: { withText: boolean }): ChangeEvent[] {
  switch (change.kind) {
    case 'message':
      return [messageCreated(withTrustedNames(thread), change.message, withText)];
    case 'revision':
      return [];
    case 'thread':
      return [threadCreated(withTrustedNames(change.thread))];
    case 'marks':
      return marksMoved(change.before, withTrustedNames(change.after));
  }
}
