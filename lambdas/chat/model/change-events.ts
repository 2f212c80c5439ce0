import type { ChangeEvent } from '../../../protocol/change-event.ts';
import { roles, type Role } from '../../../protocol/objects.ts';
import type { LogMessage, Thread } from './types.ts';
import { authorUser, isoTime } from './thread.ts';

/** What has changed in the table, as far as anybody outside wants to hear of it. */
export type Change =
  | { kind: 'message'; threadId: string; message: LogMessage }
  | { kind: 'thread'; thread: Thread }
  | { kind: 'marks'; before: Thread; after: Thread };

/** The thread as the change itself shows it; a message's shows none. */
export function threadOfChange(change: Change): Thread | null {
  if (change.kind === 'message') return null;
  return change.kind === 'thread' ? change.thread : change.after;
}

export function threadIdOfChange(change: Change): string {
  return change.kind === 'message' ? change.threadId : (threadOfChange(change) as Thread).id;
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
      sender: authorUser(thread, message.author),
      recipients,
      sent_at: isoTime(message.sentAtMs),
      ...(withText ? { content: message.content } : {}),
    },
  };
}

function threadCreated(thread: Thread): ChangeEvent {
  const { id, client, freelancer, job, createdAtMs } = thread;
  return {
    name: 'thread.created',
    detail: { event_id: id, thread_id: id, seq: 0, client, freelancer, job, created_at: isoTime(createdAtMs) },
  };
}

function messageRead(after: Thread, role: Role): ChangeEvent[] {
  const mark = after.marks[role];
  if (mark === null) return [];
  const detail = {
    event_id: `${after.id}/${role}/${mark.seq}`,
    thread_id: after.id,
    seq: mark.seq,
    user: after[role],
    read_at: isoTime(mark.atMs),
  };
  return [{ name: 'message.read', detail }];
}

/** The events that follow from a change in that thread. */
export function eventsOf(change: Change, thread: Thread, withText: boolean): ChangeEvent[] {
  switch (change.kind) {
    case 'message':
      return [messageCreated(thread, change.message, withText)];
    case 'thread':
      return [threadCreated(change.thread)];
    case 'marks': {
      const { before, after } = change;
      const moved = roles.filter((role) => (after.marks[role]?.seq ?? 0) > (before.marks[role]?.seq ?? 0));
      return moved.flatMap((role) => messageRead(after, role));
    }
  }
}
