import { ChatError } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import type { Message, Role } from '../../protocol/objects.ts';
import { announceMessage } from './delivery/announce-message.ts';
import { appendAtEnd, nextMessage, type Decision, type Draft } from './log/append-message.ts';
import { viewMessage } from './model/message.ts';
import type { LogMessage, Snapshot, Thread } from './model/types.ts';
import { withLastToken, withOwnName } from './log/participant.ts';
import type { Rules, UserContext } from './ports/context.ts';
import { recordHead } from './log/record-head.ts';
import { headOf, roleOf } from './model/thread.ts';
import { missingUnreadRows, putUnreadRows } from './log/unread-rows.ts';

export interface SendRequest {
  thread_id: string;
  content: string;
  type: string;
  client_message_id?: string | undefined;
  metadata?: Record<string, unknown> | undefined;
  after_seq?: number | undefined;
}

/** A part of the log in which a repeat may lie. */
interface Range {
  from: number;
  to: number;
}

/**
 * Where the first try of this send can lie: behind the last message that its client had seen (WS-10). An older `after_seq`
 * than the log can be searched for at a bounded price is a `conflict`.
 */
export function repeatRange(lastSeq: number, request: SendRequest): Range {
  const { after_seq: afterSeq } = request;
  if (afterSeq === undefined) return { from: Math.max(1, lastSeq - limits.repeatWindow + 1), to: lastSeq };
  if (lastSeq - afterSeq > limits.repeatReach) {
    throw new ChatError(
      'conflict',
      `after_seq: lies more than ${limits.repeatReach} messages back; join from there and look for the message`,
      {
        details: [{ field: 'after_seq', message: `lies more than ${limits.repeatReach} messages back` }],
      },
    );
  }
  return { from: afterSeq + 1, to: lastSeq };
}

/** The same message: the gateway's second delivery of one request, or the client's repeat under its idempotency key. */
function isRepeat(message: LogMessage, role: Role, id: string, clientMessageId: string | undefined): boolean {
  const sameKey = clientMessageId !== undefined && message.clientMessageId === clientMessageId;
  return message.author === role && (message.id === id || sameKey);
}

async function findRepeat(
  ctx: UserContext,
  snapshot: Snapshot,
  role: Role,
  request: SendRequest,
): Promise<LogMessage | null> {
  const range = repeatRange(snapshot.messages[0]?.seq ?? 0, request);
  // What has been read anyway counts whatever `after_seq` says: a client may give the one of the retry.
  const looked = snapshot.messages.filter((message) => request.after_seq !== undefined || message.seq >= range.from);
  const read = looked.find((message) => isRepeat(message, role, ctx.requestId, request.client_message_id));
  const unread = { from: range.from, to: (snapshot.messages.at(-1)?.seq ?? 1) - 1 };
  if (read !== undefined || request.client_message_id === undefined || unread.to < unread.from) return read ?? null;
  return ctx.store.findRepeat(request.thread_id, request.client_message_id, role, unread);
}

async function decide(
  ctx: UserContext,
  rules: Rules,
  snapshot: Snapshot,
  request: SendRequest,
): Promise<Decision<LogMessage>> {
  const role = roleOf(snapshot.thread, ctx.caller.userId);
  const repeat = await findRepeat(ctx, snapshot, role, request);
  if (repeat !== null) return { kind: 'settled', result: repeat };
  if (!snapshot.thread?.isActive) throw new ChatError('thread_inactive', 'the thread is closed for messages');
  const draft: Draft = {
    id: ctx.requestId,
    author: role,
    type: 'text',
    content: request.content,
    clientMessageId: request.client_message_id ?? null,
    metadata: request.metadata === undefined ? null : JSON.stringify(request.metadata),
    countsAsUnread: true,
  };
  return { kind: 'append', message: nextMessage(snapshot.messages[0], draft, ctx.nowMs, rules.rateLimit) };
}

/** A client that says what it has seen is usually up to date: the newest message is all that needs a look for a repeat. */
function messagesToRead(request: SendRequest): number {
  return request.client_message_id === undefined || request.after_seq !== undefined ? 1 : limits.repeatWindow;
}

/**
 * The first look may be an eventually consistent one at half the price: a log that has grown since is seen by the
 * commit's condition. Only a refusal must not rest on it.
 */
async function firstLook(ctx: UserContext, request: SendRequest): Promise<Snapshot> {
  const messages = messagesToRead(request);
  const snapshot = await ctx.store.readThread(request.thread_id, { messages, consistent: false });
  return snapshot.thread?.isActive ? snapshot : secondLook(ctx, request.thread_id, messages);
}

/** What looks closed may be a deleted thread that a message of the marketplace has opened, by a process that died over it. */
async function secondLook(ctx: UserContext, threadId: string, messages: number): Promise<Snapshot> {
  const snapshot = await ctx.store.readThread(threadId, { messages, consistent: true });
  const [newest] = snapshot.messages;
  if (snapshot.thread === null || newest === undefined) return snapshot;
  return { ...snapshot, thread: await recordHead(ctx, snapshot.thread, headOf(newest)) };
}

/** Commits the message at the end of the log or finds the one that this is a repeat of. */
async function commit(handshake: UserContext, rules: Rules, request: SendRequest) {
  const first = await firstLook(handshake, request);
  roleOf(first.thread, handshake.caller.userId);
  const ctx = withLastToken(handshake, first);
  const outcome = await appendAtEnd(first, {
    decide: (snapshot) => decide(ctx, rules, snapshot, request),
    append: async (message, { thread }) => {
      const ahead = { ...(thread as Thread), head: headOf(message) };
      const [appended] = await Promise.all([
        ctx.store.appendMessage(request.thread_id, message),
        putUnreadRows(ctx, ahead, missingUnreadRows(ahead)),
      ]);
      return appended;
    },
    readAgain: () => ctx.store.readThread(request.thread_id, { messages: messagesToRead(request), consistent: true }),
  });
  const message = outcome.kind === 'settled' ? outcome.result : outcome.message;
  const newest = outcome.kind === 'settled' ? (outcome.snapshot.messages[0] ?? message) : message;
  return { ctx, message, newest, snapshot: outcome.snapshot, repeat: outcome.kind === 'settled' };
}

/**
 * Sends a user's message (WS-9, WS-10, WS-12, WS-14, WS-16). It is committed once it stands in the log; what follows, the
 * thread's own row and the pushes, is done again by a repeat.
 */
export async function sendMessage(
  handshake: UserContext,
  rules: Rules,
  request: SendRequest,
): Promise<{ message: Message; repeat: boolean }> {
  if (request.type !== 'text') {
    throw new ChatError('forbidden', 'type: users send text alone', {
      details: [{ field: 'type', message: 'must be text' }],
    });
  }
  const { ctx, message, newest, snapshot, repeat } = await commit(handshake, rules, request);
  const role = roleOf(snapshot.thread, ctx.caller.userId);
  const named = await withOwnName(ctx, snapshot.thread as Thread, role);
  const rowsPut = repeat ? [] : missingUnreadRows({ ...named, head: headOf(message) });
  const update = () => recordHead(ctx, named, headOf(newest), rowsPut);
  const thread = await announceMessage(ctx, 'new_message', message, { ...snapshot, thread: named }, update);
  return { message: viewMessage({ ...named, marks: thread.marks }, message, role), repeat };
}
