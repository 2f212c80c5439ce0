import * as z from 'zod';
import { attachmentKind } from '../../../protocol/attachments.ts';
import { jobTitleOrId, usernameOrId } from '../../../protocol/names.ts';
import { messageType, role, roles, type User } from '../../../protocol/objects.ts';
import type { Told } from '../../chat/model/told.ts';
import type { Head, ImportState, Mark, Named, OldActivity, Thread } from '../../chat/model/types.ts';
import { withoutPrefix } from '../keys.ts';
import { author, counts, fromCounts, toCounts } from './message.ts';
import { ownSideFields, toOwnSide } from './own-side.ts';
import { schemaVersion } from './version.ts';

/** Absent: another user gave the name, or nobody did. */
const namedBy = z.enum(['marketplace', 'token']).optional();
const storedUser = z.object({ id: z.string(), username: z.string(), named_by: namedBy });
const storedJob = z.object({ id: z.string(), title: z.string(), named_by: namedBy });
const mark = z.object({ seq: z.number(), others: z.number(), at: z.number() });
/** The first file of the last message, and how many it has. */
const summary = z.object({ kind: attachmentKind, name: z.string(), count: z.number() });
const head = z.object({
  by: author,
  outsider: z.string().optional(),
  type: messageType,
  preview: z.string(),
  file: summary.optional(),
  at: z.number(),
  counts,
});
const oldActivity = z.object({ seq: z.number(), at: z.number() });
const importState = z.object({ writes: z.number(), active: z.boolean() });

const threadItem = z.object({
  PK: z.string(),
  client: storedUser,
  freelancer: storedUser,
  job: storedJob.optional(),
  created_at: z.number(),
  is_active: z.boolean(),
  closed_by: author.optional(),
  hidden_for: z.set(role).optional(),
  opens: z.number().optional(),
  unread_for: z.set(role).optional(),
  read_client: mark.optional(),
  read_freelancer: mark.optional(),
  ...ownSideFields,
  blocked_by: z.set(z.string()).optional(),
  /** 0 if there is no message yet. */
  last_seq: z.number(),
  last_rev: z.number(),
  last: head.optional(),
  /** `Told.upTo`, then `Told.beyond`; absent in rows of an earlier version. */
  told: z.tuple([z.number()], z.number()).optional(),
  /** Not named `active_step`, the index's sort key: this row must not be in the index. */
  step: z.number(),
  old_activity: oldActivity.optional(),
  imported: importState.optional(),
});

function toMark(row: z.infer<typeof mark> | undefined): Mark | null {
  return row === undefined ? null : { seq: row.seq, others: row.others, atMs: row.at };
}

export function fromMark(value: Mark): z.infer<typeof mark> {
  return { seq: value.seq, others: value.others, at: value.atMs };
}

function toTold([upTo, ...beyond]: [number, ...number[]]): Told {
  return { upTo, beyond };
}

export function fromTold({ upTo, beyond }: Told): number[] {
  return [upTo, ...beyond];
}

/** The attribute `last`; seq and revision are attributes of their own, so that conditions can compare them. */
export function fromHead(value: Head): Record<string, unknown> {
  return {
    by: value.author,
    outsider: value.outsiderId,
    type: value.type,
    preview: value.preview,
    file: value.attachment ?? undefined,
    at: value.sentAtMs,
    counts: fromCounts(value.counts),
  };
}

function toHead(row: z.infer<typeof threadItem>): Head | null {
  if (row.last === undefined) return null;
  const { by, outsider, type, preview, file, at, counts: byAuthor } = row.last;
  return {
    seq: row.last_seq,
    revision: row.last_rev,
    author: by,
    outsiderId: outsider,
    type,
    preview,
    attachment: file ?? null,
    sentAtMs: at,
    counts: toCounts(byAuthor),
  };
}

/** Rows of earlier versions may have names that were not cleaned. */
function toUser({ id, username }: z.infer<typeof storedUser>): User {
  return { id, username: usernameOrId(username, id) };
}

/** Throws for a row that is not a thread's own row. */
export function toThread(item: unknown): Thread {
  const row = threadItem.parse(item);
  return {
    id: withoutPrefix(row.PK, 'thread'),
    client: toUser(row.client),
    freelancer: toUser(row.freelancer),
    job: row.job === undefined ? null : { id: row.job.id, title: jobTitleOrId(row.job.title, row.job.id) },
    nameSources: {
      client: row.client.named_by ?? 'user',
      freelancer: row.freelancer.named_by ?? 'user',
      job: row.job?.named_by ?? 'user',
    },
    createdAtMs: row.created_at,
    isActive: row.is_active,
    closedBy: row.is_active ? null : (row.closed_by ?? null),
    hiddenFor: [...(row.hidden_for ?? [])],
    opens: row.opens ?? 0,
    unreadFor: [...(row.unread_for ?? [])],
    marks: { client: toMark(row.read_client), freelancer: toMark(row.read_freelancer) },
    own: { client: toOwnSide(row, 'client'), freelancer: toOwnSide(row, 'freelancer') },
    blockedBy: roles.filter((one) => row.blocked_by?.has(row[one].id)),
    head: toHead(row),
    told: toTold(row.told ?? [row.last_seq]),
    activeStep: row.step,
    oldActivity: row.old_activity && { seq: row.old_activity.seq, atMs: row.old_activity.at },
    imported: row.imported && { writes: row.imported.writes, isActive: row.imported.active },
  };
}

/**
 * The id of the imported thread that a row leads to: it stands in place of a thread, under the id of the triple (IM-4).
 * Undefined for a thread's own row.
 */
export function aliasOf(item: object): string | undefined {
  return 'alias' in item ? String(item.alias) : undefined;
}

/** The row without its key. */
export function fromAlias(threadId: string): Record<string, unknown> {
  return { v: schemaVersion, alias: threadId };
}

/** Null for a row that does not exist, and for one that leads to another thread. */
export function findThreadIn(item: object | undefined): Thread | null {
  return item === undefined || aliasOf(item) !== undefined ? null : toThread(item);
}

/** A new thread's row without its key: no message, nothing read. */
export function fromNewThread(thread: Thread): Record<string, unknown> {
  const named = <T extends object>(part: Named, value: T) => {
    const source = thread.nameSources[part];
    return { ...value, named_by: source === 'user' ? undefined : source };
  };
  const blockers = new Set(thread.blockedBy.map((one) => thread[one].id));
  return {
    v: schemaVersion,
    client: named('client', thread.client),
    freelancer: named('freelancer', thread.freelancer),
    job: thread.job === null ? undefined : named('job', thread.job),
    created_at: thread.createdAtMs,
    is_active: thread.isActive,
    closed_by: thread.closedBy ?? undefined,
    blocked_by: blockers.size === 0 ? undefined : blockers,
    last_seq: 0,
    last_rev: 0,
    told: fromTold(thread.told),
    step: thread.activeStep,
  };
}

export function fromOldActivity({ seq, atMs }: OldActivity): z.infer<typeof oldActivity> {
  return { seq, at: atMs };
}

function fromImportState({ writes, isActive }: ImportState): z.infer<typeof importState> {
  return { writes, active: isActive };
}

/** The row of a thread that is imported with its messages, without its key. */
export function fromImportedThread(thread: Thread): Record<string, unknown> {
  const { head: newest, marks, unreadFor, imported, oldActivity: activity } = thread;
  return {
    ...fromNewThread(thread),
    unread_for: unreadFor.length === 0 ? undefined : new Set(unreadFor),
    read_client: marks.client === null ? undefined : fromMark(marks.client),
    read_freelancer: marks.freelancer === null ? undefined : fromMark(marks.freelancer),
    last_seq: newest?.seq ?? 0,
    last_rev: newest?.revision ?? 0,
    last: newest === null ? undefined : fromHead(newest),
    old_activity: activity && fromOldActivity(activity),
    imported: imported && fromImportState(imported),
  };
}
