import { withoutPrivateKeys } from '../../../protocol/metadata.ts';
import {
  roles,
  type Me,
  type Member,
  type Message,
  type Role,
  type Thread as ThreadView,
} from '../../../protocol/objects.ts';
import { viewAttachment } from './attachment.ts';
import { lastActivityMs } from './head.ts';
import { isArchived, isMarkedUnread, isMuted } from './own-side.ts';
import { otherRole, senderOf } from './participant.ts';
import { noQuotes, viewQuote, type Quotes } from './quotes.ts';
import type { Head, LogMessage, RoomMember, Thread } from './types.ts';
import { shownUnreadOf } from './unread.ts';

/** RFC 3339, UTC, milliseconds: how every time is written on the wire. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

function viewHead(thread: Thread, head: Head): ThreadView['last_message'] {
  const { seq, author, outsiderId, type, preview, attachment, sentAtMs } = head;
  const senderId = outsiderId ?? senderOf(thread, { author })?.id ?? null;
  return { seq, sender_id: senderId, type, preview, attachment, sent_at: isoTime(sentAtMs) };
}

function viewCloser({ closedBy, ...thread }: Thread): ThreadView['closed_by'] {
  return closedBy === null || closedBy === 'marketplace' ? closedBy : thread[closedBy].id;
}

function viewMarks(thread: Thread): ThreadView['read'] {
  const marks = roles.flatMap((reader) => {
    const mark = thread.marks[reader];
    return mark === null ? [] : [[thread[reader].id, { up_to_seq: mark.seq, read_at: isoTime(mark.atMs) }] as const];
  });
  return Object.fromEntries(marks);
}

function viewOwnSide(thread: Thread, role: Role, nowMs: number): Me {
  const own = thread.own[role];
  return {
    muted_until: isMuted(own, nowMs) ? viewMute(own.mutedUntilMs) : null,
    pinned: own.isPinned,
    archived: isArchived(thread, role),
    marked_unread: isMarkedUnread(thread, role),
    blocked: thread.blockedBy.includes(role),
  };
}

function viewMute(untilMs: number | null): Me['muted_until'] {
  return untilMs === null ? null : untilMs === Number.POSITIVE_INFINITY ? 'forever' : isoTime(untilMs);
}

/** The thread as the role sees it at that time. */
export function viewThread(thread: Thread, role: Role, nowMs: number): ThreadView {
  const { head } = thread;
  return {
    id: thread.id,
    client: thread.client,
    freelancer: thread.freelancer,
    job: thread.job,
    created_at: isoTime(thread.createdAtMs),
    last_message_at: isoTime(lastActivityMs(thread)),
    is_active: thread.isActive,
    closed_by: viewCloser(thread),
    last_seq: head?.seq ?? 0,
    last_message: head === null ? null : viewHead(thread, head),
    unread_count: shownUnreadOf(thread, role),
    read: viewMarks(thread),
    me: viewOwnSide(thread, role, nowMs),
  };
}

/**
 * The marketplace's own keys stay with it (SYS-11); what a user has sent, and what was imported, is returned as it was.
 */
function viewMetadata({ author, metadata, importDigest }: LogMessage): Message['metadata'] {
  if (metadata === null) return null;
  const stored = JSON.parse(metadata) as Record<string, unknown>;
  return author === 'marketplace' && importDigest === undefined ? withoutPrivateKeys(stored) : stored;
}

/**
 * The message as the role sees it. Both participants see the same, except for `is_read` of a marketplace message: it
 * says whether the viewer has read it. `quotes` must have the message that it replies to; for one that is no
 * reply they may be left out.
 */
export function viewMessage(thread: Thread, message: LogMessage, role: Role, quotes: Quotes = noQuotes): Message {
  const reader = message.author === 'marketplace' ? role : otherRole(message.author);
  return {
    id: message.id,
    thread_id: thread.id,
    seq: message.seq,
    revision: message.revision,
    sender: senderOf(thread, message),
    type: message.type,
    content: message.content,
    sent_at: isoTime(message.sentAtMs),
    edited_at: message.editedAtMs === null ? null : isoTime(message.editedAtMs),
    deleted_at: message.deletedAtMs === null ? null : isoTime(message.deletedAtMs),
    is_read: (thread.marks[reader]?.seq ?? 0) >= message.seq,
    client_message_id: message.clientMessageId,
    metadata: viewMetadata(message),
    reply_to: viewQuote(thread, message, quotes),
    reactions: message.reactions.map(({ emoji, roles: users }) => ({
      emoji,
      user_ids: users.map((user) => thread[user].id),
    })),
    attachments: message.attachments.map(viewAttachment),
  };
}

/**
 * Both participants as the viewer sees them; `online` are those with a connection among `members`, but for one whom the
 * viewer has blocked.
 */
export function viewMembers(thread: Thread, members: RoomMember[], viewer: Role): Member[] {
  return roles.map((role) => {
    const isHidden = role !== viewer && thread.blockedBy.includes(viewer);
    const isIn = members.some((member) => member.userId === thread[role].id);
    return { ...thread[role], role, online: isIn && !isHidden };
  });
}
