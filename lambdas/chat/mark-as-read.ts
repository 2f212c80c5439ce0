import type { EventData } from '../../protocol/events.ts';
import type { Role } from '../../protocol/objects.ts';
import { deliver, deliverThread } from './delivery/deliver.ts';
import { connectionsOf, membersOf, notAmong } from './delivery/recipients.ts';
import { recordAsParticipant, recordName } from './log/participant.ts';
import { withNewestHead } from './model/head.ts';
import { reachedBy } from './model/blocks.ts';
import { withNamesOf } from './model/names.ts';
import { isMarkedUnread } from './model/own-side.ts';
import type { Mark, Snapshot, Thread } from './model/types.ts';
import { othersOf } from './model/unread.ts';
import { isoTime } from './model/views.ts';
import type { UserContext } from './ports/context.ts';
import { setOwnSide } from './set-own-side.ts';

/** How many messages are read with the room: a reader is rarely further behind. */
const recentMessages = 5;

type Read = EventData<'messages_read'>;

/**
 * Moves the caller's read mark forward, to the last message or to `upToSeq`, and counts what became read by it (WS-11).
 * The mark and its receipt are written side by side. Repeating changes nothing and notifies nobody. The thread's own
 * row is brought up to the log first, because a mark beyond it would make its unread count negative. That the thread is
 * marked as unread ends in any case (ME-2).
 */
export async function markAsRead(ctx: UserContext, threadId: string, upToSeq?: number): Promise<Read> {
  const snapshot = await ctx.store.readThread(threadId, { messages: recentMessages, consistent: true });
  const participation = await recordAsParticipant(ctx, snapshot);
  const { thread, role } = participation;
  const before = thread.marks[role] ?? { seq: 0, others: 0, atMs: ctx.nowMs };
  const lastSeq = thread.head?.seq ?? 0;
  const seq = Math.min(upToSeq ?? lastSeq, lastSeq);
  if (seq < before.seq || (seq === before.seq && !leavesUnread(before, thread, role))) {
    // The call that wrote the mark may have died before its receipt.
    if (seq === before.seq && seq > 0) await ctx.store.putReceipt(threadId, role, before.seq, before.atMs);
    if (thread.own[role].markedAtCount !== null) await setOwnSide(ctx, threadId, { marked_unread: false });
    return readUpTo(before, 0, thread, role);
  }
  const mark = { seq, others: await othersUpTo(ctx, snapshot, thread, role, seq), atMs: ctx.nowMs };
  const [named, was, own] = await Promise.all([
    recordName(ctx, participation),
    ctx.store.writeMark(threadId, role, mark, thread.marks[role]),
    connectionsOf(ctx, thread, [role]),
    ctx.store.putReceipt(threadId, role, seq, mark.atMs),
  ]);
  // Another device of the reader has meanwhile read at least as far: decide again.
  if (was === null) return markAsRead(ctx, threadId, upToSeq);
  // It may have read less far: what it has read is not counted again.
  const read = readUpTo(mark, mark.others - (was.marks[role]?.others ?? 0), thread, role);
  const marked = withMark(withNamesOf(withNewestHead(was, snapshot.messages[0]), named), role, mark);
  const members = reachedBy(was, role, membersOf(snapshot, ctx.nowMs));
  await Promise.all([
    deliver(ctx, members, { event: 'messages_read', data: read }),
    deliverThread(ctx, marked, isMarkedUnread(was, role) ? own : notAmong(own, members)),
  ]);
  return read;
}

/** Whether an imported mark at the last message leaves messages before it unread, as the old system could. */
function leavesUnread({ seq, others }: Mark, { head }: Thread, role: Role): boolean {
  return head !== null && seq === head.seq && others < othersOf(head.counts, role);
}

/** The thread as `writeMark` leaves it. */
function withMark(was: Thread, role: Role, mark: Mark): Thread {
  const own = { ...was.own, [role]: { ...was.own[role], markedAtCount: null } };
  return { ...was, marks: { ...was.marks, [role]: mark }, own };
}

function readUpTo(mark: Mark, count: number, thread: Thread, role: Role): Read {
  const { id: user_id, username: user } = thread[role];
  return { thread_id: thread.id, user_id, user, count, up_to_seq: mark.seq, read_at: isoTime(mark.atMs) };
}

/** How many messages of others there are up to `seq`; every message carries that count. */
async function othersUpTo(
  ctx: UserContext,
  snapshot: Snapshot,
  thread: Thread,
  role: Role,
  seq: number,
): Promise<number> {
  if (seq === thread.head?.seq) return othersOf(thread.head.counts, role);
  // The counts of a message never change, so the cheaper read is good enough if it finds the message.
  const message =
    snapshot.messages.find((one) => one.seq === seq) ??
    (await ctx.store.getMessage(thread.id, seq, { consistent: false })) ??
    (await ctx.store.getMessage(thread.id, seq, { consistent: true }));
  if (message === null) throw new Error('a message below the newest is missing');
  return othersOf(message.counts, role);
}
