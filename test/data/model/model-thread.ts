import { roles, type Message, type MessageType, type Thread } from '../../../protocol/objects.ts';

/** A thread of the model, and what a participant sees of it. */

export interface Pair {
  client: string;
  freelancer: string;
  job: string | null;
}

export interface ModelMessage {
  id: string;
  /** null: the marketplace. */
  sender: string | null;
  type: MessageType;
  content: string;
  sentAtMs: number;
  editedAtMs: number | null;
  deletedAtMs: number | null;
  clientMessageId: string | null;
  metadata: Record<string, unknown> | null;
  countsAsUnread: boolean;
  revision: number;
  replyTo: number | null;
  reactions: { emoji: string; user_ids: string[] }[];
}

export interface ModelThread extends Pair {
  id: string;
  createdAtMs: number;
  isActive: boolean;
  closedBy: string | null;
  hiddenFor: Set<string>;
  log: ModelMessage[];
  /** Each mark that was ever set, in order. */
  marks: Record<string, { seq: number; atMs: number }[]>;
  buckets: Record<string, { tokens: number; atMs: number }>;
}

const previewChars = 100;

export const iso = (ms: number) => new Date(ms).toISOString();
export const user = (id: string) => ({ id, username: id });

export function markOf(thread: ModelThread, reader: string) {
  return thread.marks[reader]?.at(-1);
}

export function unreadUpTo(thread: ModelThread, reader: string, upToSeq: number): number {
  const from = markOf(thread, reader)?.seq ?? 0;
  return thread.log.slice(from, upToSeq).filter((message) => message.sender !== reader && message.countsAsUnread)
    .length;
}

export function open(thread: ModelThread): void {
  thread.isActive = true;
  thread.closedBy = null;
}

/** `closedBy` stays the first user who has closed it. */
export function close(thread: ModelThread, caller: string): void {
  thread.isActive = false;
  thread.closedBy ??= caller;
}

/** To the list of one of the two, who opens it if nobody else has closed it. */
export function bringBack(thread: ModelThread, caller: string): void {
  thread.hiddenFor.delete(caller);
  if (thread.closedBy === caller) open(thread);
}

export function viewThread(thread: ModelThread, caller: string): Thread {
  const last = thread.log.at(-1);
  const read = roles.flatMap((role) => {
    const mark = markOf(thread, thread[role]);
    return mark === undefined ? [] : [[thread[role], { up_to_seq: mark.seq, read_at: iso(mark.atMs) }] as const];
  });
  return {
    id: thread.id,
    client: user(thread.client),
    freelancer: user(thread.freelancer),
    job: thread.job === null ? null : { id: thread.job, title: thread.job },
    created_at: iso(thread.createdAtMs),
    last_message_at: iso(last?.sentAtMs ?? thread.createdAtMs),
    is_active: thread.isActive,
    closed_by: thread.closedBy,
    last_seq: thread.log.length,
    last_message:
      last === undefined
        ? null
        : {
            seq: thread.log.length,
            sender_id: last.sender,
            type: last.type,
            preview: previewOf(last),
            attachment: null,
            sent_at: iso(last.sentAtMs),
          },
    unread_count: thread.hiddenFor.has(caller) ? 0 : unreadUpTo(thread, caller, thread.log.length),
    read: Object.fromEntries(read),
    me: { muted_until: null, pinned: false, archived: false, marked_unread: false, blocked: false },
  };
}

const previewOf = ({ content }: ModelMessage) => Array.from(content).slice(0, previewChars).join('');

function viewQuote(thread: ModelThread, seq: number | null): Message['reply_to'] {
  if (seq === null) return null;
  const quoted = thread.log[seq - 1] as ModelMessage;
  const { sender, type, deletedAtMs } = quoted;
  return { seq, sender_id: sender, type, preview: previewOf(quoted), is_deleted: deletedAtMs !== null };
}

/** `seq` must be that of a message in the log. */
export function viewMessage(thread: ModelThread, caller: string, seq: number): Message {
  const message = thread.log[seq - 1] as ModelMessage;
  const other = roles.map((role) => thread[role]).find((id) => id !== message.sender) as string;
  const reader = message.sender === null ? caller : other;
  return {
    id: message.id,
    thread_id: thread.id,
    seq,
    revision: message.revision,
    sender: message.sender === null ? null : user(message.sender),
    type: message.type,
    content: message.content,
    sent_at: iso(message.sentAtMs),
    edited_at: message.editedAtMs === null ? null : iso(message.editedAtMs),
    deleted_at: message.deletedAtMs === null ? null : iso(message.deletedAtMs),
    is_read: (markOf(thread, reader)?.seq ?? 0) >= seq,
    client_message_id: message.clientMessageId,
    metadata: message.metadata,
    reply_to: viewQuote(thread, message.replyTo),
    reactions: message.reactions.map(({ emoji, user_ids }) => ({ emoji, user_ids: [...user_ids] })),
    attachments: [],
  };
}
