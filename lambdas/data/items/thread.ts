import * as z from 'zod';
import { jobTitleOrId, usernameOrId } from '../../../protocol/names.ts';
import { messageType, role, roles, type User } from '../../../protocol/objects.ts';
import type { Told } from '../../chat/model/told.ts';
import type { Head, Mark, Named, Thread } from '../../chat/model/types.ts';
import { withoutPrefix } from '../keys.ts';
import { author, counts, fromCounts, toCounts } from './message.ts';
import { ownSideFields, toOwnSide } from './own-side.ts';
import { schemaVersion } from './version.ts';

/** Absent: another user gave the name, or nobody did. */
const namedBy = z.enum(['marketplace', 'token']).optional();
const storedUser = z.object({ id: z.string(), username: z.string(), named_by: namedBy });
const storedJob = z.object({ id: z.string(), title: z.string(), named_by: namedBy });
const mark = z.object({ seq: z.number(), others: z.number(), at: z.number() });
const head = z.object({ by: author, type: messageType, preview: z.string(), at: z.number(), counts });

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
    author: by,
    type,
    preview,
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
  };
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
