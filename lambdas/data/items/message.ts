import * as z from 'zod';
import { fold } from '../../../protocol/fold.ts';
import { messageType, role } from '../../../protocol/objects.ts';
import { searchedTexts } from '../../chat/model/searched-texts.ts';
import type { Counts, LogMessage } from '../../chat/model/types.ts';
import { withoutPrefix } from '../keys.ts';
import { fileItem, fromFile, toFile } from './file.ts';
import { schemaVersion } from './version.ts';

/**
 * Attribute names are short in rows that are written with each message, because DynamoDB bills by the bytes of names
 * and values alike. An absent attribute means null.
 */

export const author = z.enum(['client', 'freelancer', 'marketplace']);

/** How many messages the client, the freelancer and the marketplace have written. */
export const counts = z.tuple([z.number(), z.number(), z.number()]);

export const toCounts = ([client, freelancer, marketplace]: z.infer<typeof counts>): Counts => ({
  client,
  freelancer,
  marketplace,
});
export const fromCounts = (value: Counts) => [value.client, value.freelancer, value.marketplace];

/** A binary attribute. In the records of a stream Lambda passes it on as Base64. */
const binary = z.union([
  z.instanceof(Uint8Array),
  z.string().transform((text) => Uint8Array.from(Buffer.from(text, 'base64'))),
]);

/** An emoji, then the roles that have used it. */
const reaction = z.tuple([z.string()], role);

const messageItem = z.object({
  SK: z.string(),
  id: z.string(),
  rev: z.number(),
  told: z.number().optional(),
  by: author,
  outsider: z.object({ id: z.string(), username: z.string() }).optional(),
  type: messageType,
  content: z.string(),
  at: z.number(),
  edited: z.number().optional(),
  deleted: z.number().optional(),
  cmid: z.string().optional(),
  metadata: z.string().optional(),
  crev: z.number().optional(),
  reply: z.number().optional(),
  reactions: z.array(reaction).optional(),
  files: z.array(fileItem).optional(),
  counts,
  buckets: z.tuple([z.number(), z.number()]),
  keys: binary.optional(),
  imported: z.string().optional(),
});

/** Throws for a row that is not a message. */
export function toMessage(item: unknown): LogMessage {
  const row = messageItem.parse(item);
  return {
    id: row.id,
    seq: Number(withoutPrefix(row.SK, 'message')),
    revision: row.rev,
    contentRevision: row.crev ?? row.rev,
    toldRevision: row.told ?? 0,
    author: row.by,
    outsider: row.outsider,
    type: row.type,
    content: row.content,
    sentAtMs: row.at,
    editedAtMs: row.edited ?? null,
    deletedAtMs: row.deleted ?? null,
    clientMessageId: row.cmid ?? null,
    metadata: row.metadata ?? null,
    replyTo: row.reply ?? null,
    reactions: (row.reactions ?? []).map(([emoji, ...roles]) => ({ emoji, roles })),
    attachments: (row.files ?? []).map(toFile),
    counts: toCounts(row.counts),
    bucketFullAtMs: { client: row.buckets[0], freelancer: row.buckets[1] },
    recentKeys: row.keys ?? new Uint8Array(),
    importDigest: row.imported,
  };
}

/**
 * The text and the names of files as a search compares them (SR-2). Empty if that is the content itself, so that most
 * messages in small letters take no more room; only rows of an earlier version have none.
 */
function foldedText(message: LogMessage): string {
  const folded = fold(searchedTexts(message).join('\n'));
  return folded === message.content ? '' : folded;
}

/** The row without its key. */
export function fromMessage(message: LogMessage): Record<string, unknown> {
  const { revision, contentRevision } = message;
  return {
    v: schemaVersion,
    id: message.id,
    rev: revision,
    crev: contentRevision === revision ? undefined : contentRevision,
    told: message.toldRevision === 0 ? undefined : message.toldRevision,
    by: message.author,
    outsider: message.outsider,
    type: message.type,
    content: message.content,
    fold: foldedText(message),
    at: message.sentAtMs,
    edited: message.editedAtMs ?? undefined,
    deleted: message.deletedAtMs ?? undefined,
    cmid: message.clientMessageId ?? undefined,
    metadata: message.metadata ?? undefined,
    reply: message.replyTo ?? undefined,
    reactions:
      message.reactions.length === 0 ? undefined : message.reactions.map(({ emoji, roles }) => [emoji, ...roles]),
    files: message.attachments.length === 0 ? undefined : message.attachments.map(fromFile),
    counts: fromCounts(message.counts),
    buckets: [message.bucketFullAtMs.client, message.bucketFullAtMs.freelancer],
    keys: message.recentKeys,
    imported: message.importDigest,
  };
}
