import type { Message, ReadMark, Thread } from '../../../../protocol/objects.ts';
import { previewOf } from '../../../../protocol/text.ts';

type Marks = Record<string, ReadMark>;

/** Merges read marks, which only move forward. */
function mergeMarks(known: Marks, arrived: Marks): Marks {
  const merged = { ...known };
  for (const [reader, mark] of Object.entries(arrived)) {
    if (mark.up_to_seq > (merged[reader]?.up_to_seq ?? 0)) merged[reader] = mark;
  }
  return merged;
}

/** The newer of two views of a thread. If their content does not decide, the one that arrived later wins. */
export function mergeThread(known: Thread | undefined, arrived: Thread, me: string | null): Thread {
  if (known === undefined) return arrived;
  const read = mergeMarks(known.read, arrived.read);
  if (arrived.last_seq < known.last_seq) return { ...known, read };
  const hasReadMore = me !== null && (known.read[me]?.up_to_seq ?? 0) > (arrived.read[me]?.up_to_seq ?? 0);
  const isUnreadKnown = hasReadMore && arrived.last_seq === known.last_seq;
  return { ...arrived, read, unread_count: isUnreadKnown ? known.unread_count : arrived.unread_count };
}

/** As the server sums up the files of a message. */
function summaryOf(attachments: Message['attachments']): NonNullable<Thread['last_message']>['attachment'] {
  const [first] = attachments;
  return first === undefined ? null : { kind: first.kind, name: first.name, count: attachments.length };
}

function lastMessageOf(message: Message): NonNullable<Thread['last_message']> {
  return {
    seq: message.seq,
    sender_id: message.sender?.id ?? null,
    type: message.type,
    preview: previewOf(message.content),
    attachment: summaryOf(message.attachments),
    sent_at: message.sent_at,
  };
}

/** The thread with this message as its last one. Connections that have joined get no `thread_updated` for it (WS-9). */
export function withMessage(thread: Thread, message: Message, me: string | null): Thread {
  if (message.seq < thread.last_seq) return thread;
  if (message.seq === thread.last_seq) return { ...thread, last_message: lastMessageOf(message) };
  const isUnread = message.sender?.id !== me && !message.is_read;
  return {
    ...thread,
    last_seq: message.seq,
    last_message_at: message.sent_at,
    last_message: lastMessageOf(message),
    unread_count: thread.unread_count + (isUnread ? 1 : 0),
    me: meAfterMessage(thread.me, message, me),
  };
}

/** What a message changes of the user's own side (ME-2). The connection that sent it gets no push that says so. */
function meAfterMessage(own: Thread['me'], message: Message, me: string | null): Thread['me'] {
  const isMuted = own.muted_until !== null && (own.muted_until === 'forever' || message.sent_at < own.muted_until);
  const isOwn = message.sender !== null && message.sender.id === me;
  return { ...own, archived: own.archived && isMuted, marked_unread: own.marked_unread && !isOwn };
}

/**
 * The thread after `messages_read`; the same object if it changes nothing. The user's own one ends `marked_unread`
 * (ME-2).
 */
export function withRead(
  known: Thread,
  event: { user_id: string; up_to_seq: number; read_at: string; count: number },
  me: string | null,
): Thread {
  const isEnded = event.user_id === me && known.me.marked_unread;
  const thread = isEnded ? { ...known, me: { ...known.me, marked_unread: false } } : known;
  if (event.up_to_seq <= (thread.read[event.user_id]?.up_to_seq ?? 0)) return thread;
  const read = { ...thread.read, [event.user_id]: { up_to_seq: event.up_to_seq, read_at: event.read_at } };
  if (event.user_id !== me) return { ...thread, read };
  const left = event.up_to_seq >= thread.last_seq ? 0 : Math.max(0, thread.unread_count - event.count);
  return { ...thread, read, unread_count: left };
}
