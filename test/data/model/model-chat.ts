import { roles, type Message, type Role, type Thread } from '../../../protocol/objects.ts';
import type { MarkReadResult, MessagePage, ReadsPage, ThreadPage, UnreadCount } from '../../../protocol/results.ts';
import { messageTypeOf } from '../../../protocol/message-type-of.ts';
import type { MarketplaceEvent } from '../../../protocol/system-event.ts';

import { changeMessage, react, Refused, type Change } from './model-changes.ts';
import {
  bringBack,
  close,
  iso,
  markOf,
  open,
  unreadUpTo,
  user,
  viewMessage,
  viewThread,
  type ModelMessage,
  type ModelThread,
  type Pair,
} from './model-thread.ts';

export interface ModelRules {
  editWindowMs: number;
  rateLimit: { burst: number; perMs: number } | null;
}

export interface SendInput {
  content: string;
  client_message_id?: string;
  after_seq?: number;
  reply_to?: number;
}

export interface EventInput {
  event_id: string;
  event: MarketplaceEvent;
  content: string;
  counts_as_unread: boolean;
}

const eventMemoryMs = 30 * 24 * 60 * 60 * 1000;
const repeatWindow = 32;
/** A timer may fire this much early. */
const timerMs = 1;

/** The chat as protocol/SPEC.md words it, in plain memory: it keeps no counts, and counts everything from the log. */
export class ModelChat {
  private readonly threads = new Map<string, ModelThread>();
  private readonly events = new Map<string, { threadId: string; seq: number; atMs: number }>();

  constructor(private readonly rules: ModelRules) {}

  private require(caller: string, threadId: string): ModelThread {
    const thread = this.threads.get(threadId);
    if (thread === undefined || (thread.client !== caller && thread.freelancer !== caller))
      throw new Refused('not_found');
    return thread;
  }

  private messageOf(thread: ModelThread, seq: number): ModelMessage {
    const message = thread.log[seq - 1];
    if (message === undefined) throw new Refused('not_found');
    return message;
  }

  has(threadId: string): boolean {
    return this.threads.has(threadId);
  }

  isOpen(threadId: string): boolean {
    return this.threads.get(threadId)?.isActive ?? false;
  }

  lastSeq(threadId: string): number {
    return this.threads.get(threadId)?.log.length ?? 0;
  }

  /** Null for the marketplace, and where there is no such message. */
  senderOf(threadId: string, seq: number): string | null {
    return this.threads.get(threadId)?.log[seq - 1]?.sender ?? null;
  }

  /**
   * One thread for a triple. If the caller has deleted it, it comes back to their list, active unless the other
   * has closed it.
   */
  create(
    caller: string | null,
    threadId: string,
    pair: Pair,
    nowMs: number,
  ): { thread: Thread | null; created: boolean } {
    const known = this.threads.get(threadId);
    if (known !== undefined && caller !== null && known.hiddenFor.has(caller)) bringBack(known, caller);
    if (known === undefined) {
      const marks = { [pair.client]: [], [pair.freelancer]: [] };
      this.threads.set(threadId, {
        ...pair,
        id: threadId,
        createdAtMs: nowMs,
        isActive: true,
        closedBy: null,
        hiddenFor: new Set(),
        log: [],
        marks,
        buckets: {},
      });
    }
    return { thread: caller === null ? null : this.thread(caller, threadId), created: known === undefined };
  }

  send(
    caller: string,
    threadId: string,
    input: SendInput,
    nowMs: number,
    id: string,
  ): { message: Message; repeat: boolean } {
    const thread = this.require(caller, threadId);
    const first = this.findRepeat(thread, caller, input);
    if (first !== undefined) return { message: viewMessage(thread, caller, first + 1), repeat: true };
    if (!thread.isActive) throw new Refused('thread_inactive');
    this.takeToken(thread, caller, nowMs);
    const { reply_to: replyTo = null } = input;
    const quoted = replyTo === null ? null : thread.log[replyTo - 1];
    if (quoted === undefined || (quoted !== null && quoted.deletedAtMs !== null)) throw new Refused('bad_request');
    this.append(
      thread,
      {
        id,
        sender: caller,
        type: 'text',
        content: input.content,
        clientMessageId: input.client_message_id ?? null,
        metadata: null,
        countsAsUnread: true,
        replyTo,
      },
      nowMs,
    );
    return { message: viewMessage(thread, caller, thread.log.length), repeat: false };
  }

  private findRepeat(
    thread: ModelThread,
    caller: string,
    { client_message_id: key, after_seq: afterSeq }: SendInput,
  ): number | undefined {
    const lastSeq = thread.log.length;
    const found = thread.log.findIndex(
      (message, index) =>
        index >= lastSeq - repeatWindow &&
        message.sender === caller &&
        key !== undefined &&
        message.clientMessageId === key,
    );
    if (found < 0 && afterSeq !== undefined && lastSeq - afterSeq > repeatWindow) throw new Refused('conflict');
    return found < 0 ? undefined : found;
  }

  private takeToken(thread: ModelThread, caller: string, nowMs: number): void {
    if (this.rules.rateLimit === null) return;
    const { burst, perMs } = this.rules.rateLimit;
    const bucket = (thread.buckets[caller] ??= { tokens: burst, atMs: nowMs });
    const tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) * burst) / perMs);
    const waitMs = ((1 - tokens) * perMs) / burst;
    if (waitMs > timerMs + 1e-6) throw new Refused('rate_limited', Math.ceil(waitMs - 1e-6));
    thread.buckets[caller] = { tokens: tokens - 1, atMs: nowMs };
  }

  private append(
    thread: ModelThread,
    message: Omit<ModelMessage, 'sentAtMs' | 'editedAtMs' | 'deletedAtMs' | 'revision' | 'reactions'>,
    nowMs: number,
  ): void {
    thread.log.push({ ...message, sentAtMs: nowMs, editedAtMs: null, deletedAtMs: null, revision: 0, reactions: [] });
  }

  event(input: EventInput, threadId: string, pair: Pair | null, nowMs: number, id: string) {
    const known = this.events.get(input.event_id);
    if (known !== undefined && nowMs < known.atMs + eventMemoryMs)
      return this.eventResult(known, { thread_created: false, duplicate: true });
    if (pair === null && !this.has(threadId)) throw new Refused('not_found');
    const created = pair !== null && this.create(null, threadId, pair, nowMs).created;
    const thread = this.threads.get(threadId) as ModelThread;
    const { event, content, counts_as_unread: countsAsUnread } = input;
    const said = { type: messageTypeOf[event], content, metadata: { event }, countsAsUnread };
    this.append(thread, { id, sender: null, clientMessageId: null, replyTo: null, ...said }, nowMs);
    if (thread.hiddenFor.size > 0) {
      thread.hiddenFor.clear();
      open(thread);
    }
    const stored = { threadId, seq: thread.log.length, atMs: nowMs };
    this.events.set(input.event_id, stored);
    return this.eventResult(stored, { thread_created: created, duplicate: false });
  }

  private eventResult(
    { threadId, seq }: { threadId: string; seq: number },
    flags: { thread_created: boolean; duplicate: boolean },
  ) {
    const thread = this.threads.get(threadId) as ModelThread;
    return { thread_id: threadId, message: { ...viewMessage(thread, thread.client, seq), is_read: false }, ...flags };
  }

  change(caller: string, threadId: string, seq: number, change: Change): Message {
    const thread = this.require(caller, threadId);
    changeMessage(thread, this.messageOf(thread, seq), caller, change, this.rules.editWindowMs);
    return viewMessage(thread, caller, seq);
  }

  react(caller: string, threadId: string, seq: number, kind: 'add' | 'remove', emoji: string): Message {
    const thread = this.require(caller, threadId);
    react(thread, this.messageOf(thread, seq), caller, kind, emoji);
    return viewMessage(thread, caller, seq);
  }

  markRead(caller: string, threadId: string, upToSeq: number | undefined, nowMs: number): MarkReadResult {
    const thread = this.require(caller, threadId);
    const before = markOf(thread, caller);
    const seq = Math.min(upToSeq ?? thread.log.length, thread.log.length);
    if (seq <= (before?.seq ?? 0))
      return { count: 0, up_to_seq: before?.seq ?? 0, read_at: iso(before?.atMs ?? nowMs) };
    const count = unreadUpTo(thread, caller, seq);
    thread.marks[caller]?.push({ seq, atMs: nowMs });
    return { count, up_to_seq: seq, read_at: iso(nowMs) };
  }

  setActive(caller: string, threadId: string, isActive: boolean): Thread {
    const thread = this.require(caller, threadId);
    if (!isActive) close(thread, caller);
    else if (thread.closedBy !== null && thread.closedBy !== caller) throw new Refused('forbidden');
    else bringBack(thread, caller);
    return this.thread(caller, threadId);
  }

  delete(caller: string, threadId: string): void {
    const thread = this.require(caller, threadId);
    close(thread, caller);
    thread.hiddenFor.add(caller);
  }

  thread(caller: string, threadId: string): Thread {
    return viewThread(this.require(caller, threadId), caller);
  }

  messages(
    caller: string,
    threadId: string,
    query: { limit: number; before_seq?: number; after_seq?: number },
  ): MessagePage {
    const thread = this.require(caller, threadId);
    const all = thread.log.map((_, index) => viewMessage(thread, caller, index + 1));
    if (query.after_seq !== undefined) {
      const later = all.slice(query.after_seq, query.before_seq === undefined ? undefined : query.before_seq - 1);
      const results = later.slice(0, query.limit);
      return { results, has_more: (results.at(-1)?.seq ?? all.length) < all.length };
    }
    const earlier = all.slice(0, query.before_seq === undefined ? undefined : query.before_seq - 1);
    const results = earlier.slice(-query.limit);
    return { results, has_more: results.length < earlier.length };
  }

  reads(caller: string, threadId: string, seq: number): ReadsPage {
    const thread = this.require(caller, threadId);
    const message = this.messageOf(thread, seq);
    const results = roles.flatMap((role: Role) => {
      const reader = thread[role];
      const mark = thread.marks[reader]?.find((one) => one.seq >= seq);
      return mark === undefined || message.sender === reader ? [] : [{ user: user(reader), read_at: iso(mark.atMs) }];
    });
    return { results };
  }

  /** Newest first; those of one moment by their id. */
  inbox(caller: string, isActive?: boolean): ThreadPage['results'] {
    const own = [...this.threads.values()].filter(
      (thread) => roles.some((role) => thread[role] === caller) && !thread.hiddenFor.has(caller),
    );
    const views = own
      .map((thread) => this.thread(caller, thread.id))
      .filter((view) => isActive === undefined || view.is_active === isActive);
    return views.sort((a, b) => b.last_message_at.localeCompare(a.last_message_at) || (a.id < b.id ? -1 : 1));
  }

  unread(caller: string): UnreadCount {
    const threads = Object.fromEntries(
      this.inbox(caller)
        .filter((view) => view.unread_count > 0)
        .map((view) => [view.id, view.unread_count]),
    );
    return { unread_count: Object.values(threads).reduce((sum, count) => sum + count, 0), threads };
  }
}
