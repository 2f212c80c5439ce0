import * as z from 'zod';
import { messageType, role } from '../../protocol/objects.ts';
import type { Author, Counts, Head, LogMessage, Mark, Recipient, RoomMember, Thread } from '../chat/model/types.ts';
import { prefixes } from './keys.ts';

/**
 * The rows of the table and what they mean. Attribute names are short where a row is written with each message: DynamoDB
 * bills by the bytes of names and values alike. Absent attributes stand for null.
 */

/** Of every row; a reader of a later schema sees by it what it has before it. */
export const schemaVersion = 1;

const author = z.enum(['client', 'freelancer', 'marketplace']);
const counts = z.tuple([z.number(), z.number(), z.number()]);

const toCounts = ([client, freelancer, marketplace]: z.infer<typeof counts>): Counts => ({
  client,
  freelancer,
  marketplace,
});
const fromCounts = (value: Counts) => [value.client, value.freelancer, value.marketplace];

const messageItem = z.object({
  SK: z.string(),
  id: z.string(),
  rev: z.number(),
  by: author,
  type: messageType,
  content: z.string(),
  at: z.number(),
  edited: z.number().optional(),
  deleted: z.number().optional(),
  cmid: z.string().optional(),
  metadata: z.string().optional(),
  counts,
  buckets: z.tuple([z.number(), z.number()]),
});

export function toMessage(item: unknown): LogMessage {
  const row = messageItem.parse(item);
  return {
    id: row.id,
    seq: Number(row.SK.slice(prefixes.message.length)),
    revision: row.rev,
    author: row.by,
    type: row.type,
    content: row.content,
    sentAtMs: row.at,
    editedAtMs: row.edited ?? null,
    deletedAtMs: row.deleted ?? null,
    clientMessageId: row.cmid ?? null,
    metadata: row.metadata ?? null,
    counts: toCounts(row.counts),
    bucketFullAtMs: { client: row.buckets[0], freelancer: row.buckets[1] },
  };
}

export function fromMessage(message: LogMessage): Record<string, unknown> {
  return {
    v: schemaVersion,
    id: message.id,
    rev: message.revision,
    by: message.author,
    type: message.type,
    content: message.content,
    at: message.sentAtMs,
    edited: message.editedAtMs ?? undefined,
    deleted: message.deletedAtMs ?? undefined,
    cmid: message.clientMessageId ?? undefined,
    metadata: message.metadata ?? undefined,
    counts: fromCounts(message.counts),
    buckets: [message.bucketFullAtMs.client, message.bucketFullAtMs.freelancer],
  };
}

const storedUser = z.object({ id: z.string(), username: z.string() });
const mark = z.object({ seq: z.number(), others: z.number(), at: z.number() });
const head = z.object({ by: author, type: messageType, preview: z.string(), at: z.number(), counts });

const threadItem = z.object({
  PK: z.string(),
  client: storedUser,
  freelancer: storedUser,
  job: z.object({ id: z.string(), title: z.string() }).optional(),
  created_at: z.number(),
  is_active: z.boolean(),
  hidden_for: z.set(role).optional(),
  opens: z.number().optional(),
  unread_for: z.set(role).optional(),
  read_client: mark.optional(),
  read_freelancer: mark.optional(),
  /** 0 as long as there is no message. */
  last_seq: z.number(),
  last_rev: z.number(),
  last: head.optional(),
  /** Not under the name that the index goes by: this row has no place in it. */
  step: z.number(),
});

function toMark(row: z.infer<typeof mark> | undefined): Mark | null {
  return row === undefined ? null : { seq: row.seq, others: row.others, atMs: row.at };
}

export function fromMark(value: Mark): z.infer<typeof mark> {
  return { seq: value.seq, others: value.others, at: value.atMs };
}

export function fromHead(value: Head): Record<string, unknown> {
  return {
    by: value.author,
    type: value.type,
    preview: value.preview,
    at: value.sentAtMs,
    counts: fromCounts(value.counts),
  };
}

function toHead(row: z.infer<typeof threadItem>): Head | null {
  if (row.last === undefined) return null;
  const { by, type, preview, at, counts: byAuthor } = row.last;
  return {
    seq: row.last_seq,
    revision: row.last_rev,
    author: by as Author,
    type,
    preview,
    sentAtMs: at,
    counts: toCounts(byAuthor),
  };
}

export function toThread(item: unknown): Thread {
  const row = threadItem.parse(item);
  return {
    id: row.PK.slice(prefixes.thread.length),
    client: row.client,
    freelancer: row.freelancer,
    job: row.job ?? null,
    createdAtMs: row.created_at,
    isActive: row.is_active,
    hiddenFor: [...(row.hidden_for ?? [])],
    opens: row.opens ?? 0,
    unreadFor: [...(row.unread_for ?? [])],
    marks: { client: toMark(row.read_client), freelancer: toMark(row.read_freelancer) },
    head: toHead(row),
    activeStep: row.step,
  };
}

/** A thread as it is created: nothing said, nothing read. */
export function fromNewThread(thread: Thread): Record<string, unknown> {
  return {
    v: schemaVersion,
    client: thread.client,
    freelancer: thread.freelancer,
    job: thread.job ?? undefined,
    created_at: thread.createdAtMs,
    is_active: thread.isActive,
    last_seq: 0,
    last_rev: 0,
    step: thread.activeStep,
  };
}

const recipientItem = z.object({
  SK: z.string(),
  user_id: z.string(),
  username: z.string(),
  codec: z.string(),
  /** Seconds since the epoch: the row's TTL, and until when frames may be sent to the connection. */
  ttl: z.number(),
  connected_at: z.number(),
});

const roomItem = recipientItem.extend({ PK: z.string(), joined_at: z.number() });
/** One that has ended keeps its row, with the threads that it had joined, until its TTL. */
export const connectionItem = recipientItem.extend({
  threads: z.set(z.string()).optional(),
  ended: z.literal(true).optional(),
});
export const userConnectionItem = recipientItem.omit({ user_id: true });

export function fromRecipient(recipient: Recipient): Record<string, unknown> {
  return {
    v: schemaVersion,
    user_id: recipient.userId,
    username: recipient.username,
    codec: recipient.codec,
    ttl: recipient.expiresAtSeconds,
    connected_at: recipient.connectedAtMs,
  };
}

export function toRoomMember(item: unknown): RoomMember {
  const row = roomItem.parse(item);
  return {
    threadId: row.PK.slice(prefixes.thread.length),
    connectionId: row.SK.slice(prefixes.room.length),
    userId: row.user_id,
    username: row.username,
    codec: row.codec,
    expiresAtSeconds: row.ttl,
    connectedAtMs: row.connected_at,
    joinedAtMs: row.joined_at,
  };
}

export const inboxItem = z.object({ SK: z.string(), active_step: z.number() });
export const unreadItem = z.object({ SK: z.string(), seq: z.number(), version: z.string() });
export const receiptItem = z.object({ at: z.number() });
export const eventItem = z.object({
  thread_id: z.string(),
  seq: z.number(),
  ttl: z.number(),
  told: z.literal(true).optional(),
});
