import { createHash } from 'node:crypto';
import { limits } from '../../protocol/limits.ts';
import { usernameOrId } from '../../protocol/names.ts';
import { messageTypes, roles, type MessageType, type User } from '../../protocol/objects.ts';
import { nextMessage } from '../../lambdas/chat/model/next-message.ts';
import { pageBytes } from '../../lambdas/chat/model/page.ts';
import type { Author, LogMessage, Thread } from '../../lambdas/chat/model/types.ts';
import type { OldMessage } from '../old/rows.ts';
import { RowError } from './problem.ts';
import { toMs, type Micros } from './time.ts';

/** What the old system has of a message, in the chat's own terms. */
export interface Imported {
  id: string;
  author: Author;
  outsider: User | undefined;
  type: MessageType;
  content: string;
  metadata: string | null;
  sentAtMs: number;
  editedAtMs: number | null;
  /** The same as long as the old system has not changed the message. */
  digest: string;
}

export type ReadTime = (text: string) => Micros | null;

/** Room for everything of a message but its text and metadata, in a frame. */
const otherBytes = 2 * 1024;

/**
 * A row of the old system as a message of its thread.
 * @throws RowError if it cannot be stored, or could not be delivered
 */
export function mapMessage(
  thread: Pick<Thread, 'client' | 'freelancer'>,
  old: OldMessage,
  readTime: ReadTime,
): Imported {
  const type = messageTypes.find((one) => one === old.type);
  if (type === undefined) throw new RowError(`message_type is ${JSON.stringify(old.type)}, which is unknown here`);
  const sent = timeOf('sent_at', old.sentAt, readTime);
  const edited = old.editedAt === null ? null : timeOf('edited_at', old.editedAt, readTime);
  const role = roles.find((one) => thread[one].id === old.sender.id);
  const metadata = old.metadata === null ? null : mapMetadata(old.metadata);
  requireDeliverable(old.text, metadata);
  const fields = {
    id: old.id,
    author: role ?? ('marketplace' as const),
    outsider: role === undefined ? userOf(old.sender) : undefined,
    type,
    content: old.text,
    metadata,
    sentAtMs: toMs(sent),
    editedAtMs: edited === null ? null : toMs(edited),
  };
  return { ...fields, digest: digestOf(fields, old.sender.id) };
}

export function userOf({ id, username }: { id: string; username: string | null }): User {
  return { id, username: usernameOrId(username ?? undefined, id) };
}

/** @throws RowError if the column holds no time */
export function timeOf(column: string, text: string, readTime: ReadTime): Micros {
  const time = readTime(text);
  if (time === null) throw new RowError(`${column} is ${JSON.stringify(text)}, which is not a time`);
  return time;
}

/** The text of a JSON object; what is no object becomes `{"value": …}`. */
function mapMetadata(json: string): string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new RowError('metadata is not JSON');
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? json : `{"value":${json}}`;
}

/** A page has at least one message, and it goes out in one frame. */
function requireDeliverable(content: string, metadata: string | null): void {
  const bytes = Buffer.byteLength(JSON.stringify(content)) + Buffer.byteLength(metadata ?? '') + otherBytes;
  if (bytes > pageBytes)
    throw new RowError(`it has ${bytes} bytes, and no frame over ${limits.messageBytes} bytes can be delivered`);
}

const digestBytes = 9;

type Digested = Pick<Imported, 'type' | 'content' | 'metadata' | 'sentAtMs' | 'editedAtMs'>;

/** The username of an outsider may change without a change of the message. */
export function digestOf(fields: Digested, senderId: string): string {
  const { type, content, metadata, sentAtMs, editedAtMs } = fields;
  const text = JSON.stringify([senderId, type, content, metadata, sentAtMs, editedAtMs]);
  return createHash('sha256').update(text).digest().subarray(0, digestBytes).toString('base64url');
}

/**
 * The message at the end of the log, as if it had been sent here: with its running counts and recent keys. An edited
 * one has the revision of an edit that everybody has been notified of.
 */
export function appendImported(newest: LogMessage | undefined, imported: Imported): LogMessage {
  const { id, author, outsider, type, content, metadata, sentAtMs, editedAtMs, digest } = imported;
  const draft = { id, author, type, content, metadata, clientMessageId: null, countsAsUnread: true };
  const revision = editedAtMs === null ? 0 : 1;
  return {
    ...nextMessage(newest, draft, sentAtMs, null),
    ...{ outsider, sentAtMs, editedAtMs, importDigest: digest },
    ...{ revision, contentRevision: revision, toldRevision: revision },
  };
}

/**
 * A message of the log after a change in the old system. What was deleted here stays deleted, and what was edited here
 * later stays as it is.
 */
export function changeImported(message: LogMessage, imported: Imported): LogMessage {
  const revision = message.revision + 1;
  const { type, content, metadata, sentAtMs, editedAtMs, digest } = imported;
  if (message.deletedAtMs !== null || (message.editedAtMs ?? 0) > (editedAtMs ?? 0))
    return { ...message, revision, importDigest: digest };
  const changed = { revision, contentRevision: revision, toldRevision: revision, importDigest: digest };
  return { ...message, type, content, metadata, sentAtMs, editedAtMs, ...changed };
}
