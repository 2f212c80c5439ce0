import { lastActivityMs } from '../model/head.ts';
import { isHiddenFor } from '../model/listing.ts';
import { roles, type Role } from '../../../protocol/objects.ts';
import { pinnedStep, stepOf } from '../model/time-step.ts';
import type { Thread } from '../model/types.ts';
import type { SearchStore } from '../ports/search-store.ts';
import type { InboxRow } from '../ports/store.ts';

/** A conversation of the caller, and the caller's role in it. */
export interface Conversation {
  thread: Thread;
  role: Role;
}

/** Most rows of one step that are put into order; of a longer step this many at a time. */
const orderedMax = 1_000;
/** Read at once even if fewer are wanted: one request reads as many. */
const fewestRows = 50;

/** Newest activity first, for `sort`. */
function byActivity(a: Conversation, b: Conversation): number {
  return lastActivityMs(b.thread) - lastActivityMs(a.thread) || (a.thread.id < b.thread.id ? -1 : 1);
}

/** The thread as a conversation of the user; null if they are no participant, or have deleted it from their list. */
export function conversationOf(thread: Thread, userId: string): Conversation | null {
  const role = roles.find((one) => thread[one].id === userId);
  return role === undefined || isHiddenFor(thread, role) ? null : { thread, role };
}

/**
 * The conversations of a user, newest activity first. The inbox rows have their order in steps of an hour; the threads'
 * own rows have the exact one, and are read a few steps at a time.
 */
export class Conversations {
  private readonly rows: InboxRow[];
  /** Read and not returned yet. */
  private read: Conversation[] = [];
  /** Every thread that is active in this step or later has been read. */
  private knownFromStep = Number.POSITIVE_INFINITY;

  constructor(
    private readonly store: Pick<SearchStore, 'readCurrentThreads'>,
    private readonly userId: string,
    rows: readonly InboxRow[],
  ) {
    this.rows = rows.toSorted((a, b) => b.activeStep - a.activeStep || (a.threadId < b.threadId ? -1 : 1));
  }

  /**
   * The next ones: at most `count`, and no more than have `maxBytes` together if each message has `rowBytes`, but at
   * least one; none at the end.
   */
  async next({ count, maxBytes, rowBytes }: { count: number; maxBytes: number; rowBytes: number }) {
    while (this.inOrder().length < count && this.rows.length > 0) await this.readRows(count);
    const next: Conversation[] = [];
    let bytes = 0;
    for (const one of this.inOrder().slice(0, count)) {
      bytes += (one.thread.head?.seq ?? 0) * rowBytes;
      if (next.length > 0 && bytes > maxBytes) break;
      next.push(one);
    }
    this.read = this.read.filter((one) => !next.includes(one));
    return next;
  }

  /** Whether there may be more. */
  get hasMore(): boolean {
    return this.rows.length + this.read.length > 0;
  }

  /** A pinned thread is read first, whenever it was active. */
  private inOrder(): Conversation[] {
    const isPlaced = ({ thread }: Conversation) => stepOf(lastActivityMs(thread)) >= this.knownFromStep;
    return this.read.filter((one) => this.rows.length === 0 || isPlaced(one)).sort(byActivity);
  }

  private async readRows(count: number): Promise<void> {
    const wanted = Math.max(count, fewestRows);
    const isPinned = (row: InboxRow) => row.activeStep >= pinnedStep;
    const last = this.rows.filter((row) => !isPinned(row))[wanted - 1];
    const whole = last === undefined ? this.rows : this.rows.filter((row) => row.activeStep >= last.activeStep);
    const rows = this.rows.splice(0, Math.min(whole.length, orderedMax));
    this.knownFromStep = rows.at(-1)?.activeStep ?? this.knownFromStep;
    const threads = await this.store.readCurrentThreads(rows.map(({ threadId }) => threadId));
    const found = threads.map((thread) => conversationOf(thread, this.userId));
    this.read.push(...found.filter((one) => one !== null));
  }
}
