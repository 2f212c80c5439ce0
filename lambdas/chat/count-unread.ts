import { roles } from '../../protocol/objects.ts';
import type { UnreadCount } from '../../protocol/rest.ts';
import type { Thread } from './model.ts';
import type { InboxPage, UnreadMemory, UserContext } from './ports.ts';
import { unreadOf } from './thread.ts';
import { settleMs, stepOf } from './time-step.ts';

/** Rows of the index that are asked for before it is known how many are needed: usually they are enough. */
const firstRows = 40;
const furtherRows = 500;

const nothingKnown: UnreadMemory = { threadIds: [], sinceStep: null, version: 0 };

/** The caller's threads with activity since the step, going on from a first page that was read without knowing it. */
async function activeSince(ctx: UserContext, first: InboxPage, sinceStep: number): Promise<string[]> {
  const rows = [...first.rows];
  let after = first.next;
  while (after !== null && after.activeStep >= sinceStep) {
    const page = await ctx.store.listInbox(ctx.caller.userId, { limit: furtherRows, after, untilStep: sinceStep });
    rows.push(...page.rows);
    after = page.next;
  }
  return rows.filter((row) => row.activeStep >= sinceStep).map((row) => row.threadId);
}

function unreadByThread(ctx: UserContext, threads: Thread[]): Record<string, number> {
  const counts = threads.map((thread) => {
    const role = roles.find((candidate) => thread[candidate].id === ctx.caller.userId);
    return [thread.id, role === undefined || thread.hiddenFor.includes(role) ? 0 : unreadOf(thread, role)] as const;
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function sameThreads(a: string[], b: string[]): boolean {
  const known = new Set(a);
  return known.size === b.length && b.every((threadId) => known.has(threadId));
}

/**
 * The caller's unread messages over all threads. Only the threads that had unread messages when this was last asked, and
 * those active since, are looked at; the memory is written anew when it has changed, so that nothing is written for a
 * message and what a crash has left is mended by asking.
 */
export async function countUnread(ctx: UserContext): Promise<UnreadCount> {
  const { userId } = ctx.caller;
  const [remembered, newest] = await Promise.all([
    ctx.store.getUnreadMemory(userId),
    ctx.store.listInbox(userId, { limit: firstRows }),
  ]);
  const memory = remembered ?? nothingKnown;
  const active = await activeSince(ctx, newest, memory.sinceStep ?? 0);
  const threads = unreadByThread(ctx, await ctx.store.readThreads([...new Set([...memory.threadIds, ...active])]));
  const threadIds = Object.keys(threads);
  const sinceStep = Math.max(memory.sinceStep ?? 0, stepOf(ctx.nowMs - settleMs));
  if (sinceStep !== memory.sinceStep || !sameThreads(memory.threadIds, threadIds)) {
    await ctx.store.putUnreadMemory(userId, { ...memory, threadIds, sinceStep });
  }
  return { unread_count: Object.values(threads).reduce((sum, count) => sum + count, 0), threads };
}
